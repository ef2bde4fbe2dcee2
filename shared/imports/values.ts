/**
 * Cells as values. What can be read in two ways is refused, never guessed; `Number`, `parseInt` and `new Date` are not
 * used on cells, since they read what nobody wrote (§5.6 #130, #131). Pure.
 */
import { TZDate } from '@date-fns/tz';
import { parseInstant } from '#contract/fields.ts';
import type { ImportOptions } from '#contract/import-options.ts';
import { type Channel, channelLabels, channels, statusGlossary } from '#contract/vocabulary.ts';
import { addDays, startOfDay } from '#platform/local-time.ts';
import { CellFault } from './issues.ts';
import { folded } from './text.ts';

/** Earliest date of a history. */
const earliest = '2000-01-01';
const dayMs = 86_400_000;

const two = (digits: string): string => digits.padStart(2, '0');
const isDate = (year: string, month: string, day: string): boolean => {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  return m >= 1 && m <= 12 && d >= 1 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate();
};

const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;

/**
 * A date as it was declared, `YYYY-MM-DD`.
 * @throws CellFault DATE_INVALID, DATE_AMBIGUOUS, DATE_OUT_OF_RANGE
 */
export const dateOf = (text: string, format: ImportOptions['dateFormat']): string => {
  const invalid = () => new CellFault('DATE_INVALID', { value: text, format });
  if (text.length > 20) throw invalid();
  const iso = yearFirst.exec(text);
  const local = iso === null ? yearLast.exec(text) : null;
  let parts: [string, string, string] | undefined;
  if (iso !== null) parts = [iso[1] ?? '', iso[2] ?? '', iso[3] ?? ''];
  else if (local !== null) {
    const [, first = '', second = '', year = ''] = local;
    if (format === 'yyyy-mm-dd') {
      const both = isDate(year, first, second) && isDate(year, second, first) && Number(first) !== Number(second);
      throw both ? new CellFault('DATE_AMBIGUOUS', { value: text }) : invalid();
    }
    parts = format === 'dd/mm/yyyy' ? [year, second, first] : [year, first, second];
  }
  if (parts === undefined || !isDate(...parts)) throw invalid();
  const date = `${parts[0]}-${two(parts[1])}-${two(parts[2])}`;
  if (date < earliest) throw new CellFault('DATE_OUT_OF_RANGE', { value: text });
  return date;
};

const timePattern = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?$/;

/** Time of day in ms. @throws CellFault TIME_INVALID */
const timeOf = (text: string): number => {
  const match = timePattern.exec(text);
  const [, hour = '', minute = '', second = '0'] = match ?? [];
  if (match === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    throw new CellFault('TIME_INVALID', { value: text });
  }
  return ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
};

/** Local date and time to epoch ms in one zone; days are remembered, since a file has few and many rows of each. */
export const createInstants = (timeZone: string): ((date: string, time: number) => number) => {
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
    return Math.max(day.start, new TZDate(year, month - 1, dayOfMonth, 0, 0, 0, time, timeZone).getTime());
  };
};

/**
 * When it was sent, epoch ms: a date, with the time behind it or in a column of its own, or an ISO-8601 instant with
 * offset. A date without time counts as the beginning of the local day.
 * @throws CellFault
 */
export const sentAtOf = (
  cells: { readonly date: string; readonly time: string },
  context: {
    readonly format: ImportOptions['dateFormat'];
    readonly instants: ReturnType<typeof createInstants>;
    readonly now: number;
  },
): number => {
  const { date, time } = cells;
  let at: number;
  if (date.length > 16 && /[Zz]$|[+-]\d\d:\d\d$/.test(date)) {
    const instant = parseInstant(date.replace(' ', 'T'));
    if ('code' in instant) throw new CellFault('DATE_INVALID', { value: date, format: context.format });
    at = instant.ms;
  } else {
    const [day = '', behind = ''] = date.split(/[T ]+/, 2);
    at = context.instants(
      dateOf(day, context.format),
      time === '' ? (behind === '' ? 0 : timeOf(behind)) : timeOf(time),
    );
  }
  if (at > context.now) throw new CellFault('DATE_FUTURE', { value: date });
  return at;
};

const decimals = new Map<string, number>();
/** Digits of the minor unit (ISO 4217, as the platform knows it). @throws CellFault CURRENCY_UNKNOWN */
const minorDigits = (currency: string): number => {
  const known = decimals.get(currency);
  if (known !== undefined) return known;
  if (!/^[A-Z]{3}$/.test(currency) || !Intl.supportedValuesOf('currency').includes(currency)) {
    throw new CellFault('CURRENCY_UNKNOWN', { value: currency });
  }
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  decimals.set(currency, digits);
  return digits;
};

