/**
 * Scalars that many schemas share. A refinement carries its error code in `params.code`, so that the answer names it
 * (reliability §5.6); length is checked before any pattern (ReDoS, §4.2).
 */
import * as z from 'zod';
import type { ErrorCode } from './errors.ts';

/** Adds a rule to a schema whose violation answers `code`. */
export const rule = (code: ErrorCode, message: string) => ({ error: message, params: { code } });

/** Ids are opaque; what we make is `[A-Za-z0-9_.-]`, up to 64 characters (design §4). */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.~-]{0,63}$/;
export const IdSchema = z
  .string()
  .refine((id) => idPattern.test(id), rule('ID_INVALID', 'Use the id exactly as returned.'))
  .meta({ pattern: idPattern.source });

/** Tenant ids: they stand in keys, so no `#`, no prefix trickery (design §5). */
export const tenantPattern = /^[a-z0-9-]{3,40}$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this pattern looks for
const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/;
const invisible = /^[\s\u200b-\u200f\u2060\ufeff\u00ad]*$/u;

/** True when the text holds no lone surrogate and no control character but tab and line breaks (SQS and XML limits). */
export const isCleanText = (text: string): boolean => text.isWellFormed() && !controlCharacter.test(text);

/** Text with at least one visible character; `max` in UTF-16 code units. */
export const textField = (max: number) =>
  z
    .string()
    .refine((text) => text.length <= max, rule('TEXT_TOO_LONG', `At most ${max} characters.`))
    .refine(isCleanText, rule('INVALID_CHARACTER', 'Remove control characters and broken Unicode.'))
    .refine((text) => !invisible.test(text), rule('TEXT_EMPTY', 'The text has no visible characters.'))
    .meta({ minLength: 1, maxLength: max });

/** One line of text: no line breaks at all (header injection, ASVS 1.3.11). */
export const lineField = (max: number) =>
  textField(max).refine((text) => !/[\r\n\t]/.test(text), rule('INVALID_CHARACTER', 'Line breaks are not allowed.'));

const instantPattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?$/;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** Days of a month; 2000 stands for a leap year, since `Date.UTC` takes the years 0 to 99 for those of 1900. */
const daysIn = (year: number, month: number): number => {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return new Date(Date.UTC(isLeap ? 2000 : 2001, month, 0)).getUTCDate();
};

/** A date that exists, in the years 1 to 9999. */
export const isCalendarDay = (year: number, month: number, day: number): boolean =>
  year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);

/**
 * Reads an ISO-8601 instant with offset into epoch milliseconds, or names what is wrong with it.
 * Never `new Date(text)`: Node turns 30 February into 2 March and reads 05/06 as May (reliability §5.6 #59–61).
 */
export const parseInstant = (text: string): { ms: number } | { code: ErrorCode } => {
  const match = text.length <= 40 ? instantPattern.exec(text) : null;
  if (match === null) return { code: 'DATE_FORMAT' };
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '0', fraction = '', zone] = match;
  if (!isCalendarDay(Number(year), Number(month), Number(day))) return { code: 'DATE_INVALID' };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return { code: 'DATE_INVALID' };
  if (zone === undefined) return { code: 'DATE_NO_ZONE' };
  const ms = fraction.slice(0, 3).padEnd(3, '0');
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second.padStart(2, '0')}.${ms}Z`);
  if (zone === 'Z') return { ms: local };
  const [zoneHour, zoneMinute] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))];
  if (zoneHour > 14 || zoneMinute > 59) return { code: 'DATE_INVALID' };
  return { ms: local - (zone.startsWith('-') ? -1 : 1) * (zoneHour * 60 + zoneMinute) * 60_000 };
};

const isInstantBut = (code: ErrorCode) => (text: string) => {
  const parsed = parseInstant(text);
  return !('code' in parsed && parsed.code === code);
};

const instantExample = '2026-06-05T10:00:00-04:00';

/** Instant in a request: ISO-8601 text with offset. */
export const InstantSchema = z
  .string()
  .refine(isInstantBut('DATE_FORMAT'), rule('DATE_FORMAT', `Use ${instantExample}.`))
  .refine(isInstantBut('DATE_NO_ZONE'), rule('DATE_NO_ZONE', `Add the offset: ${instantExample}.`))
  .refine(isInstantBut('DATE_INVALID'), rule('DATE_INVALID', 'No such date or time.'))
  .meta({ format: 'date-time', examples: [instantExample] });

/** Instant in an answer: ISO-8601 in UTC with milliseconds. */
export const TimestampSchema = z.string().meta({ format: 'date-time' });

/** A calendar date `YYYY-MM-DD`, meant in the company's time zone (Q4). */
export const DaySchema = z
  .string()
  .refine((text) => dayPattern.test(text), { ...rule('DATE_FORMAT', 'Use 2026-06-05.'), abort: true })
  .refine(
    (text) => {
      const [year, month, day] = text.split('-').map(Number);
      return isCalendarDay(year ?? 0, month ?? 0, day ?? 0);
    },
    rule('DATE_INVALID', 'No such date.'),
  )
  .meta({ format: 'date', examples: ['2026-06-05'] });

/** IANA time zone name; abbreviations and offsets are refused because they do not know summer time. */
export const TimeZoneSchema = z
  .string()
  .refine(
    (zone) => {
      if (zone.length > 64 || !/^[A-Za-z_]+\/[A-Za-z0-9_+/-]+$|^UTC$/.test(zone)) return false;
      try {
        new Intl.DateTimeFormat('en', { timeZone: zone });
        return true;
      } catch {
        return false;
      }
    },
    rule('TIMEZONE_UNKNOWN', 'Use an IANA name such as America/Santiago.'),
  )
  .meta({ maxLength: 64, examples: ['America/Santiago'] });

/** Money in minor units of an ISO-4217 currency (design §4). */
export const MinorUnitsSchema = z.int().min(-1_000_000_000_000_000).max(1_000_000_000_000_000);
export const CurrencySchema = z
  .string()
  .refine((code) => /^[A-Z]{3}$/.test(code), rule('VALUE_INVALID', 'Use an ISO-4217 code such as CLP.'))
  .meta({ pattern: '^[A-Z]{3}$', examples: ['CLP'] });

/** Page size of a list; the query arrives as text. */
export const LimitSchema = z
  .string()
  .refine((text) => /^[1-9]\d{0,2}$/.test(text) && Number(text) <= 100, rule('LIMIT_INVALID', '1 to 100.'))
  .meta({ description: 'Page size, 1 to 100.', override: { type: 'integer', minimum: 1, maximum: 100 } })
  .transform(Number)
  .optional();

export const CursorSchema = z
  .string()
  .refine((text) => text.length <= 2_000, rule('CURSOR_INVALID', 'Use nextCursor exactly as returned.'))
  .meta({ description: '`nextCursor` of the previous page.', maxLength: 2_000 })
  .optional();

/** Query parameters that page through a list. */
export const pageQuery = { limit: LimitSchema, cursor: CursorSchema };

/** `true` or `false` in a query. */
export const FlagSchema = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional();

/** Answer of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().optional() });
