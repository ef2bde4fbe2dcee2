/**
 * The days as which the suites are run (`npm run test:days`): those on which code that looks at a calendar goes wrong.
 * Each is the next of its kind, so that none is ever past. Times are epoch ms.
 */
import { tzOffset } from '@date-fns/tz';

const zone = 'America/Santiago';
const minute = 60_000;
const day = 24 * 60 * minute;

/** Before what happens, so that it happens while a test file runs. */
const before = 30_000;

const yearOf = (ms: number): number => new Date(ms).getUTCFullYear();
const offsetAt = (ms: number): number => tzOffset(zone, new Date(ms));

/** The moment after `now` from which the zone's clocks show `minutes` more (less when negative) than before. */
const clockChange = (now: number, minutes: number): number => {
  for (let late = now + day; late < now + 800 * day; late += day) {
    if (offsetAt(late) - offsetAt(late - day) !== minutes) continue;
    let [from, to] = [late - day, late];
    while (to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      if (offsetAt(middle) === offsetAt(late)) to = middle;
      else from = middle;
    }
    return to;
  }
  throw new Error(`The clocks of ${zone} do not change by ${minutes} minutes any more: name another zone.`);
};

const leapDay = (now: number): number => {
  for (let year = yearOf(now); ; year += 1) {
    const noon = Date.UTC(year, 1, 29, 12);
    if (new Date(noon).getUTCMonth() === 1 && noon > now) return noon;
  }
};

/** The first instant of the next year that begins in UTC. */
const newYear = (now: number): number => Date.UTC(yearOf(now) + 1, 0, 1);

/** @returns the moment at which every test file begins, by the day's name */
export const daysAfter = (now: number): Readonly<Record<string, number>> => ({
  'in-40-days': now + 40 * day,
  'leap-day': leapDay(now),
  'clocks-back': clockChange(now, -60) - before,
  'clocks-forward': clockChange(now, 60) - before,
  'end-of-year': newYear(now) - before,
  'end-of-year-in-santiago': newYear(now) - offsetAt(newYear(now)) * minute - before,
});

/** Test files are divided into so many parts, of which one is run on a turn. */
export const parts = 4;

/**
 * What is run on a date: another day each date, and another part of the files once all days have come round.
 *
 * @param date epoch ms
 */
export const turnOf = (date: number): { readonly name: string; readonly part: number } => {
  const names = Object.keys(daysAfter(date));
  const turn = Math.floor(date / day);
  return { name: names[turn % names.length] ?? '', part: (Math.floor(turn / names.length) % parts) + 1 };
};
