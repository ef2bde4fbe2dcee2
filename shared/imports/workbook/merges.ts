/** Cells of a sheet that were merged over several rows: all of them show what the first one holds (ECMA-376, §18.3.1.55). */
import { columnOf } from './rows.ts';
import type { WorkbookParts } from './sheets.ts';
import { attributeOf, XmlReader } from './xml-reader.ts';
import { unpacked } from './zip-parts.ts';

export interface Merge {
  /** From 0. */
  readonly column: number;
  /** Lines from 1, both merged. */
  readonly first: number;
  readonly last: number;
}

/** End of a sheet in which its merges are looked for, bytes: they stand behind the rows. */
const endBytes = 4_000_000;
const mostMerges = 50_000;

/** The last bytes of a sheet. */
const endOf = async (pieces: AsyncIterable<Buffer>): Promise<Buffer> => {
  let kept: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    kept.push(piece);
    size += piece.length;
    if (size < endBytes * 2) continue;
    const end = Buffer.concat(kept).subarray(-endBytes);
    kept = [Buffer.from(end)];
    size = end.length;
  }
  return Buffer.concat(kept);
};

/**
 * Merges over more than one row.
 * @param sheet from 0
 * @throws FileFault FILE_NOT_CSV, WORKBOOK_TOO_LARGE
 */
export const mergesOf = async (book: WorkbookParts, sheet: number): Promise<readonly Merge[]> => {
  const part = book.parts.get(book.sheets[sheet]?.path ?? '');
  if (part === undefined) return [];
  const end = (await endOf(unpacked(part))).toString('utf8');
  const merges: Merge[] = [];
  const behindRows = end.slice(end.search(/<\/(?:[\w.-]+:)?sheetData>/));
  new XmlReader({
    open(name, tag) {
      if (name !== 'mergeCell' || merges.length >= mostMerges) return;
      const [, letters = '', first, last] =
        /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})$/.exec(attributeOf(tag, 'ref') ?? '') ?? [];
      const column = columnOf(letters);
      if (column !== undefined && Number(last) > Number(first)) {
        merges.push({ column, first: Number(first), last: Number(last) });
      }
    },
    close: () => undefined,
  }).push(behindRows);
  return merges.toSorted((a, b) => a.first - b.first);
};

/**
 * Puts what a merged cell shows into the rows below its first, in the columns that `isShown` names.
 * @param merges in the order of their first lines
 */
export const createMergedCells = (merges: readonly Merge[], isShown: (column: number) => boolean) => {
  const waiting = merges.filter(({ column }) => isShown(column));
  // No two of a column overlap.
  const open = new Map<number, { readonly last: number; readonly text: string }>();
  let next = 0;
  /** @param line in the order in which they stand */
  return (line: number, cells: readonly string[]): readonly string[] => {
    for (let merge = waiting[next]; merge !== undefined && merge.first <= line; merge = waiting[next]) {
      const { column, first, last } = merge;
      // A row that is not there is empty.
      if (first === line) open.set(column, { last, text: cells[column] ?? '' });
      next += 1;
    }
    if (open.size === 0) return cells;
    const shown = [...cells];
    for (const [column, { last, text }] of open) {
      if (last < line) open.delete(column);
      else if ((shown[column] ?? '') === '') shown[column] = text;
    }
    return shown;
  };
};
