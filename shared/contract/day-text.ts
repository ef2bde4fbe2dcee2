/** Days as people read them, in the console and in its mails: day first in Spanish, year first in English; never month first. */
import type { Label } from './vocabulary.ts';

/** @param day `YYYY-MM-DD` */
export const dayText = (day: string, language: keyof Label): string =>
  language === 'es' ? day.split('-').toReversed().join('-') : day;
