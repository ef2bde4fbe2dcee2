/**
 * The error file (F19): a row for each that was rejected or warned of, with line, column, code and text before the
 * original cells. It can be corrected and uploaded as it is: the four columns in front are ignored then, and whatever
 * is wrong with a row's width or quotes stands behind them as it stood. Rows leave in parts as the file grows; what
 * makes no part yet is kept in an object of its own, so that another worker finds it.
 */
import { createHash } from 'node:crypto';
import { errorFileColumns, type ImportKind, importColumns } from '#contract/import-columns.ts';
import { importIssues, issueText } from '#contract/import-issues.ts';
import { csvCell } from '#shared/processes/csv.ts';
import { PartBuffer } from '#shared/processes/part-buffer.ts';
import { type StoredFiles, UploadGone } from '#shared/processes/ports.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { CsvRecord } from './csv-records.ts';
import type { Issue } from './issues.ts';

type Language = 'es' | 'en';
export type ErrorFileState = Checkpoint['errors'];

/** Smallest part that S3 takes, bytes. */
const partBytes = 5 * 1024 * 1024;
const csvType = 'text/csv; charset=utf-8';

const hasTrigger = /^"?'*[=+\-@\t\0＝＋－＠]/;
const e164 = /^\+[1-9]\d{6,14}$/;

/** A cell as we write cells, with the separator of the file. */
const cellOf = (value: string, separator: string): string => {
  const cell = csvCell(value, e164.test(value) ? 'phone' : 'text');
  return separator !== ',' && cell.includes(separator) && !cell.startsWith('"')
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
};

/** The original cells: as they stood, made harmless for spreadsheets. */
const originalOf = (record: CsvRecord, separator: string): string => {
  if (record.fault === undefined && record.cells.some((cell) => hasTrigger.test(cell) && !e164.test(cell))) {
    // A cell that has its mark already keeps it: it stood so in the file.
    return record.cells
      .map((cell) => (cell.startsWith("'") ? quoted(cell, separator) : cellOf(cell, separator)))
      .join(separator);
  }
  if (record.fault === undefined) return record.raw;
  return record.raw
    .split(separator)
    .map((cell) =>
      hasTrigger.test(cell) && !cell.startsWith("'")
        ? cell.startsWith('"')
          ? `"'${cell.slice(1)}`
          : `'${cell}`
        : cell,
    )
    .join(separator);
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

const quoted = (cell: string, separator: string): string =>
  /["\r\n]/.test(cell) || cell.includes(separator) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** Writes rows of the error file of one import. */
export const createErrorRows = (input: {
  readonly kind: ImportKind;
  readonly language: Language;
  readonly separator: string;
  readonly titles: readonly string[];
}) => {
  const { kind, language, separator, titles } = input;
  const columnLabel = (column: string | undefined): string =>
    column === undefined ? '' : (importColumns[kind][column]?.[language] ?? column);
  const textOf = (issue: Issue): string => {
    const why = issue.details?.why;
    const details = { ...issue.details };
    if (typeof why === 'string' && Object.hasOwn(importIssues, why)) {
      details.why = issueText(why as keyof typeof importIssues, language, issue.details);
    }
    return issueText(issue.code, language, details);
  };
  const own = Object.values(errorFileColumns).map((label) => label[language]);
  const isOwn = new Set<string>(Object.values(errorFileColumns).flatMap(({ es, en }) => [es, en]));
  /** An error file that was uploaded again gets no second set of our columns. */
  const first =
    titles.length >= own.length && titles.slice(0, own.length).every((title) => isOwn.has(title)) ? own.length : 0;
  const header = [...own, ...titles.slice(first)].map((title) => cellOf(title, separator)).join(separator);
  return {
    /** With the mark by which Excel knows UTF-8. */
    header: `\ufeff${header}\r\n`,
    record: (record: CsvRecord, issues: readonly Issue[]): string => {
      const columns = [...new Set(issues.map(({ column }) => columnLabel(column)).filter((label) => label !== ''))];
      const cells = [
        String(record.line),
        columns.join(' | '),
        issues.map(({ code }) => code).join(' | '),
        issues.map(textOf).join(' '),
      ].map((cell) => cellOf(cell, separator));
      const original = originalOf(first === 0 ? record : behind(record, first, separator), separator);
      return `${[...cells, original].join(separator)}\r\n`;
    },
  };
};

/** The growing file. Its state goes into the checkpoint; `open` finds the same bytes again. */
export class ErrorFile {
  readonly #files: StoredFiles;
  readonly #buffer = new PartBuffer(partBytes);
  #state: ErrorFileState;
  #isDirty = false;

  private constructor(files: StoredFiles, state: ErrorFileState) {
    this.#files = files;
    this.#state = state;
  }

  static async open(files: StoredFiles, state: ErrorFileState): Promise<ErrorFile> {
    const file = new ErrorFile(files, state);
    if (state.tailBytes > 0) {
      const pieces: Uint8Array[] = [];
      for await (const piece of (await files.read(`${state.key}.tail`)) ?? []) pieces.push(piece);
      // A worker that died behind its last checkpoint may have written more than that knows of.
      const bytes = Buffer.concat(pieces).subarray(0, state.tailBytes);
      if (bytes.length < state.tailBytes) throw new Error('The rows of the error file that wait for a part are gone.');
      file.#buffer.add(bytes.toString('utf8'));
    }
    return file;
  }

  /** The header, before the first row. */
  begin(header: string): void {
    this.#buffer.add(header);
  }

  add(text: string): void {
    this.#buffer.add(text);
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
    if (bytes.length > 0) await this.#files.put(`${this.#state.key}.tail`, csvType, bytes);
    this.#state = { ...this.#state, tailBytes: bytes.length };
    this.#isDirty = false;
  }

  /** Puts the file together. @returns its size; undefined when it has no rows */
  async finish(): Promise<{ readonly size: number } | undefined> {
    const { key, rows } = this.#state;
    if (rows === 0) return undefined;
    if (this.#state.uploadId === null) {
      await this.#files.put(key, csvType, this.#buffer.bytes);
      return { size: this.#buffer.bytes.length };
    }
    const size = this.#state.parts.reduce((sum, part) => sum + part.size, 0) + this.#buffer.bytes.length;
    try {
      if (this.#buffer.bytes.length > 0) await this.#storePart();
      const { uploadId, parts } = this.#state;
      await this.#files.complete(key, uploadId ?? '', parts);
    } catch (error) {
      // Put together already by a call whose answer was lost.
      if (!(error instanceof UploadGone) || (await this.#files.read(key)) === undefined) throw error;
    }
    return { size };
  }

  async #storePart(): Promise<void> {
    const { bytes } = this.#buffer;
    const { key, parts } = this.#state;
    const uploadId = this.#state.uploadId ?? (await this.#files.begin(key, csvType));
    const etag = await this.#files.putPart(key, uploadId, parts.length + 1, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#state = { ...this.#state, uploadId, parts: [...parts, { etag, size: bytes.length, sha256 }], tailBytes: 0 };
    this.#buffer.clear();
  }
}
