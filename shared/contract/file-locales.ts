/**
 * How the spreadsheets of a company open text: one definition for every file that the system hands out. A spreadsheet
 * splits CSV by the list separator of its country, where the decimal mark is the other sign (Unicode CLDR; Microsoft's
 * regional settings).
 */

export interface FileLocale {
  /** Between the cells of CSV. */
  readonly separator: ',' | ';';
  /** Decimal mark of amounts. */
  readonly decimal: '.' | ',';
  /** Order of a date's parts. Year first where spreadsheets would take days for months. */
  readonly dates: 'dd-mm-yyyy' | 'yyyy-mm-dd';
}

/** Countries of the region that write 1,234.50; all others write 1.234,50. */
const pointCountries = new Set(['MX', 'GT', 'HN', 'NI', 'SV', 'DO', 'PA', 'PR', 'US']);
/** Of these, the ones in which a spreadsheet puts the month first. */
const monthFirst = new Set(['PA', 'PR', 'US']);

/** @param company language, and ISO 3166-1 code of its country */
export const fileLocaleOf = ({
  language,
  defaultCountry,
}: {
  readonly language: 'es' | 'en';
  readonly defaultCountry: string;
}): FileLocale => {
  const hasPoint = language === 'en' || pointCountries.has(defaultCountry);
  return {
    separator: hasPoint ? ',' : ';',
    decimal: hasPoint ? '.' : ',',
    dates: language === 'en' || monthFirst.has(defaultCountry) ? 'yyyy-mm-dd' : 'dd-mm-yyyy',
  };
};

/** A day `YYYY-MM-DD` as the locale writes it. */
export const localDayText = (day: string, { dates }: Pick<FileLocale, 'dates'>): string =>
  dates === 'yyyy-mm-dd' ? day : `${day.slice(8, 10)}-${day.slice(5, 7)}-${day.slice(0, 4)}`;

/** A decimal text such as `-1250.50` as the locale writes it. */
export const localNumberText = (number: string, { decimal }: Pick<FileLocale, 'decimal'>): string =>
  number.replace('.', decimal);
