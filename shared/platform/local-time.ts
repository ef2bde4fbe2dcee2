/** Calendar dates and hours in a company's time zone (Q4). Instants are epoch milliseconds, dates `YYYY-MM-DD`. */
import { TZDate } from '@date-fns/tz';

const two = (value: number): string => String(value).padStart(2, '0');

/** Local calendar date of an instant. */
export const localDay = (ms: number, timeZone: string): string => {
  const date = new TZDate(ms, timeZone);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Local hour of an instant, 0–23. */
export const localHour = (ms: number, timeZone: string): number => new TZDate(ms, timeZone).getHours();

/** The date `days` later (or earlier when negative). */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Whole dates from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/** First instant of a local date (a day may begin at 01:00 where the clock changes at midnight). */
export const startOfDay = (day: string, timeZone: string): number => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new TZDate(year, month - 1, date, timeZone).getTime();
};
