import { Worker } from 'node:worker_threads';
import { clockMemory, realNow } from '../clock.ts';
import type { FunctionDefinition } from './definitions.ts';
import type { InvocationError } from './invocation-error.ts';
import type { FunctionLog } from './logs.ts';
import type { InvocationMessage, WorkerReply, WorkerSettings } from './protocol.ts';

/** How an invocation ended: `payload` is what the handler answered, parsed. */
export type InvocationOutcome =
  | { readonly ok: true; readonly payload: unknown; readonly requestId: string }
  | { readonly ok: false; readonly error: InvocationError; readonly requestId: string };

/** Time for loading a bundle, in ms: not counted in the function's timeout, as in Lambda's init phase. */
const initTimeoutMs = 60_000;

/**
 * A thread takes no options of V8 from its NODE_OPTIONS; what they ask for it gets as a limit. The young generation is
 * three semi-spaces (Node.js documentation, `--max-semi-space-size`).
 */
const youngGeneration = (nodeOptions = ''): { readonly maxYoungGenerationSizeMb?: number } => {
  const [, semiSpaceMb] = /--max-semi-space-size=(\d+)/.exec(nodeOptions) ?? [];
  return semiSpaceMb === undefined ? {} : { maxYoungGenerationSizeMb: 3 * Number(semiSpaceMb) };
};

/** One warm worker thread with one function loaded; runs one invocation at a time. */
export class ExecutionEnvironment {
  readonly definition: FunctionDefinition;
  readonly #worker: Worker;
  readonly #log: FunctionLog;
  readonly #ready: Promise<WorkerReply | undefined>;
  #receive: (reply: WorkerReply) => void = () => undefined;
  #broken = false;

  constructor(definition: FunctionDefinition, log: FunctionLog) {
    this.definition = definition;
    this.#log = log;
    const { name, arn, file, handler, memoryMb } = definition;
    const workerData: WorkerSettings = { name, arn, file, handler, memoryMb, clock: clockMemory() };
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData,
      env: { ...definition.environment },
      // Nothing of the runner's own options.
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, ...youngGeneration(definition.environment.NODE_OPTIONS) },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      stream.on('data', (chunk: Buffer) => log.write(name, chunk.toString('utf8')));
    }
    this.#worker.on('message', (reply: WorkerReply) => this.#receive(reply));
    this.#worker.on('error', (error: Error & { code?: string }) => {
      this.#broken = true;
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      log.write(name, `${error.stack ?? error.message}\n`);
      this.#receive({
        type: 'error',
        errorType: memory ? 'Runtime.OutOfMemory' : error.name,
        errorMessage: memory ? `Memory of ${memoryMb} MB used up` : error.message,
      });
    });
    this.#worker.on('exit', (code) => {
      this.#broken = true;
      this.#receive({
        type: 'error',
        errorType: 'Runtime.ExitError',
        errorMessage: `Runtime exited with code ${code} without answering`,
      });
    });
    this.#ready = this.#next(initTimeoutMs);
  }

  /** True when the thread has ended or must not be used again. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Runs the handler with `event` (JSON). Never rejects. */
  async invoke(requestId: string, event: string): Promise<InvocationOutcome> {
    const failed = (error: InvocationError): InvocationOutcome => {
      this.#log.failure(this.definition.name, requestId, error);
      return { ok: false, error, requestId };
    };
    const ready = await this.#ready;
    if (ready === undefined) return failed({ errorType: 'Sandbox.Timedout', errorMessage: 'Init took too long' });
    if (ready.type === 'error') return failed(ready);
    const { timeoutMs } = this.definition;
    const message: InvocationMessage = { requestId, event, deadline: realNow() + timeoutMs };
    const answer = this.#next(timeoutMs);
    this.#worker.postMessage(message);
    const reply = await answer;
    if (reply === undefined) {
      const errorMessage = `${requestId} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
      return failed({ errorType: 'Sandbox.Timedout', errorMessage });
    }
    if (reply.type === 'error') return failed(reply);
    return { ok: true, payload: reply.type === 'result' ? JSON.parse(reply.payload) : null, requestId };
  }

  async stop(): Promise<void> {
    this.#broken = true;
    await this.#worker.terminate();
  }

  /** Next word of the worker, or undefined after `timeoutMs`; the thread is then ended. */
  #next(timeoutMs: number): Promise<WorkerReply | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        void this.stop();
        settle(undefined);
      }, timeoutMs);
      const settle = (reply: WorkerReply | undefined) => {
        clearTimeout(timer);
        this.#receive = () => undefined;
        resolve(reply);
      };
      this.#receive = settle;
    });
  }
}
