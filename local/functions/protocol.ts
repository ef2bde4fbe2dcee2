/** What a worker thread must know of its function. Crosses threads, so plain data only. */
export interface FunctionSettings {
  readonly name: string;
  readonly arn: string;
  /** Absolute path of the bundle. */
  readonly file: string;
  /** Name of the exported handler. */
  readonly handler: string;
  readonly memoryMb: number;
}

/** What a worker thread starts with. */
export interface WorkerSettings extends FunctionSettings {
  /** The system's clock (clock.ts). */
  readonly clock: SharedArrayBuffer;
}

/** One invocation. `event` is JSON; `deadline` is in ms of real time (`realNow`). */
export interface InvocationMessage {
  readonly requestId: string;
  readonly event: string;
  readonly deadline: number;
}

/** What a worker says: it has loaded its bundle, or how an invocation ended. `payload` is JSON. */
export type WorkerReply =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly payload: string }
  | { readonly type: 'error'; readonly errorType: string; readonly errorMessage: string };
