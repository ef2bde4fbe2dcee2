/**
 * Reads a file once from end to end before anything of it is written: what is wrong with it as a whole ends the import
 * while nothing has happened, and the number of rows is known (§5.6 #113–#123, progress "rows done of rows known").
 */
import { createHash } from 'node:crypto';
import { type ImportKind, importLimits } from '#contract/import-columns.ts';
import { type CsvRecord, RecordReader } from './csv-records.ts';
import { type Header, readHeader } from './header.ts';
import { FileFault } from './issues.ts';
import { Utf8Check } from './utf8-check.ts';

export interface Inspection {
  readonly header: Header;
  /** Behind the header: bytes, and the line of the first row. */
  readonly end: number;
  readonly line: number;
  readonly rows: number;
  readonly sha256: string;
}

/** First bytes of what people rename to .csv. */
const magics: readonly (readonly [string, readonly number[]])[] = [
  ['Excel', [0x50, 0x4b, 0x03, 0x04]],
  ['Excel', [0xd0, 0xcf, 0x11, 0xe0]],
  ['gzip', [0x1f, 0x8b]],
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
];
const bom = [0xef, 0xbb, 0xbf];
const begins = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte);

/** @throws FileFault FILE_NOT_CSV, ENCODING_UTF16 */
const checkBeginning = (bytes: Uint8Array): void => {
  const known = magics.find(([, magic]) => begins(bytes, magic));
  if (known !== undefined) throw new FileFault('FILE_NOT_CSV', { format: known[0] });
  const isUtf16 = begins(bytes, [0xff, 0xfe]) || begins(bytes, [0xfe, 0xff]);
  // Latin letters in UTF-16 without a mark have a zero in every other byte.
  const zeros = bytes.length >= 4 && ((bytes[0] === 0 && bytes[2] === 0) || (bytes[1] === 0 && bytes[3] === 0));
  if (isUtf16 || zeros) throw new FileFault('ENCODING_UTF16');
};

class Inspector {
  readonly #kind: ImportKind;
  readonly #hash = createHash('sha256');
  readonly #utf8 = new Utf8Check();
  #size = 0;
  #rows = 0;
  /** Pieces until the header is complete. */
  #head: Buffer = Buffer.alloc(0);
  #found: Omit<Inspection, 'rows' | 'sha256'> | undefined;
  #reader: RecordReader | undefined;

  constructor(kind: ImportKind) {
    this.#kind = kind;
  }

  push(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#size += bytes.length;
    if (this.#size > importLimits.fileBytes) {
      throw new FileFault('FILE_TOO_LARGE', { limit: importLimits.fileBytes / 1_000_000 });
    }
    if (this.#reader !== undefined) {
      this.#check(bytes);
      this.#count(this.#reader.push(bytes));
      return;
    }
    this.#head = Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= 4) this.#begin(false);
  }

  end(): Inspection {
    if (this.#size === 0) throw new FileFault('FILE_EMPTY');
    if (this.#reader === undefined) this.#begin(true);
    if (this.#reader === undefined || this.#found === undefined) throw new FileFault('FILE_EMPTY');
    this.#count(this.#reader.end());
    const bad = this.#utf8.end();
    if (bad !== undefined) throw new FileFault('ENCODING_NOT_UTF8', bad);
    return { ...this.#found, rows: this.#rows, sha256: this.#hash.digest('hex') };
  }

  #begin(isLast: boolean): void {
    const bytes = this.#head;
    checkBeginning(bytes);
    const start = begins(bytes, bom) ? bom.length : 0;
    // Which separator it is does not matter for where the header ends.
    const probe = new RecordReader(',', { offset: start, line: 1 });
    const records = probe.push(bytes.subarray(start));
    const [first] = isLast ? [...records, ...probe.end()] : records;
    if (first === undefined) {
      if (!isLast && bytes.length <= importLimits.recordBytes) return;
      throw new FileFault(isLast ? 'FILE_EMPTY' : 'HEADER_UNREADABLE');
    }
    this.#check(bytes);
    const header = readHeader(this.#kind, first.raw);
    this.#reader = new RecordReader(header.separator, { offset: first.end, line: first.line + 1 });
    this.#found = { header, end: first.end, line: first.line + 1 };
    this.#head = Buffer.alloc(0);
    this.#count(this.#reader.push(bytes.subarray(first.end)));
  }

  #check(bytes: Uint8Array): void {
    const bad = this.#utf8.push(bytes);
    if (bad !== undefined) throw new FileFault('ENCODING_NOT_UTF8', bad);
  }

  #count(records: readonly CsvRecord[]): void {
    this.#rows += records.length;
    if (this.#rows > importLimits.rows) throw new FileFault('FILE_TOO_MANY_ROWS', { limit: importLimits.rows });
  }
}

/** @throws FileFault when the file cannot be imported as it is */
export const inspectFile = async (kind: ImportKind, pieces: AsyncIterable<Uint8Array>): Promise<Inspection> => {
  const inspector = new Inspector(kind);
  for await (const piece of pieces) inspector.push(piece);
  return inspector.end();
};
