/**
 * Where the table of a file begins: behind Excel's `sep=` line and the titles that offices put above it, and whether a
 * program has quoted each row as a whole (F19; §5.6 #120, #122). Pure.
 */
import { type ColumnNames, type Header, readHeader, titlesIn } from '../header.ts';
import { FileFault } from '../issues.ts';
import { folded } from '../text.ts';

/** Rows above the table in which its header is looked for. */
export const headerRows = 30;

/** A row of the file's beginning. */
export interface TopRow {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Layout {
  readonly header: Header;
  /** Line of the header. */
  readonly line: number;
  /** Each row stands in quotes as if it were one cell. */
  readonly isWrapped: boolean;
}

/** How many of our columns a row names. */
const knownIn = (names: ColumnNames, cells: readonly string[]): number =>
  new Set(cells.flatMap((cell) => names.keyOf(cell) ?? [])).size;

/** Cells of a row that stands in quotes as a whole. */
export const unwrapped = (cells: readonly string[], separator: string): readonly string[] =>
  cells.length === 1 && cells[0]?.includes(separator) === true ? titlesIn(separator, cells[0]) : cells;

/** Excel's hint `sep=;` in the first row, also in quotes: the separator that it names. */
export const separatorHint = (line: string): string | undefined => /^"?sep=(.)"?[\s,;]*$/i.exec(line)?.[1];

/** How well a separator fits: columns that the best of the first rows names, and how wide the first row is. */
export const fitOf = (names: ColumnNames, rows: readonly TopRow[], separator: string) => ({
  known: Math.max(0, ...rows.map(({ cells }) => knownIn(names, unwrapped(cells, separator)))),
  width: rows[0] === undefined ? 0 : unwrapped(rows[0].cells, separator).length,
});

/**
 * The header among the first rows: the one that names most of our columns. Where none names two, the first is taken, so
 * that what is wrong with it is told.
 * @throws FileFault FILE_EMPTY, HEADER_UNREADABLE, FILE_TOO_MANY_COLUMNS, HEADER_FORBIDDEN, HEADER_DUPLICATE,
 *   COLUMN_MISSING
 */
export const findLayout = (names: ColumnNames, rows: readonly TopRow[], separator: string): Layout => {
  const [first] = rows;
  if (first === undefined) throw new FileFault('FILE_EMPTY');
  let [best, most] = [first, 1];
  for (const row of rows.slice(0, headerRows)) {
    const known = knownIn(names, unwrapped(row.cells, separator));
    if (known > most) [best, most] = [row, known];
  }
  const cells = unwrapped(best.cells, separator);
  return { header: readHeader(names, cells, separator), line: best.line, isWrapped: cells !== best.cells };
};

/** What a row is that stands for nobody: it is passed over, totals with a word. */
export type Surplus = 'header' | 'rule' | 'totals';

const totals =
  /^(?:(?:(?:sub ?|gran )?total(?:es)?|suma)(?: (?:general|clientes|registros|filas|saldo|deuda|monto|de (?:clientes|registros|filas)))?(?: [\d ]+)?|\d+ (?:registros?|filas?|rows?|clientes)(?: \p{L}+)?|pagina \d+(?: de \d+)?|fin del? (?:informe|reporte|archivo|listado))$/u;

/** Totals and what reports put below their table. Who has a document is a person, whatever the name. */
const isTotals = (header: Header, cells: readonly string[]): boolean => {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (!totals.test(folded(filled[0] ?? '')) || filled.some((cell) => cell.includes('@'))) return false;
  const cellOf = (key: string): string => cells[header.keys.indexOf(key)]?.trim() ?? '';
  const [type, number] = [cellOf('documentType'), cellOf('documentNumber')];
  return number === '' || number === filled[0] || (type === filled[0] && /^\d{1,6}$/.test(number));
};

/**
 * The header that stands again further down, as in files that were put together; a line of dashes below it, as databases
 * print it; totals.
 */
export const surplusOf = (header: Header, cells: readonly string[]): Surplus | undefined => {
  const filled = cells.flatMap((cell, position) => (cell.trim() === '' ? [] : [[cell, position] as const]));
  if (filled.length >= 2) {
    if (filled.every(([cell, position]) => folded(cell) === folded(header.titles[position] ?? ''))) return 'header';
    if (filled.every(([cell]) => /^\s*[-=_]{2,}\s*$/.test(cell))) return 'rule';
  }
  return isTotals(header, cells) ? 'totals' : undefined;
};
