/** How the cells of a file are written: language, zone, form of dates (B35, I13). Pure. */
import type { Label } from '#contract/vocabulary.ts';
import { createLocalTimestamps } from './local-timestamps.ts';

export interface RecordFormat {
  readonly timeZone: string;
  readonly language: keyof Label;
  /** `iso`: `2026-11-22T10:00:00-03:00`; `local`: `22/11/2026 10:00:00`, which spreadsheets take for a date. */
  readonly dates?: 'iso' | 'local';
}

/** @returns a writer of epoch ms in the zone's own time */
export const createTimestamps = ({ timeZone, dates }: RecordFormat): ((ms: number) => string) => {
  const iso = createLocalTimestamps(timeZone);
  if (dates !== 'local') return iso;
  return (ms) => {
    const text = iso(ms);
    return `${text.slice(8, 10)}/${text.slice(5, 7)}/${text.slice(0, 4)} ${text.slice(11, 19)}`;
  };
};

/** A calendar date `YYYY-MM-DD` in the same form. */
export const exportedDay = (day: string, { dates }: Pick<RecordFormat, 'dates'>): string =>
  dates === 'local' ? `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}` : day;
