/** Time as an input, so that rules stay pure and tests choose the moment. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** ISO-8601 in UTC with milliseconds, the form of every answer. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

/** ISO-8601 or null. */
export const isoTimeOrNull = (ms: number | null | undefined): string | null => (ms == null ? null : isoTime(ms));
