/** The dates that a list or export covers (B11, B36, Q4). Pure. */
import { registerRangeDays } from '#contract/interactions.ts';
import { Refusal } from '#platform/errors.ts';
import { addDays, daysBetween } from '#platform/local-time.ts';

/** Local dates `YYYY-MM-DD`, both ends included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/**
 * Fills in what is missing: up to today, or up to `from` where that is later, and the 45 dates before the end.
 * @throws Refusal RANGE_INVALID when it is the wrong way round or longer than 45 dates
 */
export const dayRange = (given: { from?: string | undefined; to?: string | undefined }, today: string): DayRange => {
  const to = given.to ?? (given.from !== undefined && given.from > today ? given.from : today);
  const from = given.from ?? addDays(to, 1 - registerRangeDays);
  const days = daysBetween(from, to) + 1;
  if (days < 1) throw new Refusal('RANGE_INVALID', `from (${from}) is later than to (${to}).`);
  if (days > registerRangeDays) {
    throw new Refusal('RANGE_INVALID', `${from} to ${to} are ${days} dates; ask for at most ${registerRangeDays}.`);
  }
  return { from, to };
};
