/** When an export is written, and as of which moment (B38, B40, Q4). Pure; times are epoch ms. */
import { nextLocalHour } from '#platform/local-time.ts';

/** Hour of the night run in the company's zone; never 00:00–02:59, when clocks change (Q4). */
export const nightHour = 3;

/** Facts of the last minutes may still be on their way into the register's index, ms (design §5). */
export const reportSettleMs = 10 * 60_000;

/**
 * Of an export that is asked for at `at`: the next 03:00 in the zone. It is as of the settling time before its run, and never as
 * of a moment before it was asked for; so who asks in the last minutes before the hour waits for them to settle.
 */
export const nightTimes = (at: number, timeZone: string): { readonly runsAt: number; readonly cut: number } => {
  const runsAt = Math.max(nextLocalHour(at, nightHour, timeZone), at + reportSettleMs);
  return { runsAt, cut: runsAt - reportSettleMs };
};
