import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * What became of a call:
 * - `accepted`: the provider took the work and said so
 * - `accepted-unanswered`: it took the work, the caller never heard (the ledger's *outcome unknown*)
 * - `refused`: it answered an error, `code` says which
 * - `lost`: it neither took the work nor answered
 */
type CallOutcome = 'accepted' | 'accepted-unanswered' | 'refused' | 'lost';

/** One call of the provider's API, as tests and people read it at `GET /_control/calls`. */
interface RecordedCall {
  /** 1, 2, 3 … in the order in which the calls ended. */
  readonly sequence: number;
  /** ISO-8601 instant. */
  readonly at: string;
  /** The name of the operation in the AWS SDK, for example `SendEmail`. */
  readonly operation: string;
  readonly recipient: string | null;
  /** The attempt's tag as the caller sent it: the ledger's attempt id, or WhatsApp's whole opaque callback data. */
  readonly attempt: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly outcome: CallOutcome;
  /** Error code of a refusal. */
  readonly code: string | null;
  readonly messageId: string | null;
}

/**
 * The calls since the last reset, oldest first, in a file of one line each: a call stands there before its caller is
 * answered, so that what was sent can be told after any kill of the runner.
 */
export class CallLog {
  readonly #file: string;
  #calls: RecordedCall[];

  /** @param file of an earlier run, or a new one in a folder that exists */
  constructor(file: string) {
    this.#file = file;
    this.#calls = existsSync(file) ? readCalls(file) : [];
  }

  add(call: Omit<RecordedCall, 'sequence' | 'at'>): void {
    const recorded = { sequence: this.#calls.length + 1, at: new Date().toISOString(), ...call };
    appendFileSync(this.#file, `${JSON.stringify(recorded)}\n`);
    this.#calls.push(recorded);
  }

  /** Calls whose fields equal every filter given; an empty filter gives all. */
  list(
    filter: Partial<Record<'operation' | 'recipient' | 'attempt' | 'outcome' | 'messageId', string>>,
  ): RecordedCall[] {
    const { operation, recipient, attempt, outcome, messageId } = filter;
    return this.#calls.filter(
      (call) =>
        (operation === undefined || call.operation === operation) &&
        (recipient === undefined || call.recipient === recipient) &&
        (attempt === undefined || call.attempt === attempt) &&
        (outcome === undefined || call.outcome === outcome) &&
        (messageId === undefined || call.messageId === messageId),
    );
  }

  clear(): void {
    this.#calls = [];
    writeFileSync(this.#file, '');
  }
}

/** A last line without its end was cut off by a kill: its caller was never answered. */
const readCalls = (file: string): RecordedCall[] => {
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) writeFileSync(file, whole);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};
