/**
 * Reads an upload from end to end before anything of it is written: what it is, where its table begins, what is wrong
 * with it as a whole, how many rows it has (§5.6 #113–#123). A plain file (UTF-8, its header in the first row) is worked
 * on as it is. Of any other a copy is made that is plain, with the line of the original before each row: from there on
 * all files are alike, and a worker that dies makes the same copy again.
 */
import { createHash } from 'node:crypto';
import { importLimits } from '#contract/import-columns.ts';
import type { ImportOptions } from '#contract/import-options.ts';
import type { ImportReading } from '#contract/import-questions.ts';
import { type CsvRecord, RecordReader } from '../csv-records.ts';
import { type ColumnNames, type Header, separatorsOfFiles } from '../header.ts';
import { FileFault } from '../issues.ts';
import { type Tally, withIssue } from '../tally.ts';
import { createMergedCells, mergesOf } from '../workbook/merges.ts';
import { readWorkbook } from '../workbook/sheets.ts';
import { zipParts } from '../workbook/zip-parts.ts';
import { type CopyWriter, copyRecord, type SourceRow } from './copy.ts';
import { DateCensus } from './date-census.ts';
import { DocumentCensus, type PaddedTypes } from './document-census.ts';
import { type FileFormat, formatBytes, formatOf } from './file-format.ts';
import { findLayout, fitOf, headerRows, type Layout, separatorHint, surplusOf, unwrapped } from './layout.ts';
import { sheetRows, topOfSheets, workbookBytes } from './sheet-rows.ts';
import { EncodingProbe, markLength, type TextEncoding, toUtf8 } from './text-encoding.ts';

/** Where the rows are read from. */
export interface SourcePlace {
  readonly header: Header;
  /** Bytes behind the header of a plain file, and the line that follows it; a copy has no header. */
  readonly end: number;
  readonly line: number;
  /** The rows stand in the copy. */
  readonly isCopied: boolean;
}

export interface Inspection extends SourcePlace {
  readonly rows: number;
  readonly sha256: string;
  readonly reading: ImportReading;
  readonly paddedTypes: PaddedTypes;
  /** Rows that were passed over, by their lines; other tables of the workbook. */
  readonly told: Tally['issues'];
}

export interface Source {
  /** The upload's bytes from `offset` on, as often as they are asked for. */
  read(offset: number): Promise<AsyncIterable<Uint8Array>>;
  /** Begins a copy; one that was begun before is forgotten. */
  beginCopy(): CopyWriter;
}

/** Beginning of a text file in which its layout is looked for, bytes. */
const topBytes = importLimits.recordBytes + 65_536;
/** Between the cells of the copy of a workbook. */
const workbookSeparator = ';';

interface Beginning {
  readonly format: FileFormat;
  /** Null for a workbook. */
  readonly encoding: TextEncoding | null;
  readonly sha256: string;
  readonly size: number;
  /** The first bytes of a text, all bytes of a workbook. */
  readonly bytes: Buffer;
}

/** Once over the bytes. @throws FileFault FILE_EMPTY, FILE_TOO_LARGE, FILE_NOT_CSV, ENCODING_NOT_UTF8 */
const readBeginning = async (pieces: AsyncIterable<Uint8Array>): Promise<Beginning> => {
  const sha256 = createHash('sha256');
  const probe = new EncodingProbe();
  const kept: Uint8Array[] = [];
  let [size, keptBytes] = [0, 0];
  let format: FileFormat | undefined;
  for await (const piece of pieces) {
    sha256.update(piece);
    size += piece.length;
    if (format === 'xlsx' || keptBytes < topBytes) {
      kept.push(piece);
      keptBytes += piece.length;
    }
    if (format === undefined && size >= formatBytes) format = formatOf(Buffer.concat(kept));
    if (format !== 'xlsx') probe.push(piece);
    const limit = format === 'xlsx' ? workbookBytes : importLimits.fileBytes;
    if (size > limit) throw new FileFault('FILE_TOO_LARGE', { limit: limit / 1_000_000 });
  }
  if (size === 0) throw new FileFault('FILE_EMPTY');
  const bytes = Buffer.concat(kept);
  format ??= formatOf(bytes);
  return { format, encoding: format === 'xlsx' ? null : probe.end(), sha256: sha256.digest('hex'), size, bytes };
};

