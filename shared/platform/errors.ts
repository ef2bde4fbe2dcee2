/** Faults that a caller can do something about, and faults of ours that a retry can mend. */
import type { ErrorCode, Fault } from '#contract/errors.ts';
import { errorCodes } from '#contract/errors.ts';

/** A refusal with its code; the HTTP layer makes the problem document of it. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly faults: readonly Fault[];
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined;
  /** The customer who has already what was to be given to another. */
  readonly customerId: string | undefined;

  /**
   * @param detail what is wrong, where, and what to do; never another company's data
   * @param options.faults each fault on its own, where there are several
   */
  constructor(
    code: ErrorCode,
    detail?: string,
    options: { faults?: readonly Fault[]; retryAfter?: number; customerId?: string | undefined } = {},
  ) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail ?? `${errorCodes[code][1]}.`;
    this.faults = options.faults ?? [];
    this.retryAfter = options.retryAfter;
    this.customerId = options.customerId;
  }

  /**
   * A refusal of one field: the answer names it in its words, and as a fault, so that a form can say it at that field.
   * @param path of the field in the request, dotted: `payments.linkPattern`
   * @param detail what is wrong with it, and what to do
   */
  static at(path: string, code: ErrorCode, detail: string, options: { customerId?: string | undefined } = {}): Refusal {
    return new Refusal(code, `${path}: ${detail}`, { ...options, faults: [{ path, code, detail }] });
  }
}

const addresses = /[^\s@<>"']+@[^\s@<>"']+|\+?\d[\d\s().-]{6,}\d/g;

/** Text of an unknown thrown value for logs: no payload, and what looks like an address is masked (I19). */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300).replace(addresses, '***') : 'unknown error';
