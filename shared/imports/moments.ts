/**
 * Dates and times of cells. What can be read in two ways, or means no time that there was, is refused and never guessed
 * (§5.6 #130, #131); what stands behind a time is read or refused, never cut off. Pure.
 */
import { TZDate } from '@date-fns/tz';
import { isCalendarDay } from '#contract/fields.ts';
import type { DateFormat } from '#contract/import-options.ts';
import { addDays, clockSkewMs, startOfDay } from '#platform/local-time.ts';
import { CellFault } from './issues.ts';
import { isSerialDay, writtenDate } from './written-dates.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

const two = (digits: string): string => digits.padStart(2, '0');
const isDate = (year: string, month: string, day: string): boolean =>
  isCalendarDay(Number(year), Number(month), Number(day));

/**
 * A date as it was declared, `YYYY-MM-DD`, and what stands behind it.
 * @throws CellFault DATE_INVALID, DATE_AMBIGUOUS
 */
const readDate = (text: string, format: DateFormat): { readonly date: string; readonly behind: string } => {
  const invalid = () => new CellFault('DATE_INVALID', { value: text, format });
  if (isSerialDay(text)) throw new CellFault('DATE_INVALID', { value: text, format: 'serial' });
  const written = writtenDate(text);
  if (written === undefined) throw invalid();
  const { parts, order, behind } = written;
  const [first, second, third] = parts;
  if (order === 'year-last' && format === 'yyyy-mm-dd') {
    const inBoth = isDate(third, first, second) && isDate(third, second, first);
    const both = inBoth && Number(first) !== Number(second) && !written.isShort;
    throw both ? new CellFault('DATE_AMBIGUOUS', { value: text }) : invalid();
  }
  const isMonthFirst = order === 'year-last' && format === 'mm/dd/yyyy';
  const [year, month, day] =
    order === 'year-first' ? parts : isMonthFirst ? [third, first, second] : [third, second, first];
  if (!isDate(year, month, day)) throw invalid();
  return { date: `${year}-${two(month)}-${two(day)}`, behind };
};

/**
 * A day. A time of day that a database or spreadsheet writes behind it says nothing of a day.
 * @throws CellFault DATE_INVALID, DATE_AMBIGUOUS
 */
export const dateOf = (text: string, format: DateFormat): string => {
  const { date, behind } = readDate(text, format);
  if (behind === '') return date;
  const time = readTime(behind);
  // With a zone it may be another day here.
  const isElsewhere = time?.offset !== undefined && time.ms !== 0;
  if (time === undefined || isElsewhere) throw new CellFault('DATE_INVALID', { value: text, format });
  return date;
};

/** A time of day, and the zone where the cell names one. */
interface TimeOfDay {
  /** Since midnight, ms. */
  readonly ms: number;
  /** What local time is ahead of UTC, minutes; undefined where nothing is said. */
  readonly offset: number | undefined;
}

/**
 * `22:30`, `22.30`, `22h30`, `10:30 p. m.`, `10:30PM`, `10 pm`, `22:30:00.000`, `22:30 hrs.`, each also with `Z`, `-03:00`,
 * `UTC-3` or `(GMT-03:00)` behind it. Abbreviations such as CLT are refused: one stands for several zones.
 */
const timePattern =
  /^(\d{1,2})(?:(?:[:.h]|\s?h\s?)(\d{2})(?:[:.m](\d{2})(?:[.,]\d{1,9})?)?s?)?\s*(?:([ap])\.?\s?m?\.?(?![a-z])|h(?:rs?|s)?\.?|horas?)?\s*(?:\(?\s*(z|utc|gmt)?\s*(?:([+-])(\d{1,2})(?::?(\d{2}))?)?\s*\)?)$/;

/** Blanks of all kinds as one, small letters, one kind of minus. */
const plainTime = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u2212\p{Pd}]/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();

/** Hour of the day; undefined where the hour and `a. m.` or `p. m.` contradict each other. */
const hourOf = (hour: number, half: string | undefined): number | undefined => {
  if (half === undefined) return hour > 23 ? undefined : hour;
  if (half === 'a') return hour > 12 ? undefined : hour % 12;
  return hour > 23 || hour === 0 ? undefined : hour > 12 ? hour : (hour % 12) + 12;
};

