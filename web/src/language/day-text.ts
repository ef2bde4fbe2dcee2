/** Dates as people type them: day first in Spanish, year first in English; never month first. Pure. */
import type { Language } from './languages.ts';

/** What stands in an empty field. */
export const dayForms: Readonly<Record<Language, string>> = { es: 'dd-mm-aaaa', en: 'yyyy-mm-dd' };

const dayFirst = /^(\d{1,2})[-/. ]?(\d{1,2})[-/. ]?(\d{4})$/;
const yearFirst = /^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$/;

/** The date of a typed text as `YYYY-MM-DD`; undefined while it is none, such as the 31st of June. */
export const readDayText = (text: string): string | undefined => {
  const [, first, second, third] = yearFirst.exec(text.trim()) ?? dayFirst.exec(text.trim()) ?? [];
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const [year, day] = first.length === 4 ? [first, third] : [third, first];
  const date = `${year}-${second.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? date : undefined;
};
