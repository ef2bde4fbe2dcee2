import { type Language, locales } from '#web/language/languages.ts';
import { useLanguage } from '#web/language/use-language.ts';
import { useCompany } from './me.ts';

type Source = 'platform' | 'outside';

/** Spaces inside a time hold it together: "8:15 p. m." stands on one line. */
const unbroken = (text: string): string => text.replace(/\s/g, '\u00a0');

/** Writes times in the company's time zone, numbers and money as the language does. */
export interface Format {
  /** Instant (ISO-8601) as date and time to the minute. */
  dateTime(instant: string): string;
  /** An instant as others wrote it: date and time where it can be read, else as it stands. */
  written(text: string): string;
  /** Instant (ISO-8601) as hours and minutes. */
  time(instant: string): string;
  /** Instant (ISO-8601) as a date. */
  date(instant: string): string;
  /** When a communication was, as `dateTime`; the date alone where nobody gave the hour. */
  told(instant: string, source: Source): string;
  /** Its hours and minutes; undefined where nobody gave them. */
  toldTime(instant: string, source: Source): string | undefined;
  /** Calendar date `YYYY-MM-DD`, which has no time zone. */
  day(day: string): string;
  /** The same with the month in words: "5 de marzo de 2026". */
  longDay(day: string): string;
  /** Minor units (CLP 1500, USD 15.00 is 1500) of an ISO-4217 currency. */
  money(minorUnits: number, currency: string): string;
  number(value: number): string;
  /** Several words as a list: "a, b y c". */
  list(values: readonly string[]): string;
}

export const createFormat = (language: Language, timeZone: string): Format => {
  const locale = locales[language];
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const longDay = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone });
  const number = new Intl.NumberFormat(locale);
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const timeOf = (instant: string): string => unbroken(time.format(new Date(instant)));
  const dateOf = (instant: string): string => date.format(new Date(instant));
  const dateTime = (instant: string): string => `${dateOf(instant)}, ${timeOf(instant)}`;
  // A row of an imported history without an hour counts as the beginning of its day.
  const hasHour = (instant: string, source: Source): boolean =>
    source === 'platform' || clock.format(new Date(instant)) !== '00:00:00';
  return {
    dateTime,
    written: (text) => (Number.isNaN(Date.parse(text)) ? text : dateTime(text)),
    time: timeOf,
    date: dateOf,
    told: (instant, source) => (hasHour(instant, source) ? dateTime(instant) : dateOf(instant)),
    toldTime: (instant, source) => (hasHour(instant, source) ? timeOf(instant) : undefined),
    day: (value) => day.format(new Date(`${value}T00:00:00Z`)),
    longDay: (value) => longDay.format(new Date(`${value}T00:00:00Z`)),
    money: (minorUnits, currency) => {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
      return format.format(minorUnits / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0));
    },
    number: (value) => number.format(value),
    list: (values) => list.format(values),
  };
};

/** Formats in the language of the moment and the company's time zone. */
export const useFormat = (): Format => createFormat(useLanguage(), useCompany().timeZone);
