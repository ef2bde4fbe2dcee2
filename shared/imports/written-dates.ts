/** The parts of dates as people and programs write them: with the month's name, a weekday, two digits for the year. Pure. */

/** A date as its text says; `order` where that says what is day, month and year. */
export interface WrittenDate {
  /** Parts in the order in which they stand. */
  readonly parts: readonly [string, string, string];
  readonly order: 'year-first' | 'year-last' | 'day-month-year';
  /** The year had two digits. */
  readonly isShort: boolean;
  /** What stands behind the date: a time of day. */
  readonly behind: string;
}

/** Names by month, Spanish, Portuguese and English, without accents. */
const monthNames = [
  'ene(?:ro)?|jan(?:eiro|uary)?',
  'feb(?:rero|ruary)?|fev(?:ereiro)?',
  'mar(?:zo|co|ch)?',
  'abr(?:il)?|apr(?:il)?',
  'may(?:o)?|mai(?:o)?',
  'jun(?:io|ho|e)?',
  'jul(?:io|ho|y)?',
  'ago(?:sto)?|aug(?:ust)?',
  'sep(?:t|tiembre|tember)?|set(?:iembre|embro)?',
  'oct(?:ubre|ober)?|out(?:ubro)?',
  'nov(?:iembre|embro|ember)?',
  'dic(?:iembre)?|dez(?:embro)?|dec(?:ember)?',
] as const;
const month = `(?:${monthNames.join('|')})\\.?`;
const monthPatterns = monthNames.map((names) => new RegExp(`^(?:${names})$`));
const numberOfMonth = (name: string): string =>
  String(monthPatterns.findIndex((pattern) => pattern.test(name.replace('.', ''))) + 1);

const weekday =
  '(?:lun(?:es)?|mar(?:tes)?|mie(?:rcoles)?|jue(?:ves)?|vie(?:rnes)?|sab(?:ado)?|dom(?:ingo)?|' +
  '(?:seg(?:unda)?|ter(?:ca)?|qua(?:rta)?|qui(?:nta)?|sex(?:ta)?)(?:-feira)?|' +
  'mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)';
/** Only where a date follows: `mar 24 2026` is in March. */
const weekdayAhead = new RegExp(
  `^${weekday}\\.?,? (?=\\d{1,4}[-/.]\\d|\\d{1,2}(?: de |[ºo°]? ?[-/. ]? ?)${month}|${month} \\d)`,
);

/** What may stand between a date and its time. */
const behind = '(?:(?:t|,? (?:- )?(?:a las? |as |at )?)(.+))?$';
const digitsFirst = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${behind}`);
const digitsLast = new RegExp(`^(\\d{1,2})[-/. ](\\d{1,2})[-/. ](\\d{4}|\\d{2})${behind}`);
/** Without marks between, as databases write it; the time behind it has its own. */
const compact = new RegExp(`^((?:19|20)\\d\\d)(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])${behind}`);
const namedDay = new RegExp(
  `^(\\d{1,2})(?: de |[ºo°]? ?[-/. ]? ?(?:de )?)(${month})(?: del? |,? ?[-/. ]? ?)(\\d{4}|\\d{2})${behind}`,
);
const namedMonth = new RegExp(`^(${month}) ?(\\d{1,2})(?:st|nd|rd|th)?(?:,? | del? )(\\d{4})${behind}`);

/** Small letters without accents, one kind of blanks and dashes, no quote mark with which a spreadsheet keeps text. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2212\p{Pd}]/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase()
    .replace(/^'/, '');

/** A year of two digits is 20xx: what is imported is of these years. */
const century = (year: string): string => year.padStart(4, '20');

/** @returns undefined for what is no date, whatever the order of its parts */
export const writtenDate = (text: string): WrittenDate | undefined => {
  if (text.length > 120) return undefined;
  const date = plain(text).replace(weekdayAhead, '');
  const first = digitsFirst.exec(date) ?? compact.exec(date);
  if (first !== null) {
    const [, year = '', ofYear = '', day = '', rest = ''] = first;
    return { parts: [year, ofYear, day], order: 'year-first', isShort: false, behind: rest };
  }
  const last = digitsLast.exec(date);
  if (last !== null) {
    const [, one = '', two = '', year = '', rest = ''] = last;
    return { parts: [one, two, century(year)], order: 'year-last', isShort: year.length === 2, behind: rest };
  }
  const day = namedDay.exec(date);
  if (day !== null) {
    const [, ofMonth = '', name = '', year = '', rest = ''] = day;
    return {
      parts: [ofMonth, numberOfMonth(name), century(year)],
      order: 'day-month-year',
      isShort: year.length === 2,
      behind: rest,
    };
  }
  const [, name, ofMonth = '', year = '', rest = ''] = namedMonth.exec(date) ?? [];
  if (name === undefined) return undefined;
  return { parts: [ofMonth, numberOfMonth(name), year], order: 'day-month-year', isShort: false, behind: rest };
};

/** A day as spreadsheets count it, from 1900: 20000 is of 1954, 79999 of 2119. */
export const isSerialDay = (text: string): boolean => /^[2-7]\d{4}(?:[.,]\d+)?$/.test(text.trim());
