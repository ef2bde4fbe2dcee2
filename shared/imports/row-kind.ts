/** What an import does with the rows of one kind of file; the engine (`work-on-import.ts`) does the rest for all kinds. */

import type { ParsedRow } from './interaction-row.ts';
import type { Issue } from './issues.ts';
import type { SeenRows } from './seen-rows.ts';

/** What became of a row that was taken (I11). */
export type RowOutcome = 'created' | 'updated' | 'duplicate';
/** Decided with what the table holds; an issue rejects the row. */
export type Decision = RowOutcome | Issue;

/** What a file tells of a row by itself, before the table is asked. `new`: the table decides. */
export type FileDecision =
  | { readonly kind: 'new' }
  | { readonly kind: 'outcome'; readonly outcome: RowOutcome; readonly notice?: Issue; readonly isWritten: boolean }
  | { readonly kind: 'rejected'; readonly issue: Issue };

export interface Numbered<Row> {
  readonly row: Row;
  readonly line: number;
}

/** Rows that were looked up together. */
export interface Prepared<Row> {
  /** One for each row that was given, in the same order. */
  decide(rows: readonly Numbered<Row>[]): readonly Decision[];
  /** Writes the rows; what is written already stays as it is, so that a repeat after a crash does no harm. */
  write(rows: readonly Numbered<Row>[]): Promise<void>;
}

export interface RowKind<Row> {
  parse(cells: readonly string[]): ParsedRow<Row>;
  /** Pure but for `seen`, in which the row is noted. */
  compare(row: Row, line: number, seen: SeenRows): FileDecision;
  /** Reads what deciding and writing needs. */
  prepare(rows: readonly Numbered<Row>[]): Promise<Prepared<Row>>;
  /** Interactions that the row makes, where it makes any. */
  weightOf(row: Row): number;
}
