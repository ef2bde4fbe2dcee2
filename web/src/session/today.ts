import { useCompany } from './me.ts';

/** Date of an instant (ms) in a time zone, as `YYYY-MM-DD`. */
export const localDay = (instant: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant);

/** Today's date in the company's time zone, as `YYYY-MM-DD`. */
export const useToday = (): string => localDay(Date.now(), useCompany().timeZone);

const dayMs = 86_400_000;

/** The date so many days later, or earlier when negative. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** Dates from the first to the last, both counted; zero or less when they are the wrong way round. */
export const countDays = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs) + 1;
