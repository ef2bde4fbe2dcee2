/**
 * A document about a customer's debts: an account statement, the detail of an invoice (C11, D23). Its content is made
 * once; text, HTML and PDF show the same lines.
 */
import * as z from 'zod';

/** Everything is text already: no reader of it formats, adds or translates. */
export const SheetSchema = z.object({
  title: z.string(),
  /** Company, customer, document, date. */
  heading: z.array(z.string()),
  columns: z.array(z.string()),
  /** Cells as the columns. `detail`: belongs to the row above. */
  rows: z.array(z.object({ detail: z.boolean(), cells: z.array(z.string()) })),
  totals: z.array(z.object({ label: z.string(), amount: z.string() })),
  /** Instead of rows where there are none. */
  empty: z.string(),
  /** Lines at the end. */
  notes: z.array(z.string()).default([]),
});
export type Sheet = z.infer<typeof SheetSchema>;

/** The sheet as plain text, one line a row. */
export const sheetText = (sheet: Sheet): string => {
  const row = ({ detail, cells }: Sheet['rows'][number]): string =>
    `${detail ? '  · ' : '- '}${cells.filter((cell) => cell !== '').join(' | ')}`;
  return [
    sheet.title.toUpperCase(),
    ...sheet.heading,
    '',
    ...(sheet.rows.length === 0 ? [sheet.empty] : [sheet.columns.join(' | '), ...sheet.rows.map(row), '']),
    ...sheet.totals.map(({ label, amount }) => `${label}: ${amount}`),
    ...sheet.notes,
  ]
    .join('\n')
    .trimEnd();
};
