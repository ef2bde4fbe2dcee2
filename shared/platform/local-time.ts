/** Calendar dates and hours in a company's time zone (Q4). Instants are epoch milliseconds, dates `YYYY-MM-DD`. */
import { TZDate, tzOffset } from '@date-fns/tz';

const dayMs = 86_400_000;

/** How far the clock of others may be ahead of ours, ms: what they state for later than this has not happened. */
export const clockSkewMs = 5 * 60_000;

/** @param year 1 to 9999, as dates can be written */
const dayText = (year: number, month: number, date: number): string => {
  if (year < 1) return '0001-01-01';
  if (year > 9999) return '9999-12-31';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
};

/** Epoch ms at which the date begins in UTC. */
const utcOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** Local calendar date of an instant. Asked for each row that is written: a third of the time that a `TZDate` takes. */
export const localDay = (ms: number, timeZone: string): string => {
  const shifted = new Date(ms + tzOffset(timeZone, new Date(ms)) * 60_000);
  return dayText(shifted.getUTCFullYear(), shifted.getUTCMonth() + 1, shifted.getUTCDate());
};

/** Local hour of an instant, 0–23. */
export const localHour = (ms: number, timeZone: string): number => new TZDate(ms, timeZone).getHours();

/** The date `days` later (or earlier when negative); beyond the first or last that can be written, that one. */
export const addDays = (day: string, days: number): string => {
  const date = new Date(utcOf(day) + days * dayMs);
  return dayText(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
};

/** Whole dates from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number => Math.round((utcOf(to) - utcOf(from)) / dayMs);

/** First instant of a local date (a day may begin at 01:00 where the clock changes at midnight). */
export const startOfDay = (day: string, timeZone: string): number => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  // As constructor arguments the years 0 to 99 are those of the 20th century.
  if (year < 100) return utcOf(day) + new TZDate(utcOf(day), timeZone).getTimezoneOffset() * 60_000;
  return new TZDate(year, month - 1, date, timeZone).getTime();
};

/** The next time later than `now` at which a day's hour (0–23) begins in the zone. */
export const nextLocalHour = (now: number, hour: number, timeZone: string): number => {
  const at = (day: string): number => {
    const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
    return new TZDate(year, month - 1, date, hour, timeZone).getTime();
  };
  const today = localDay(now, timeZone);
  return at(today) > now ? at(today) : at(addDays(today, 1));
};
