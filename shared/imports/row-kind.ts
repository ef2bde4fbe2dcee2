/** What an import does with the rows of one kind of file; the engine (`work-on-import.ts`) does the rest for all kinds. */

import type { Item } from '#platform/table/kernel.ts';
import type { CsvRecord } from './csv-records.ts';
import type { ParsedRow } from './interaction-row.ts';
import type { Issue } from './issues.ts';
import type { SeenRows } from './seen-rows.ts';

/** What became of a row that was taken (I11). */
export type RowOutcome = 'created' | 'updated' | 'duplicate';
/** Decided with what the table holds; an issue rejects the row. */
export type RowDecision = RowOutcome | Issue;

/**
 * What a file tells of a row by itself, before the table is asked. `new`: the table decides. `later`: the file had a row
 * of the same thing before; the table decides whether it may still change it.
 */
export type FileDecision =
  | { readonly kind: 'new' | 'later' }
  | { readonly kind: 'outcome'; readonly outcome: RowOutcome; readonly notice?: Issue; readonly isWritten: boolean }
  | { readonly kind: 'rejected'; readonly issue: Issue };

export interface Numbered<Row> {
  readonly row: Row;
  readonly line: number;
}

/** A row that the table has to decide. */
export interface OpenRow<Row> extends Numbered<Row> {
  readonly decision: { readonly kind: 'new' | 'later' };
}

/** A row that a rule refused while it was written: somebody else changed the same thing meanwhile. */
export interface RefusedRow {
  readonly line: number;
  readonly issue: Issue;
  /** What it makes is there, and something of it is missing. */
  readonly isMade: boolean;
}

/** What of a row lies in the table as the import would have written it. */
export interface RowStanding {
  readonly extent: 'whole' | 'part' | 'none';
  /** Interactions of it that are there, where it makes any. */
  readonly weight: number;
}

/** Rows that were looked up together. */
export interface PreparedRows<Row> {
  /** One for each row that was given, in the order of the file: a row sees what those above it will have made. */
  decide(rows: readonly OpenRow<Row>[]): readonly RowDecision[];
  /**
   * One for each row that was given, in the same order: what of it is there, of an import that stopped while it wrote.
   * @param rows with what was planned for each
   */
  look(rows: readonly (Numbered<Row> & { readonly planned: RowOutcome })[]): readonly RowStanding[];
  /**
   * Writes the rows; what is written already stays as it is, so that a repeat after a crash does no harm.
   * @returns rows that a rule refused; the others are written all the same
   */
  write(rows: readonly Numbered<Row>[]): Promise<readonly RefusedRow[]>;
}

export interface RowKind<Row> {
  parse(cells: readonly string[]): ParsedRow<Row>;
  /** Pure but for `seen`, in which the row is noted. */
  compare(row: Row, line: number, seen: SeenRows): FileDecision;
  /** Reads what deciding and writing needs. */
  prepare(rows: readonly Numbered<Row>[]): Promise<PreparedRows<Row>>;
  /** Interactions that the row makes, where it makes any. */
  weightOf(row: Row): number;
  /** What becomes of what the file does not name; absent where nothing does. */
  readonly settlement?: Settlement;
}

/** A debt that no row of a complete file names: under whose id it was written, and its code. */
export interface MissingThing {
  readonly customerId: string;
  readonly code: string;
}

/** The end of an import whose file is complete for a scope. */
export interface Settlement {
  /** What is open in the scope; a moment behind the table. */
  countOpen(): Promise<number>;
  /** Takes what the rows of the whole file name, before anything is told to be missing. */
  note(batches: AsyncIterable<readonly CsvRecord[]>): Promise<void>;
  countMissing(): Promise<number>;
  /**
   * The next that are missing, about `most` of them; none where `last` is undefined and nothing is left.
   * @param after `last` of the ones before
   */
  nextMissing(
    after: Item | undefined,
    most: number,
  ): Promise<{ readonly things: readonly MissingThing[]; readonly last: Item | undefined }>;
  /**
   * Settles what is open still. A repeat does no harm.
   * @param at epoch ms, the same in a repeat
   * @returns how many this import has settled of them, now or in a try before
   */
  settle(things: readonly MissingThing[], at: number): Promise<number>;
  /** How many of them this import has settled. */
  countSettled(things: readonly MissingThing[], at: number): Promise<number>;
}
