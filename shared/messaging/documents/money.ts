/** Amounts and dates as the company's customers read them. Pure. */
import type { CompanyValue } from '#shared/companies/entities.ts';

export type Reader = Pick<CompanyValue, 'language' | 'defaultCountry'>;

/** Formatters are dear to make (50 µs) and there are few: languages times countries times currencies. */
const remember = <Made>(make: (locale: string, currency: string) => Made) => {
  const made = new Map<string, Made>();
  return (locale: string, currency = ''): Made => {
    const key = `${locale} ${currency}`;
    const known = made.get(key) ?? make(locale, currency);
    made.set(key, known);
    return known;
  };
};
const moneyFormat = remember((locale, currency) => new Intl.NumberFormat(locale, { style: 'currency', currency }));
const dateFormat = remember(
  (locale) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: '2-digit', month: '2-digit', year: 'numeric' }),
);

const localeOf = ({ language, defaultCountry }: Reader): string => {
  const locale = `${language}-${defaultCountry}`;
  return Intl.NumberFormat.supportedLocalesOf([locale])[0] ?? language;
};

/** `$50.000` for 50000 CLP in Chile; the currency by its code where its sign could be another's. Minor units. */
export const moneyText = (reader: Reader, amount: number, currency: string): string => {
  const format = moneyFormat(localeOf(reader), currency);
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  return format.format(amount / 10 ** maximumFractionDigits).replace(/[\u00a0\u202f]/g, ' ');
};

/** A calendar date `YYYY-MM-DD` in the order of the reader's country. */
export const dateText = (reader: Reader, day: string): string =>
  dateFormat(localeOf(reader)).format(Date.parse(`${day}T00:00:00Z`));
