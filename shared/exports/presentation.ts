/**
 * A list as the file that people open: a workbook with typed cells, or CSV as their country's spreadsheets split it. Made
 * from noted rows alone (docs/decisions/0044-workbooks-are-written-last.md), each a list of texts: times as
 * `YYYY-MM-DDTHH:mm:ss…`, days as `YYYY-MM-DD`, numbers with a point.
 */
import * as z from 'zod';
import { type FileLocale, fileLocaleOf, localDayText, localNumberText } from '#contract/file-locales.ts';
import { byteOrderMark, csvCell, csvRecord, csvType } from '#shared/processes/csv.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { jsonLine, jsonLines } from '#shared/processes/json-lines.ts';
import {
  type CellFormat,
  dayCell,
  timeCell,
  type WorkbookCell,
  WorkbookWriter,
  workbookType,
} from '#shared/processes/workbook.ts';

/** What a column holds. `amount`: a number that is shown with its decimals. */
export type Holding = 'text' | 'phone' | 'number' | 'amount' | 'day' | 'time';

export interface PresentedColumn {
  readonly title: string;
  readonly holds: Holding;
}

export interface Presentation {
  readonly type: 'xlsx' | 'csv';
  readonly locale: FileLocale;
  /** Name of the sheet. */
  readonly sheet: string;
  readonly columns: readonly PresentedColumn[];
}

/** Media type of noted rows. */
export const notesType = 'application/x-ndjson';

export type NotedRow = readonly (string | null)[];
const RowSchema = z.array(z.string().nullable());

export const noteOf = (row: NotedRow): string => jsonLine(row);

export const presentedType = ({ type }: Presentation): string =>
  type === 'xlsx' ? workbookType : `${csvType}; charset=utf-8`;

const formats: Readonly<Record<Holding, CellFormat>> = {
  text: 'text',
  phone: 'text',
  number: 'general',
  amount: 'general',
  day: 'date',
  time: 'dateTime',
};
const widths: Readonly<Record<Holding, number>> = { text: 20, phone: 18, number: 10, amount: 14, day: 12, time: 20 };

/** An amount shows as many decimals as it was noted with. */
const amountOf = (text: string): WorkbookCell => {
  const digits = text.split('.')[1]?.length ?? 0;
  return { value: Number(text), format: digits === 0 ? 'amount0' : digits === 3 ? 'amount3' : 'amount2' };
};

/** Of `YYYY-MM-DD`: a time of which nobody gave the hour. */
const dayLength = 10;

const typedCell = (text: string | null, holds: Holding): WorkbookCell => {
  if (text === null || text === '') return null;
  if (holds === 'day') return dayCell(text);
  if (holds === 'time') return text.length === dayLength ? dayCell(text) : timeCell(text);
  if (holds === 'amount') return amountOf(text);
  return holds === 'number' ? Number(text) : text;
};

const textCell = (text: string | null, holds: Holding, locale: FileLocale): string => {
  if (text === null || text === '') return '';
  if (holds === 'day') return localDayText(text, locale);
  if (holds === 'time') return `${localDayText(text.slice(0, dayLength), locale)} ${text.slice(11, 19)}`.trimEnd();
  if (holds === 'number' || holds === 'amount') return localNumberText(text, locale);
  return csvCell(text, holds, locale.separator);
};

async function* workbookPieces(
  { locale, sheet, columns }: Presentation,
  notes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const writer = new WorkbookWriter({ dates: locale.dates });
  writer.beginSheet({
    name: sheet,
    hasFilters: true,
    columns: columns.map(({ title, holds }) => ({
      title,
      format: formats[holds],
      width: Math.max(widths[holds], title.length + 4),
    })),
  });
  for await (const line of jsonLines(notes)) {
    const cells = RowSchema.parse(line);
    writer.addRow(columns.map(({ holds }, index) => typedCell(cells[index] ?? null, holds)));
    yield* writer.take();
  }
  writer.finish();
  yield* writer.take();
}

async function* textPieces(
  { locale, columns }: Presentation,
  notes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const { separator } = locale;
  // With the mark by which Excel knows UTF-8.
  const titles = columns.map(({ title }) => csvCell(title, 'text', separator));
  yield Buffer.from(`${byteOrderMark}${csvRecord(titles, separator)}`);
  for await (const line of jsonLines(notes)) {
    const cells = RowSchema.parse(line);
    const record = columns.map(({ holds }, index) => textCell(cells[index] ?? null, holds, locale));
    yield Buffer.from(csvRecord(record, separator));
  }
}

/** The file, piece by piece; the same notes give the same bytes. @throws ZodError, SyntaxError for notes not ours */
export const present = (presentation: Presentation, notes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> =>
  presentation.type === 'xlsx' ? workbookPieces(presentation, notes) : textPieces(presentation, notes);

/** How the file of a process is presented; undefined: as machines read it. */
export const presentationOf = (
  { format, selection }: Pick<ProcessValue, 'format' | 'selection'>,
  sheet: string,
  columns: readonly PresentedColumn[],
): Presentation | undefined => {
  const type = selection?.fileType ?? 'machine';
  if (type === 'machine' || format === null) return undefined;
  const locale = fileLocaleOf({ language: format.language, defaultCountry: format.country ?? '' });
  return { type, locale, sheet, columns };
};
