import type { Settings } from '#web/features/settings/queries.ts';

type Rules = Settings['segments'];

/** A range of days overdue by its last day: its first day follows from the range before, so that no gap can be. */
export interface SegmentEnd {
  readonly name: string;
  /** Highest days overdue, inclusive; null: no upper end (the last range). NaN while the field is empty. */
  readonly lastDay: number | null;
}

/** Rules in the order of their days, as people edit them; the service keeps any order. */
export const inOrder = (rules: Rules): Rules =>
  [...rules].sort((a, b) => (a.fromDays ?? -Infinity) - (b.fromDays ?? -Infinity));

/** Ranges of rules that are in order. */
export const endsOf = (rules: Rules): readonly SegmentEnd[] =>
  rules.map(({ name, toDays }) => ({ name, lastDay: toDays }));

/** First day of a range; undefined: it has no lower end, or nobody can tell yet. */
export const firstDayOf = (ends: readonly SegmentEnd[], position: number): number | undefined => {
  const before = ends[position - 1]?.lastDay;
  return before === undefined || before === null || Number.isNaN(before) ? undefined : before + 1;
};

/** Ranges as the API takes them. */
export const rulesOf = (ends: readonly SegmentEnd[]): Rules =>
  ends.map(({ name, lastDay }, position) => ({
    name,
    fromDays: firstDayOf(ends, position) ?? null,
    toDays: lastDay,
  }));
