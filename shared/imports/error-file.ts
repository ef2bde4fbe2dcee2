/**
 * The error file (F19): a row for each that was rejected or warned of, with line, column, code and text before the
 * original cells, as CSV and as a workbook. Either can be corrected and uploaded as it is: the four columns in front are
 * ignored then, and whatever is wrong with a row's width or quotes stands behind them as it stood.
 *
 * Rows are noted while the import runs, a line of JSON each, and leave in parts as they grow; what makes no part yet is
 * kept in an object of its own, so that another worker finds it. Both files follow from the notes alone, at the end.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type FileLocale, fileLocaleOf } from '#contract/file-locales.ts';
import { errorFileColumns, type ImportKind, importColumns } from '#contract/import-columns.ts';
import { issueText } from '#contract/import-issues.ts';
import type { Label } from '#contract/vocabulary.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import { byteOrderMark, csvCell, csvType, harmless, type Separator, unguarded } from '#shared/processes/csv.ts';
import type { ImportRecord } from '#shared/processes/entities.ts';
import { jsonLine, jsonLines } from '#shared/processes/json-lines.ts';
import { PartBuffer } from '#shared/processes/part-buffer.ts';
import { type StoredFiles, UploadGone } from '#shared/processes/ports.ts';
import { StoredFile, sizeOf } from '#shared/processes/stored-file.ts';
import { type WorkbookColumn, WorkbookWriter, workbookType } from '#shared/processes/workbook.ts';
import type { ImportCheckpoint } from './checkpoint.ts';
import type { CsvRecord } from './csv-records.ts';
import { separatorsOfFiles, titlesIn } from './header.ts';
import type { Issue } from './issues.ts';

type Language = keyof Label;
export type ErrorFileState = ImportCheckpoint['errors'];

/** Smallest part that S3 takes, bytes. */
const partBytes = 5 * 1024 * 1024;
const notesType = 'application/x-ndjson';

const e164 = /^\+[1-9]\d{6,14}$/;

