/**
 * Cells as values. What can be read in two ways is refused, never guessed; `Number`, `parseInt` and `new Date` are not
 * used on cells, since they read what nobody wrote (§5.6 #130, #131). Pure.
 */
import type { ImportOptions } from '#contract/import-options.ts';
import { importWords, type WordColumn } from '#contract/import-words.ts';
import type { Label } from '#contract/vocabulary.ts';
import { CellFault } from './issues.ts';
import { folded } from './text.ts';

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

/** Code of a currency. @throws CellFault CURRENCY_UNKNOWN */
export const currencyOf = (text: string): string => {
  const currency = text.toUpperCase();
  minorDigits(currency);
  return currency;
};

const amountPatterns = {
  '.': /^(-?)(\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d+))?$/,
  ',': /^(-?)(\d{1,13}|\d{1,3}(?:\.\d{3}){1,4})(?:,(\d+))?$/,
} as const;

/** Signs of money that offices write beside an amount; the currency stands in its own column. */
const moneySign = /^(-?)(?:US\$|R\$|MX\$|RD\$|C\$|\$U|\$|S\/\.?|B\/\.|Bs\.?|Gs\.?|\u20b2|\u20a1|Q|€)\s*/;

/**
 * The amount alone: without signs of money and the code of its currency, with one kind of minus also for `(1.234)`, without
 * Chile's `.-` at the end.
 */
const withoutMoney = (text: string, currency: string): string =>
  text
    .normalize('NFKC')
    .replace(/\u2212/g, '-')
    .replace(new RegExp(`^${currency}\\s*|\\s*${currency}$`, 'i'), '')
    .replace(/^\((.+)\)$/, '-$1')
    .replace(/^\+/, '')
    .replace(moneySign, '$1')
    .replace(/(\d)\.-$/, '$1');

/** @param digits of the minor unit. @returns undefined where the text is no amount with this mark */
const readAmount = (text: string, decimal: keyof typeof amountPatterns, digits: number): number | undefined => {
  // Blanks and apostrophes group thousands, and mean nothing else: 1 234,50 and 1'234.567.
  const grouped = text.replace(/(?<=\d)(?:[\s'’]|\p{M}){1,2}(?=\d{3}(?!\d))/gu, decimal === '.' ? ',' : '.');
  const match = amountPatterns[decimal].exec(grouped);
  const [, sign = '', whole = '', written = ''] = match ?? [];
  // Zeros that the currency has no use for: 1234567,00 pesos. Three are as good as a group of thousands.
  const fraction = written.length === 3 ? written : written.slice(0, digits) + written.slice(digits).replace(/0+$/, '');
  const minor = Number(whole.replaceAll(/[.,]/g, '') + fraction.padEnd(digits, '0'));
  if (match === null || fraction.length > digits || minor > 1e15 || (sign === '-' && minor === 0)) return undefined;
  return sign === '-' ? -minor : minor;
};

/**
 * Amount in minor units. With `auto` the one reading that the currency's decimals leave: `1.234` pesos are thousands,
 * `1.234,5` dollars have cents.
 * @throws CellFault AMOUNT_AMBIGUOUS, CURRENCY_UNKNOWN
 */
export const amountOf = (text: string, currency: string, decimal: ImportOptions['decimal']): number => {
  const digits = minorDigits(currency);
  const plain = withoutMoney(text, currency);
  const marks = decimal === 'auto' ? (['.', ','] as const) : [decimal];
  const readings = new Set(marks.flatMap((mark) => readAmount(plain, mark, digits) ?? []));
  const [amount] = readings;
  if (amount === undefined || readings.size > 1) throw new CellFault('AMOUNT_AMBIGUOUS', { value: text, currency });
  return amount;
};

/** Finds a word of a column by any of its names. */
const wordOf = <Value extends string>(
  words: readonly (Label & { readonly value: Value; readonly aliases?: readonly string[] })[],
): ((text: string) => Value | undefined) => {
  const known = new Map(
    words.flatMap(({ value, es, en, aliases = [] }) =>
      [es, en, ...aliases].map((name) => [folded(name), value] as const),
    ),
  );
  return (text) => known.get(folded(text));
};

/** @throws CellFault with `code`, and what is accepted */
const readWord = <Value extends string>(
  column: WordColumn,
  find: (text: string) => Value | undefined,
  code: 'VALUE_INVALID' | 'CHANNEL_UNKNOWN' | 'STATUS_UNKNOWN' = 'VALUE_INVALID',
) => {
  const more = code === 'VALUE_INVALID' ? { accepted: column } : {};
  return (text: string): Value => {
    const value = find(text);
    if (value === undefined) throw new CellFault(code, { value: text, ...more });
    return value;
  };
};

/** @throws CellFault CHANNEL_UNKNOWN */
export const channelOf = readWord('channel', wordOf(importWords.channel), 'CHANNEL_UNKNOWN');
/** @throws CellFault STATUS_UNKNOWN */
export const statusOf = readWord('status', wordOf(importWords.status), 'STATUS_UNKNOWN');
/** @throws CellFault VALUE_INVALID */
export const directionOf = readWord('direction', wordOf(importWords.direction));
/** @throws CellFault VALUE_INVALID */
export const originKindOf = readWord('originKind', wordOf(importWords.originKind));
/** @throws CellFault VALUE_INVALID */
export const debtStateOf = readWord('debtState', wordOf(importWords.debtState));

/** Parts of a list in one cell. */
export const listOf = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
