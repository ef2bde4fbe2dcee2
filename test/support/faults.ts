/**
 * Faults at the border to engines and providers (reliability §5.4). A `Lifetime` stands for one process: every client
 * that the process uses is wrapped by it, and its calls are numbered. After a crash all its later calls fail, whatever
 * the product's code does with the error; only a new lifetime goes on.
 */

/** The process has died. Product code may catch it, but every later call of the same lifetime throws it again. */
export class Crash extends Error {
  constructor() {
    super('the process has died');
    this.name = 'Crash';
  }
}

/**
 * `before`: dies before the effect. `after`: dies with the effect done and nothing known of it. `ambiguous`: the effect
 * is done, the caller sees a time-out and goes on. `repeated`: the answer was lost and the SDK itself sent the call
 * again, so that the caller sees the answer to the second one.
 */
export const crashModes = ['before', 'after', 'ambiguous', 'repeated'] as const;
export type CrashMode = (typeof crashModes)[number];

export interface Call {
  /** Name of the SDK's command, e.g. `PutCommand`. */
  readonly name: string;
  readonly kind: 'read' | 'effect';
  /** Position among the calls of its kind in this lifetime, from 0. */
  readonly position: number;
  readonly command: unknown;
}

/** Decides what becomes of a call; `send` makes it. */
export type Fault = (call: Call, send: () => Promise<unknown>, lifetime: Lifetime) => Promise<unknown>;

interface Sender {
  send(command: never): Promise<unknown>;
}

const readCommands = /^(Get|BatchGet|Query|Receive|Head|List)/;

export class Lifetime {
  /** Names of the calls with an effect, and of the reads, in order. */
  readonly effects: string[] = [];
  readonly reads: string[] = [];
  #dead = false;
  readonly #fault: Fault;

  constructor(fault: Fault = (_call, send) => send()) {
    this.#fault = fault;
  }

  get isDead(): boolean {
    return this.#dead;
  }

  die(): never {
    this.#dead = true;
    throw new Crash();
  }

  /** The client as this process uses it; same type, so that product code takes it. */
  wrap<Client extends Sender>(client: Client): Client {
    const send = async (command: never): Promise<unknown> => {
      if (this.#dead) throw new Crash();
      const name = (command as { constructor: { name: string } }).constructor.name;
      const kind = readCommands.test(name) ? 'read' : 'effect';
      const position = (kind === 'read' ? this.reads : this.effects).push(name) - 1;
      const answer = await this.#fault({ name, kind, position, command }, () => client.send(command), this);
      // A call of the same process may have been the one that died while this one was on its way.
      if (this.#dead) throw new Crash();
      return answer;
    };
    return new Proxy(client, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) });
  }
}

/** An error as the SDK throws it. */
export const sdkError = (name: string, more: Readonly<Record<string, unknown>> = {}): Error =>
  Object.assign(new Error(name), { name, ...more });

const timedOut = (): Error => sdkError('TimeoutError');

/** Providers are called with one attempt, and a transaction carries a token that makes its repeat harmless. */
const isSentOnce = (name: string): boolean =>
  /^(Send(Email|TextMessage|WhatsAppMessage)|TransactWrite)Command$/.test(name);

/** True when the mode can happen to this call. */
export const canStrike = (name: string, mode: CrashMode): boolean => mode !== 'repeated' || !isSentOnce(name);

/** Strikes the effect at `position`, once. */
export const crashAt =
  (position: number, mode: CrashMode): Fault =>
  async (call, send, lifetime) => {
    if (call.kind !== 'effect' || call.position !== position) return send();
    if (mode === 'before') return lifetime.die();
    await send();
    if (mode === 'after') return lifetime.die();
    if (mode === 'ambiguous') throw timedOut();
    return send();
  };

/** Strikes the first `times` calls that `matches`, without an effect; counts at the border. */
export const failFirst = (times: number, matches: (call: Call) => boolean, error: () => Error): Fault => {
  let left = times;
  return async (call, send) => {
    if (left === 0 || !matches(call)) return send();
    left -= 1;
    throw error();
  };
};

/** Reasons with which DynamoDB cancels a transaction (API reference of TransactWriteItems). */
export const cancellationCodes = [
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ItemCollectionSizeLimitExceeded',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'ValidationError',
] as const;

/** A cancelled transaction; the code stands at the first action. */
export const cancelled = (code: (typeof cancellationCodes)[number]): Error =>
  sdkError('TransactionCanceledException', { CancellationReasons: [{ Code: code }, { Code: 'None' }] });

export const throttled = (): Error => sdkError('ProvisionedThroughputExceededException');

const isConsistent = (command: unknown): boolean =>
  (command as { input?: { ConsistentRead?: boolean } }).input?.ConsistentRead === true;

/**
 * Answers reads that are not consistent from an earlier image: `remember` while the world is as it was, then `lag`.
 * Every eventually consistent read that was made before the switch gets its old answer again.
 */
export const laggingReads = (): { readonly fault: Fault; lag(): void; readonly served: () => number } => {
  const images = new Map<string, unknown>();
  let isLagging = false;
  let served = 0;
  return {
    lag: () => {
      isLagging = true;
    },
    served: () => served,
    fault: async (call, send) => {
      if (call.kind !== 'read' || isConsistent(call.command)) return send();
      const key = `${call.name} ${JSON.stringify((call.command as { input: unknown }).input)}`;
      if (isLagging && images.has(key)) {
        served += 1;
        return images.get(key);
      }
      const answer = await send();
      images.set(key, answer);
      return answer;
    },
  };
};