/** Formulas in a line that could not be taken apart. */
const rawFormulas = /(^|[,;\t\r\n])([ "]*)(?=[=+\-@\0＝＋－＠])/g;
const isSeparator = (text: string): text is Separator => separatorsOfFiles.some((each) => each === text);

/** A cell as we write cells, with the separator of the file. */
const cellOf = (value: string, separator: string): string =>
  csvCell(value, e164.test(value) ? 'phone' : 'text', isSeparator(separator) ? separator : ',');

const quoted = (cell: string, separator: string): string =>
  /["\r\n]/.test(cell) || cell.includes(separator) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** The original cells: as they stood, made harmless for spreadsheets. */
const originalOf = (record: CsvRecord, separator: string): string => {
  // Whatever is wrong with its quotes stays so; the mark goes behind them.
  if (record.fault !== undefined) return record.raw.replace(rawFormulas, "$1$2'");
  const safe = record.cells.map((cell) => (e164.test(cell) ? cell : harmless(cell)));
  if (safe.every((cell, position) => cell === record.cells[position])) return record.raw;
  return safe.map((cell) => quoted(cell, separator)).join(separator);
};

/** The record without its first cells: those that an earlier error file had put there. */
const behind = (record: CsvRecord, count: number, separator: string): CsvRecord => {
  const cells = record.fault === undefined ? record.cells : record.raw.split(separator);
  const rest = cells.slice(count);
  return {
    ...record,
    cells: rest,
    raw: rest.map((cell) => (record.fault === undefined ? quoted(cell, separator) : cell)).join(separator),
  };
};

/**
 * A noted row: the cells in front, then the original ones as CSV. Of a row that cannot be read the original stands as it
 * stood, marks of quotes and all.
 */
const NoteSchema = z.object({ own: z.array(z.string()), original: z.string(), isFaulty: z.boolean() });
type Note = z.infer<typeof NoteSchema>;

/** The code; of an address that was left out, with the one of its reason behind it. */
const codeOf = ({ code, details }: Issue): string =>
  [code, ...(details?.why === undefined ? [] : [details.why])].join(' ');

/** Makes the rows of the error file of one import. */
export const createErrorRows = (input: {
  readonly kind: ImportKind;
  readonly language: Language;
  readonly separator: string;
  readonly titles: readonly string[];
}) => {
  const { kind, language, separator, titles } = input;
  const columnLabel = (column: string | undefined): string =>
    column === undefined ? '' : (importColumns[kind][column]?.[language] ?? column);
  const own = Object.values(errorFileColumns).map((label) => label[language]);
  const isOwn = new Set<string>(Object.values(errorFileColumns).flatMap(({ es, en }) => [es, en]));
  /** An error file that was uploaded again gets no second set of our columns. */
  const first =
    titles.length >= own.length && titles.slice(0, own.length).every((title) => isOwn.has(title)) ? own.length : 0;
  const header: Note = {
    own,
    original: titles
      .slice(first)
      .map((title) => cellOf(title, separator))
      .join(separator),
    isFaulty: false,
  };
  return {
    header,
    record: (record: CsvRecord, issues: readonly Issue[]): Note => {
      const columns = [...new Set(issues.map(({ column }) => columnLabel(column)).filter((label) => label !== ''))];
      return {
        own: [
          String(record.line),
          columns.join(' | '),
          issues.map(codeOf).join(' | '),
          issues.map(({ code, details }) => issueText(code, language, details)).join(' '),
        ],
        original: originalOf(first === 0 ? record : behind(record, first, separator), separator),
        isFaulty: record.fault !== undefined,
      };
    },
  };
};

/** How both files are written. */
export interface ErrorFormat {
  /** Of the file that was uploaded. */
  readonly separator: string;
  /** Of the CSV that is handed out: the same, but for a workbook, whose separator nobody has seen. */
  readonly written: string;
  readonly dates: FileLocale['dates'];
  /** Name of the workbook's sheet. */
  readonly sheet: string;
  /** Under which people store both, without ending. */
  readonly baseName: string;
}

/** @param separator of the file; the one between the cells of a workbook's copy is not its own */
export const errorFormat = (
  separator: string,
  { options, reading, fileName }: Pick<ImportRecord, 'options' | 'reading' | 'fileName'>,
  company: Pick<CompanyValue, 'language' | 'defaultCountry'>,
): ErrorFormat => {
  const language = options.language ?? company.language;
  const locale = fileLocaleOf({ ...company, language });
  const words = { es: ['Errores', 'errores'], en: ['Errors', 'errors'] } as const;
  const [sheet, prefix] = words[language];
  return {
    separator,
    written: reading?.format === 'xlsx' ? locale.separator : separator,
    dates: locale.dates,
    sheet,
    baseName: `${prefix}-${fileName.replace(/\.[A-Za-z]{1,5}$/, '').replace(new RegExp(`^(?:${prefix}-)+`), '')}`,
  };
};

/** A note as a record of CSV, with its line end. */
export const errorRecord = (
  { own, original, isFaulty }: Note,
  { separator, written }: Pick<ErrorFormat, 'separator' | 'written'>,
): string => {
  const cells = own.map((cell) => cellOf(cell, written));
  const rest =
    written === separator || isFaulty
      ? original
      : titlesIn(separator, original)
          .map((cell) => quoted(cell, written))
          .join(written);
  return `${[...cells, rest].join(written)}\r\n`;
};

/** A workbook calculates nothing: marks against that are taken away, where the import reads the same without them. */
const typed = (cell: string): string => {
  const plain = unguarded(cell);
  return unguarded(plain) === plain ? plain : cell;
};

const cellsOf = ({ own, original, isFaulty }: Note, { separator }: ErrorFormat): readonly string[] => [
  ...own,
  ...(isFaulty ? original.split(separator) : titlesIn(separator, original)).map(typed),
];

const widths = [8, 24, 24, 70] as const;
const columnsOf = (titles: readonly string[]): readonly WorkbookColumn[] =>
  titles.map((title, index) => ({
    title,
    format: 'text',
    width: widths[index] ?? Math.min(40, Math.max(14, title.length + 2)),
  }));

/** What an older version began as CSV is ended so. */
const isCsv = ({ key }: ErrorFileState): boolean => key.endsWith('.csv');

interface FinishedFile {
  readonly name: string;
  readonly downloadName: string;
  readonly key: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
}

/** The growing notes. Their state goes into the checkpoint; `open` finds the same bytes again. */
export class ErrorFile {
  readonly #files: StoredFiles;
  readonly #format: ErrorFormat;
  readonly #buffer = new PartBuffer(partBytes);
  #state: ErrorFileState;
  #isDirty = false;

  private constructor(files: StoredFiles, state: ErrorFileState, format: ErrorFormat) {
    this.#files = files;
    this.#state = state;
    this.#format = format;
  }

  static async open(files: StoredFiles, state: ErrorFileState, format: ErrorFormat): Promise<ErrorFile> {
    const file = new ErrorFile(files, state, format);
    if (state.tailBytes > 0) {
      const pieces: Uint8Array[] = [];
      for await (const piece of (await files.read(`${state.key}.tail`)) ?? []) pieces.push(piece);
      // A worker that died behind its last checkpoint may have written more than that knows of.
      const bytes = Buffer.concat(pieces).subarray(0, state.tailBytes);
      if (bytes.length < state.tailBytes) throw new Error('The rows of the error file that wait for a part are gone.');
      file.#buffer.add(bytes);
    }
    return file;
  }

  /** The header, before the first row. */
  begin(header: Note): void {
    this.#note(header, byteOrderMark);
  }

  add(row: Note): void {
    this.#note(row);
    this.#state = { ...this.#state, rows: this.#state.rows + 1 };
    this.#isDirty = true;
  }

  get state(): ErrorFileState {
    return this.#state;
  }

  /** Stores what was added; afterwards `state` may go into a checkpoint. @throws UploadGone */
  async store(): Promise<void> {
    if (!this.#isDirty) return;
    if (this.#buffer.isFull) await this.#storePart();
    const { bytes } = this.#buffer;
    if (bytes.length > 0) await this.#files.put(`${this.#state.key}.tail`, notesType, bytes);
    this.#state = { ...this.#state, tailBytes: bytes.length };
    this.#isDirty = false;
  }

  /**
   * Writes both files from the notes; a worker that dies meanwhile is followed by one that writes the same again.
   * @returns the CSV, then the workbook; none where nothing was noted
   */
  async finish(): Promise<readonly FinishedFile[]> {
    const { rows, key } = this.#state;
    if (rows === 0) return [];
    const notes = await this.#join();
    const { baseName, sheet } = this.#format;
    const csvFile = { name: 'errors.csv', downloadName: `${baseName}.csv`, contentType: `${csvType}; charset=utf-8` };
    if (isCsv(this.#state)) return [{ ...csvFile, key, size: this.#size }];
    const workbookFile = { name: 'errors.xlsx', downloadName: `${baseName}.xlsx`, contentType: workbookType };
    const csv = new StoredFile(this.#files, `${key}.csv`, csvFile.contentType);
    const workbook = new StoredFile(this.#files, `${key}.xlsx`, workbookFile.contentType);
    const writer = new WorkbookWriter(this.#format);
    let isHeader = true;
    for await (const line of jsonLines(notes)) {
      const note = NoteSchema.parse(line);
      // With the mark by which Excel knows UTF-8.
      await csv.add(`${isHeader ? byteOrderMark : ''}${errorRecord(note, this.#format)}`);
      const cells = cellsOf(note, this.#format);
      if (isHeader) writer.beginSheet({ name: sheet, columns: columnsOf(cells), hasFilters: true });
      else writer.addRow(cells);
      isHeader = false;
      for (const bytes of writer.take()) await workbook.add(bytes);
    }
    writer.finish();
    for (const bytes of writer.take()) await workbook.add(bytes);
    return [
      { ...csvFile, key: `${key}.csv`, size: sizeOf(await csv.finish()) },
      { ...workbookFile, key: `${key}.xlsx`, size: sizeOf(await workbook.finish()) },
    ];
  }

  #note(note: Note, mark = ''): void {
    this.#buffer.add(isCsv(this.#state) ? `${mark}${errorRecord(note, this.#format)}` : jsonLine(note));
  }

  get #size(): number {
    return sizeOf(this.#state.parts) + this.#buffer.bytes.length;
  }

  /** Everything that was noted, put together. */
  async #join(): Promise<AsyncIterable<Uint8Array>> {
    const { key } = this.#state;
    if (this.#state.uploadId === null) await this.#files.put(key, notesType, this.#buffer.bytes);
    else await this.#complete();
    const content = await this.#files.read(key);
    if (content === undefined) throw new Error('The rows of the error file are gone.');
    return content;
  }

  async #complete(): Promise<void> {
    try {
      if (this.#buffer.bytes.length > 0) await this.#storePart();
      const { key, uploadId, parts } = this.#state;
      await this.#files.complete(key, uploadId ?? '', parts);
    } catch (error) {
      // Put together already by a call whose answer was lost.
      if (!(error instanceof UploadGone)) throw error;
    }
  }

  async #storePart(): Promise<void> {
    const { bytes } = this.#buffer;
    const { key, parts } = this.#state;
    const uploadId = this.#state.uploadId ?? (await this.#files.begin(key, notesType));
    const etag = await this.#files.putPart(key, uploadId, parts.length + 1, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#state = { ...this.#state, uploadId, parts: [...parts, { etag, size: bytes.length, sha256 }], tailBytes: 0 };
    this.#buffer.clear();
  }
}