interface Table extends Layout {
  readonly reading: Omit<ImportReading, 'dateFormat'>;
  /** The file can be worked on as it is. */
  readonly isPlain: boolean;
  /** Bytes behind the header of a plain file, and the line that follows. */
  readonly end: number;
  readonly lineBehind: number;
  /** What is to be told of the file before its rows. */
  readonly told: Inspection['told'];
  /** Rows behind the header. */
  rows(): AsyncIterable<SourceRow & { readonly isHidden?: boolean }>;
}

const linesIn = (raw: string): number => 1 + (raw.match(/\r\n|\r|\n/g)?.length ?? 0);

async function* textRecords(pieces: AsyncIterable<Uint8Array>, reader: RecordReader): AsyncGenerator<CsvRecord> {
  for await (const piece of pieces) yield* reader.push(piece);
  yield* reader.end();
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** @throws FileFault */
const textTable = async (source: Source, names: ColumnNames, start: Beginning): Promise<Table> => {
  const encoding = start.encoding ?? 'utf-8';
  const mark = markLength(start.bytes);
  const pieces: Buffer[] = [];
  for await (const piece of toUtf8(once(start.bytes.subarray(mark)), encoding)) pieces.push(Buffer.from(piece));
  const top = Buffer.concat(pieces);
  // Where the beginning is not all, its last record may be cut.
  const isAll = start.size <= start.bytes.length;
  const recordsWith = (separator: string): readonly CsvRecord[] => {
    const reader = new RecordReader(separator, { offset: mark, line: 1 });
    const records = reader.push(top);
    return (isAll || records.length === 0 ? [...records, ...reader.end()] : records).slice(0, headerRows + 1);
  };
  const hint = separatorHint(recordsWith(',')[0]?.raw ?? '');
  const choices = (hint === undefined ? separatorsOfFiles : [hint]).map((separator) => {
    const records = recordsWith(separator).slice(hint === undefined ? 0 : 1);
    return { separator, records, ...fitOf(names, records, separator) };
  });
  const [best] = choices.toSorted((a, b) => b.known - a.known || b.width - a.width);
  const { separator = ',', records = [] } = best ?? {};
  const layout = findLayout(names, records, separator);
  const header = records.find(({ line }) => line === layout.line);
  const { end = 0, raw = '' } = header ?? {};
  const isPlain = encoding === 'utf-8' && hint === undefined && !layout.isWrapped && header === records[0];
  return {
    ...layout,
    reading: { format: 'csv', encoding, sheet: null, headerLine: layout.line },
    told: [],
    isPlain,
    end,
    lineBehind: layout.line + linesIn(raw),
    async *rows() {
      if (isPlain) {
        const reader = new RecordReader(separator, { offset: end, line: layout.line + linesIn(raw) });
        yield* textRecords(await source.read(end), reader);
        return;
      }
      const reader = new RecordReader(separator, { offset: 0, line: 1 });
      for await (const record of textRecords(toUtf8(await source.read(mark), encoding), reader)) {
        if (record.line <= layout.line) continue;
        yield layout.isWrapped ? { ...record, cells: unwrapped(record.cells, separator) } : record;
      }
    },
  };
};

/**
 * Columns whose cells offices merge over the rows of one customer. Others are not filled: a balance that stands beside two
 * debts is not the balance of each.
 */
const sharedByRows = new Set(['documentType', 'documentNumber', 'name', 'advisorId', 'portfolios']);

/** The first sheet that has a table; others like it are told; what is wrong with the first one is told where none has. @throws FileFault */
const workbookTable = async (names: ColumnNames, { bytes }: Beginning): Promise<Table> => {
  const book = await readWorkbook(zipParts(bytes));
  const tops = await topOfSheets(book, headerRows);
  const fits = tops.map((top) => ({ ...top, known: fitOf(names, top.rows, workbookSeparator).known }));
  const [best] = fits.toSorted((a, b) => b.known - a.known || a.sheet - b.sheet);
  if (best === undefined) throw new FileFault('FILE_EMPTY');
  const layout = findLayout(names, best.rows, workbookSeparator);
  const merges = await mergesOf(book, best.sheet);
  const tabOf = (sheet: number): number => book.sheets[sheet]?.tab ?? sheet + 1;
  const others = fits.filter(({ sheet, known }) => sheet !== best.sheet && known >= 2 && known === best.known);
  const told = others.reduce<Tally['issues']>((all, { sheet }) => {
    const value = book.sheets[sheet]?.name ?? '';
    return withIssue(all, { code: 'SHEET_NOT_READ', details: { value } }, null);
  }, []);
  return {
    ...layout,
    reading: { format: 'xlsx', encoding: null, sheet: tabOf(best.sheet), headerLine: layout.line },
    told,
    isPlain: false,
    end: 0,
    lineBehind: 0,
    async *rows() {
      const width = layout.header.titles.length;
      const { keys } = layout.header;
      const merged = createMergedCells(merges, (column) => sharedByRows.has(keys[column] ?? ''));
      for await (const { line, cells, isHidden } of sheetRows(book, best.sheet)) {
        if (line <= layout.line) continue;
        // A workbook does not store the empty cells at a row's end.
        const missing = Math.max(0, width - cells.length);
        const filled = [...cells, ...Array.from({ length: missing }, () => '')];
        yield { line, cells: merged(line, filled), raw: '', fault: undefined, isHidden };
      }
    },
  };
};

/** A row that a program has quoted as a whole below a header that it has not: with its cells. */
const opened = (row: SourceRow, { titles, separator }: Header): SourceRow => {
  if (row.fault !== undefined || titles.length < 2) return row;
  const cells = unwrapped(row.cells, separator);
  return cells === row.cells ? row : { ...row, cells };
};

const readAll = async (table: Table, copy: CopyWriter | undefined, isAuto: boolean) => {
  const census = new DateCensus(table.header);
  const documents = new DocumentCensus(table.header);
  let { told } = table;
  // Rows that are not to be read as they stand: the file is plain no longer.
  let [rows, isChanged] = [0, false];
  for await (const written of table.rows()) {
    const row = opened(written, table.header);
    if (row !== written) isChanged = true;
    const surplus = row.fault === undefined ? surplusOf(table.header, row.cells) : undefined;
    if (surplus !== undefined) {
      isChanged = true;
      const value = row.cells.find((cell) => cell.trim() !== '') ?? '';
      if (surplus === 'totals') told = withIssue(told, { code: 'ROW_TOTALS', details: { value } }, row.line);
      continue;
    }
    rows += 1;
    if (written.isHidden === true) told = withIssue(told, { code: 'ROWS_HIDDEN' }, row.line);
    if (rows > importLimits.rows) throw new FileFault('FILE_TOO_MANY_ROWS', { limit: importLimits.rows });
    if (isAuto) census.add(row.cells);
    documents.add(row.cells);
    await copy?.add(copyRecord(row, table.header.separator));
  }
  await copy?.finish();
  return { rows, isChanged, told, census, documents };
};

/**
 * @param input.dateFormat as it was asked for; `auto`: all dates of the file together tell
 * @throws FileFault when the file cannot be imported as it is, with its question where somebody can answer it
 */
export const inspectSource = async (
  source: Source,
  input: { readonly names: ColumnNames; readonly dateFormat: ImportOptions['dateFormat'] },
): Promise<Inspection> => {
  const start = await readBeginning(await source.read(0));
  const table =
    start.format === 'xlsx' ? await workbookTable(input.names, start) : await textTable(source, input.names, start);
  const isAuto = input.dateFormat === 'auto';
  const first = await readAll(table, table.isPlain ? undefined : source.beginCopy(), isAuto);
  const isCopied = !table.isPlain || first.isChanged;
  if (table.isPlain && first.isChanged) await readAll(table, source.beginCopy(), false);
  const dateFormat = input.dateFormat === 'auto' ? first.census.decide() : input.dateFormat;
  return {
    header: table.header,
    end: isCopied ? 0 : table.end,
    line: isCopied ? 1 : table.lineBehind,
    isCopied,
    rows: first.rows,
    sha256: start.sha256,
    reading: { ...table.reading, dateFormat },
    paddedTypes: first.documents.decide(),
    told: first.told,
  };
};
