/** Up to when what was kept has been kept for long enough. Pure. */
import type { RetentionPeriods } from '#contract/retention.ts';
import { type RetentionKind, retentionKindNames, retentionKinds } from '#contract/retention-words.ts';
import { addDays } from '#platform/local-time.ts';

/** What is of an earlier date, or of before this moment, has ended. */
interface End {
  readonly day: string;
  /** Epoch ms. */
  readonly at: number;
}
export type Ends = Readonly<Record<RetentionKind, End>>;

/** The same day of an earlier month, or that month's last one: of 31 March a month earlier it is 28 February. */
export const monthsBefore = (day: string, months: number): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${first.getUTCFullYear()}-${two(first.getUTCMonth() + 1)}-${two(Math.min(date, last))}`;
};

/** @param startOf first moment of a date in the company's zone, epoch ms */
export const endsOf = (periods: RetentionPeriods, today: string, startOf: (day: string) => number): Ends =>
  Object.fromEntries(
    retentionKindNames.map((kind) => {
      const period = periods[kind];
      const day = retentionKinds[kind].unit === 'days' ? addDays(today, -period) : monthsBefore(today, period);
      return [kind, { day, at: startOf(day) }];
    }),
  ) as Record<RetentionKind, End>;