/** @returns undefined for what is no time of day */
const readTime = (text: string): TimeOfDay | undefined => {
  const match = text.length > 40 ? null : timePattern.exec(plainTime(text));
  if (match === null) return undefined;
  const [, written = '', minute, second = '0', half, utc, sign, zoneHour = '0', zoneMinute = '0'] = match;
  // An hour alone is a time only where something says so.
  if (minute === undefined && half === undefined) return undefined;
  const hour = hourOf(Number(written), half);
  if (hour === undefined || Number(minute ?? 0) > 59 || Number(second) > 59) return undefined;
  const ms = ((hour * 60 + Number(minute ?? 0)) * 60 + Number(second)) * 1_000;
  if (sign === undefined) return { ms, offset: utc === undefined ? undefined : 0 };
  if (Number(zoneHour) > 14 || Number(zoneMinute) > 59) return undefined;
  return { ms, offset: (sign === '-' ? -1 : 1) * (Number(zoneHour) * 60 + Number(zoneMinute)) };
};

/** @throws CellFault TIME_INVALID */
const timeOf = (text: string): TimeOfDay => {
  const time = readTime(text);
  if (time === undefined) throw new CellFault('TIME_INVALID', { value: text });
  return time;
};

/**
 * Local date and time to epoch ms in one zone; days are remembered, since a file has few and many rows of each. Undefined
 * for a time that the clock left out; of one that came twice the first is taken.
 */
export const createInstants = (timeZone: string): ((date: string, time: number) => number | undefined) => {
  const days = new Map<string, { readonly start: number; readonly isPlain: boolean }>();
  return (date, time) => {
    let day = days.get(date);
    if (day === undefined) {
      const start = startOfDay(date, timeZone);
      // A day on which the clock changes is not 24 hours long, or does not begin at midnight.
      day = { start, isPlain: startOfDay(addDays(date, 1), timeZone) - start === dayMs };
      if (days.size > 5_000) days.clear();
      days.set(date, day);
    }
    if (day.isPlain) return day.start + time;
    const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
    const at = new TZDate(year, month - 1, dayOfMonth, 0, 0, 0, time, timeZone);
    const shown = ((at.getHours() * 60 + at.getMinutes()) * 60 + at.getSeconds()) * 1_000 + at.getMilliseconds();
    return shown === time && at.getDate() === dayOfMonth ? at.getTime() : undefined;
  };
};

/**
 * When it was sent, epoch ms, never another time than the file says: a date, with the time behind it or in a column of
 * its own, both also with a zone. A date without time counts as the beginning of the local day.
 * @throws CellFault DATE_INVALID, DATE_AMBIGUOUS, TIME_INVALID, TIME_NONEXISTENT, DATE_FUTURE
 */
export const sentAtOf = (
  cells: { readonly date: string; readonly time: string },
  context: {
    readonly format: DateFormat;
    readonly timeZone: string;
    readonly instants: ReturnType<typeof createInstants>;
    readonly now: number;
  },
): number => {
  const { date, behind } = readDate(cells.date, context.format);
  // A spreadsheet writes midnight behind a date whose time stands in its own column.
  const said = cells.time === '' ? behind : cells.time;
  const time = said === '' ? undefined : timeOf(said);
  const at = instantOf(date, time, context);
  if (at === undefined) {
    throw new CellFault('TIME_NONEXISTENT', { value: `${date} ${said}`, timeZone: context.timeZone });
  }
  if (at > context.now + clockSkewMs) throw new CellFault('DATE_FUTURE', { value: cells.date });
  return at;
};

const instantOf = (
  date: string,
  time: TimeOfDay | undefined,
  { instants, timeZone }: { readonly instants: ReturnType<typeof createInstants>; readonly timeZone: string },
): number | undefined => {
  // A day may begin at 01:00 where the clock changes at midnight.
  if (time === undefined) return instants(date, 0) ?? startOfDay(date, timeZone);
  if (time.offset === undefined) return instants(date, time.ms);
  return Date.parse(`${date}T00:00:00Z`) + time.ms - time.offset * minuteMs;
};
