/** The dates that a list or export covers (B11, B36, Q4). Pure. */
import type { ErrorCode } from '#contract/errors.ts';
import { registerRangeDays } from '#contract/interaction-columns.ts';
import { Refusal } from '#platform/errors.ts';
import { addDays, daysBetween } from '#platform/local-time.ts';

/** Local dates `YYYY-MM-DD`, both ends included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/**
 * Fills in what is missing: up to today, or up to `from` where that is later, and the 45 dates before the end.
 * @param tooLong code for more than 45 dates: exports have one of their own (design §4)
 * @throws Refusal RANGE_INVALID when it is the wrong way round, `tooLong` when it is longer than 45 dates
 */
export const dayRange = (
  given: { from?: string | undefined; to?: string | undefined },
  today: string,
  tooLong: Extract<ErrorCode, 'RANGE_INVALID' | 'RANGE_TOO_LONG'> = 'RANGE_INVALID',
): DayRange => {
  const to = given.to ?? (given.from !== undefined && given.from > today ? given.from : today);
  const from = given.from ?? addDays(to, 1 - registerRangeDays);
  const days = daysBetween(from, to) + 1;
  if (days < 1) throw new Refusal('RANGE_INVALID', `from (${from}) is later than to (${to}).`);
  if (days > registerRangeDays) {
    throw new Refusal(tooLong, `${from} to ${to} are ${days} dates; ask for at most ${registerRangeDays}.`);
  }
  return { from, to };
};