const amountPatterns = {
  '.': /^(-?)(\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d+))?$/,
  ',': /^(-?)(\d{1,13}|\d{1,3}(?:\.\d{3}){1,4})(?:,(\d+))?$/,
} as const;

/** Amount in minor units. @throws CellFault AMOUNT_AMBIGUOUS, CURRENCY_UNKNOWN */
export const amountOf = (text: string, currency: string, decimal: ImportOptions['decimal']): number => {
  const digits = minorDigits(currency);
  const match = amountPatterns[decimal].exec(text);
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  const minor = Number(whole.replaceAll(/[.,]/g, '') + fraction.padEnd(digits, '0'));
  if (match === null || fraction.length > digits || minor > 1e15 || (sign === '-' && minor === 0)) {
    throw new CellFault('AMOUNT_AMBIGUOUS', { value: text });
  }
  return sign === '-' ? -minor : minor;
};

/** Finds a word by any of its names. */
const words = <Value extends string>(entries: readonly (readonly [string, Value])[]) => {
  const known = new Map(entries.map(([name, value]) => [folded(name), value]));
  return (text: string): Value | undefined => known.get(folded(text));
};

const channelWord = words<Channel>([
  ...channels.flatMap((channel) =>
    [channel, channelLabels[channel].es, channelLabels[channel].en].map((name) => [name, channel] as const),
  ),
  ...(['correo electrónico', 'mail', 'e-mail', 'email'] as const).map((name) => [name, 'email'] as const),
  ...(['wsp', 'wa', 'whats app'] as const).map((name) => [name, 'whatsapp'] as const),
  ...(['teléfono', 'llamada telefónica', 'phone', 'voz'] as const).map((name) => [name, 'call'] as const),
]);
/** @throws CellFault CHANNEL_UNKNOWN */
export const channelOf = (text: string): Channel => {
  const channel = channelWord(text);
  if (channel === undefined) throw new CellFault('CHANNEL_UNKNOWN', { value: text });
  return channel;
};

/** What may have become of a communication that was made elsewhere; nothing that is still to come. */
export const importedStatuses = [
  'sent',
  'delivered',
  'not_read',
  'read',
  'replied',
  'failed',
  'blocked',
  'skipped',
  'cancelled',
  'received',
] as const;
export type ImportedStatus = (typeof importedStatuses)[number];
const isImported = (status: string): status is ImportedStatus => importedStatuses.some((known) => known === status);

const statusWord = words<ImportedStatus>(
  statusGlossary.flatMap(({ status, communication, message }) =>
    isImported(status)
      ? [status, communication.es, message.es, communication.en].map((name) => [name, status] as const)
      : [],
  ),
);
/** @throws CellFault STATUS_UNKNOWN */
export const statusOf = (text: string): ImportedStatus => {
  const status = statusWord(text);
  if (status === undefined) throw new CellFault('STATUS_UNKNOWN', { value: text });
  return status;
};

const directionWord = words([
  ['saliente', 'outbound'],
  ['outbound', 'outbound'],
  ['entrante', 'inbound'],
  ['inbound', 'inbound'],
]);
/** @throws CellFault VALUE_INVALID */
export const directionOf = (text: string): 'outbound' | 'inbound' => {
  const direction = directionWord(text);
  if (direction === undefined) throw new CellFault('VALUE_INVALID', { value: text });
  return direction;
};

const originWord = words([
  ['flujo', 'flow'],
  ['flow', 'flow'],
  ['evento', 'event'],
  ['event', 'event'],
  ['campaña', 'campaign'],
  ['campaign', 'campaign'],
]);
/** @throws CellFault VALUE_INVALID */
export const originKindOf = (text: string): 'flow' | 'event' | 'campaign' => {
  const kind = originWord(text);
  if (kind === undefined) throw new CellFault('VALUE_INVALID', { value: text });
  return kind;
};

const debtWord = words([
  ['vigente', 'current'],
  ['current', 'current'],
  ['al dia', 'current'],
  ['vencida', 'overdue'],
  ['vencido', 'overdue'],
  ['overdue', 'overdue'],
  ['en mora', 'overdue'],
  ['pagada', 'paid'],
  ['pagado', 'paid'],
  ['paid', 'paid'],
  ['en disputa', 'disputed'],
  ['disputada', 'disputed'],
  ['disputed', 'disputed'],
  ['repactada', 'restructured'],
  ['reestructurada', 'restructured'],
  ['restructured', 'restructured'],
  ['castigada', 'written_off'],
  ['written_off', 'written_off'],
  ['written off', 'written_off'],
]);
/** @throws CellFault VALUE_INVALID */
export const debtStateOf = (text: string) => {
  const state = debtWord(text);
  if (state === undefined) throw new CellFault('VALUE_INVALID', { value: text });
  return state;
};

/** Parts of a list in one cell. */
export const listOf = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
