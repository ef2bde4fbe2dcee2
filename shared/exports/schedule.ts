/** When an export is written, and as of which moment (B38, B40, Q4). Pure; times are epoch ms. */
import { TZDate } from '@date-fns/tz';
import { addDays, localDay } from '#platform/local-time.ts';

/** Hour of the night run in the company's zone; never 00:00–02:59, when clocks change (Q4). */
export const nightHour = 3;

/** Facts of the last minutes may still be on their way into the register's index, ms (design §5). */
export const settleMs = 10 * 60_000;

/** The next 03:00 in the zone that is later than `now`. */
export const nextNight = (now: number, timeZone: string): number => {
  const at = (day: string): number => {
    const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
    return new TZDate(year, month - 1, date, nightHour, timeZone).getTime();
  };
  const today = localDay(now, timeZone);
  return at(today) > now ? at(today) : at(addDays(today, 1));
};
