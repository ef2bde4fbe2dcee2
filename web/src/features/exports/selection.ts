import type { DateRange } from '#web/lists/date-range.tsx';

/** What is to be exported: the rows and columns of a list as they are shown. */
export interface ExportSelection {
  /** Range of the list; undefined where it has none. */
  readonly range: DateRange | undefined;
  /** Filters of the list in force, without the range. */
  readonly filters: Readonly<Record<string, string>>;
  /** The same in words. */
  readonly filterWords: readonly string[];
  /** Columns that are shown. */
  readonly columns: readonly string[];
}
