/** When an export is written, and as of which moment (B38, B40, Q4). Pure; times are epoch ms. */
import { nextLocalHour } from '#platform/local-time.ts';

/** Hour of the night run in the company's zone; never 00:00–02:59, when clocks change (Q4). */
export const nightHour = 3;

/** Facts of the last minutes may still be on their way into the register's index, ms (design §5). */
export const reportSettleMs = 10 * 60_000;

/** The next 03:00 in the zone that is later than `now`. */
export const nextNight = (now: number, timeZone: string): number => nextLocalHour(now, nightHour, timeZone);
