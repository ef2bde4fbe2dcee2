/** A row of the bench's tables. */
import type { Charge } from './meter.ts';

/** Accepted now, and the arithmetic minimum of the design; null where the design sets none. */
export interface Limit {
  readonly ceiling: number;
  readonly floor: number;
}

export interface Measured {
  readonly operation: string;
  readonly charges: readonly Charge[];
  readonly write: Limit | null;
  readonly read: Limit | null;
  /** What a reader of the row must know. */
  readonly note?: string;
}
