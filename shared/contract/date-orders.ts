/** Dates whose year stands last, which offices write in two orders (§5.6 #131). */

/** How the days of a column are written where the file itself does not tell. */
export const answerableDateFormats = ['dd/mm/yyyy', 'mm/dd/yyyy'] as const;
export type AnswerableDateFormat = (typeof answerableDateFormats)[number];

/** First part, second part, year of two or four digits; a time may follow. */
const yearLast = /^\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:\D|$)/;

/** A date as `YYYY-MM-DD` as it is read in an order; undefined where it is none in it. A year of two digits is 20xx. */
export const dayIn = (text: string, order: AnswerableDateFormat): string | undefined => {
  const match = yearLast.exec(text);
  if (match === null) return undefined;
  const [, first = '', second = '', year = ''] = match;
  const [date, month] = order === 'dd/mm/yyyy' ? [first, second] : [second, first];
  const day = `${year.padStart(4, '20')}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const at = new Date(`${day}T00:00:00Z`);
  // 2026-02-31 is taken for the third of March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : undefined;
};
