/** Rows of an Excel workbook as texts: one row at a time, whatever the file's size (docs/decisions/0047). */
import { importLimits } from '#contract/import-columns.ts';
import { FileFault } from '../issues.ts';
import { uncalculated } from '../uncalculated.ts';
import type { SheetCell } from '../workbook/rows.ts';
import { workbookRows } from '../workbook/rows.ts';
import type { WorkbookParts } from '../workbook/sheets.ts';
import type { TopRow } from './layout.ts';

/** Largest workbook, bytes: it is held in memory while its rows pass by. 200,000 rows of 8 columns take 9 MB. */
export const workbookBytes = 50_000_000;
/** Sheets that are looked at for a table. */
const mostSheets = 20;
/** Rows that a sheet may have without anything in them: a bomb is cut, an office's gaps are not. */
const mostEmptyRows = 100_000;

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * A date cell as the file means it: local, without zone. Excel keeps a time of day alone as a part of its day zero.
 * Milliseconds that come of its floating numbers are rounded to the second.
 */
const dateText = (cell: Date): string => {
  const at = new Date(Math.round(cell.getTime() / 1_000) * 1_000);
  if (Number.isNaN(at.getTime())) return '#VALUE!';
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  if (at.getUTCFullYear() < 1901) return time;
  const date = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  return time === '00:00:00' ? date : `${date} ${time}`;
};

/** A number with all its digits, never `5.69E+10`; what Excel cannot hold exactly stays as it shows it. */
const numberText = (cell: number): string => {
  if (Number.isSafeInteger(cell)) return String(cell);
  if (Math.abs(cell) >= 1e21) return String(cell);
  // 0.1 + 0.2 is 0.3 in a spreadsheet: 15 digits.
  const rounded = Number(cell.toPrecision(15));
  if (Number.isInteger(rounded)) return BigInt(rounded).toString();
  const text = String(rounded);
  // 1.234 is never taken for thousands.
  return /\.\d{3}$/.test(text) ? `${text}0` : text;
};

const textOf = (cell: SheetCell | undefined): string => {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return numberText(cell);
  if (typeof cell === 'boolean') return cell ? 'true' : 'false';
  return cell instanceof Date ? dateText(cell) : uncalculated(cell.formula);
};

/**
 * Rows that hold something, with their line; a merged cell's value stands in its first cell alone.
 * @param sheet from 0
 * @throws FileFault FILE_NOT_CSV where the sheet is damaged, FILE_TOO_MANY_ROWS, WORKBOOK_TOO_LARGE
 */
export async function* sheetRows(book: WorkbookParts, sheet: number): AsyncGenerator<TopRow & { isHidden: boolean }> {
  let empty = 0;
  for await (const { line, cells: found, isHidden } of workbookRows(book, sheet)) {
    const cells = found.map(textOf);
    while (cells.length > 0 && cells.at(-1) === '') cells.pop();
    if (cells.length > 0) yield { line, cells, isHidden };
    else empty += 1;
    if (empty > mostEmptyRows) throw new FileFault('FILE_TOO_MANY_ROWS', { limit: importLimits.rows });
  }
}

/** The first rows of each sheet that has any. @throws FileFault FILE_NOT_CSV, FILE_EMPTY, WORKBOOK_TOO_LARGE */
export const topOfSheets = async (
  book: WorkbookParts,
  rows: number,
): Promise<readonly { readonly sheet: number; readonly rows: readonly TopRow[] }[]> => {
  const found: { sheet: number; rows: TopRow[] }[] = [];
  for (const sheet of book.sheets.keys()) {
    if (sheet >= mostSheets) break;
    const top: TopRow[] = [];
    for await (const row of sheetRows(book, sheet)) {
      top.push(row);
      if (top.length === rows) break;
    }
    if (top.length > 0) found.push({ sheet, rows: top });
  }
  if (found.length === 0) throw new FileFault('FILE_EMPTY');
  return found;
};
