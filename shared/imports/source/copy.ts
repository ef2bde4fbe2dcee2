/** The copy of a file that is not plain: the line of the original, its fault, then its cells. Pure. */
import type { CsvRecord, RecordFault } from '../csv-records.ts';

/** A row of the file with its line; a record that cannot be read has its fault. */
export type SourceRow = Pick<CsvRecord, 'line' | 'cells' | 'raw' | 'fault'>;

/** Takes the copy. */
export interface CopyWriter {
  /** @param record one record of CSV with its line end */
  add(record: string): Promise<void>;
  finish(): Promise<void>;
}

const quotedCell = (cell: string, separator: string): string =>
  /["\r\n]/.test(cell) || cell.includes(separator) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** A row of the copy: line, fault, and the cells; of a row that cannot be read, its text. */
export const copyRecord = ({ line, fault, cells, raw }: SourceRow, separator: string): string =>
  `${[String(line), fault ?? '', ...(fault === undefined ? cells : [raw])]
    .map((cell) => quotedCell(cell, separator))
    .join(separator)}\r\n`;

const faults: readonly string[] = [
  'QUOTE_MISPLACED',
  'QUOTE_UNCLOSED',
  'FIELD_TOO_LARGE',
] satisfies readonly RecordFault[];
const isFault = (text: string): text is RecordFault => faults.includes(text);

/** The row that a record of the copy stands for; its bytes are those of the copy. */
export const fromCopy = (record: CsvRecord, separator: string): CsvRecord => {
  const [line = '', fault = '', ...cells] = record.cells;
  const raw = cells.map((cell) => quotedCell(cell, separator)).join(separator);
  return isFault(fault)
    ? { ...record, line: Number(line), fault, raw: cells[0] ?? '', cells: [] }
    : { ...record, line: Number(line), raw, cells };
};
