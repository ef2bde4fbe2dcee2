/** What can go wrong at the table, in our own words. */

/** The item is not as the writer believed; read it again and decide again. */
export class ConditionFailed extends Error {
  /** Positions of the failed actions of a transaction; `[0]` for a single write. */
  readonly positions: readonly number[];

  constructor(positions: readonly number[]) {
    super(`condition failed at ${positions.join(', ')}`);
    this.name = 'ConditionFailed';
    this.positions = positions;
  }
}

/** Others changed the item in every try, so that a change did not come through (change-item.ts). Do it again later. */
export class ChangeGivenUp extends Error {
  /** @param item what was to be changed: kind and ids */
  constructor(item: string, tries: number) {
    super(`${item} was changed by others in each of ${tries} tries: do it again`);
    this.name = 'ChangeGivenUp';
  }
}

/** Another transaction holds an item; nothing was written. */
export class Contention extends Error {
  constructor() {
    super('transaction conflict');
    this.name = 'Contention';
  }
}

/** Too many requests for the table; nothing was written. */
export class Throttled extends Error {
  constructor() {
    super('table throttled');
    this.name = 'Throttled';
  }
}

interface ServiceFault {
  readonly name: string;
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

const isServiceFault = (error: unknown): error is ServiceFault =>
  typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string';

const throttles = new Set([
  'ProvisionedThroughputExceededException',
  'ProvisionedThroughputExceeded',
  'ThrottlingException',
  'ThrottlingError',
  'RequestLimitExceeded',
]);

/** Translates an SDK error; `retryable` ones left nothing written and may be tried again at once. */
export const translate = (error: unknown): { readonly error: unknown; readonly retryable: boolean } => {
  if (!isServiceFault(error)) return { error, retryable: false };
  if (error.name === 'ConditionalCheckFailedException') return { error: new ConditionFailed([0]), retryable: false };
  if (error.name === 'TransactionCanceledException') {
    const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
    const failed = codes.flatMap((code, position) => (code === 'ConditionalCheckFailed' ? [position] : []));
    if (failed.length > 0) return { error: new ConditionFailed(failed), retryable: false };
    if (codes.includes('TransactionConflict')) return { error: new Contention(), retryable: true };
    if (codes.some((code) => throttles.has(code))) return { error: new Throttled(), retryable: true };
    return { error, retryable: false };
  }
  if (error.name === 'TransactionConflictException') return { error: new Contention(), retryable: true };
  if (throttles.has(error.name)) return { error: new Throttled(), retryable: true };
  return { error, retryable: false };
};
