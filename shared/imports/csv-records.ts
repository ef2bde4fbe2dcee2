/**
 * Splits a CSV file that comes in pieces into records: RFC 4180 with any of CRLF, LF and CR, also mixed (§5.6 #121).
 * Every record knows its bytes, so that work can go on there later. What a piece holds does not matter: any cutting of
 * the same bytes gives the same records. Written by hand: why, with figures, in
 * docs/decisions/0021-import-parser.md. Pure.
 */
import { importLimits } from '#contract/import-columns.ts';
import type { ImportIssueCode } from '#contract/import-issues.ts';

export type RecordFault = Extract<ImportIssueCode, 'QUOTE_MISPLACED' | 'QUOTE_UNCLOSED' | 'FIELD_TOO_LARGE'>;

export interface CsvRecord {
  /** Bytes before the record, and before the one after it. */
  readonly offset: number;
  readonly end: number;
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  /** As it stands in the file, without its line end; only the beginning of one that is too large. */
  readonly raw: string;
  readonly cells: readonly string[];
  readonly fault: RecordFault | undefined;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quoteMark = 0x22;
/** How much of a record that is too large is kept for the error file, bytes. */
const keptBytes = 1_000;

const blank = /^[\s",;]*$/;
/** With which MS-DOS ends a file. */
const dosEnd = '\u001a';
/** Nothing but separators, blanks and quotes of empty cells: what spreadsheets leave below the last row. */
const isBlank = (raw: string): boolean => {
  const first = raw.charCodeAt(0);
  // Most rows begin with a letter or digit.
  return (
    raw === '' ||
    raw === dosEnd ||
    (first < 0x30 && blank.test(raw)) ||
    ((first === 0x3b || first > 0x7f) && blank.test(raw))
  );
};

const lineBreaks = /\r\n|\r|\n/g;

/** Cells of a record that has quotes and no fault. */
const quotedCells = (raw: string, separator: string): string[] => {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (raw.charCodeAt(at) === quoteMark) {
      let close = at + 1;
      for (;;) {
        close = raw.indexOf('"', close);
        if (raw.charCodeAt(close + 1) !== quoteMark) break;
        close += 2;
      }
      cells.push(raw.slice(at + 1, close).replaceAll('""', '"'));
      at = close + 1;
    } else {
      const next = raw.indexOf(separator, at);
      cells.push(next === -1 ? raw.slice(at) : raw.slice(at, next));
      at = next === -1 ? raw.length : next;
    }
    if (at >= raw.length) return cells;
    at += 1;
  }
};

interface Found {
  /** Position behind the record's text, and behind its line end. */
  readonly textEnd: number;
  readonly end: number;
  readonly fault: RecordFault | undefined;
  readonly quoted: boolean;
}

export class RecordReader {
  readonly #separator: string;
  readonly #separatorByte: number;
  #buffer: Buffer = Buffer.alloc(0);
  /** Offset in the file of the buffer's first byte. */
  #base: number;
  #line: number;
  /** The beginning of a record that is too large, while its end is looked for. */
  #oversize: { offset: number; raw: string } | undefined;

  /** @param start where the first byte stands, behind a record; line from 1 */
  constructor(separator: string, start: { readonly offset: number; readonly line: number }) {
    this.#separator = separator;
    this.#separatorByte = separator.charCodeAt(0);
    this.#base = start.offset;
    this.#line = start.line;
  }

  /** @returns the records that are complete now; empty rows are left out */
  push(bytes: Uint8Array): CsvRecord[] {
    this.#buffer = this.#buffer.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#buffer, bytes]);
    return this.#take(false);
  }

  /** @returns what is left at the end of the file */
  end(): CsvRecord[] {
    return this.#take(true);
  }

  #take(isLast: boolean): CsvRecord[] {
    const buffer = this.#buffer;
    const records: CsvRecord[] = [];
    let at = 0;
    // Positions of the next line ends and quote, looked up again once they are passed.
    let [lf, cr, quote] = [-2, -2, -2];
    const seek = (known: number, byte: number): number => {
      if (known === -1 || known >= at) return known;
      return buffer.indexOf(byte, at);
    };
    while (at < buffer.length) {
      lf = seek(lf, lineFeed);
      cr = seek(cr, carriageReturn);
      quote = seek(quote, quoteMark);
      const lineEnd = lf === -1 ? cr : cr === -1 ? lf : Math.min(lf, cr);
      if (this.#oversize !== undefined) {
        const end = this.#behindLineEnd(lineEnd, isLast);
        if (end === undefined) {
          if (!isLast || lineEnd !== -1) {
            at = lineEnd === -1 ? buffer.length : lineEnd;
            break;
          }
        }
        records.push(this.#closeOversize(end ?? buffer.length));
        at = end ?? buffer.length;
        continue;
      }
      const simple = lineEnd !== -1 && (quote === -1 || quote > lineEnd);
      const found: Found | 'more' = simple
        ? this.#plainRecord(at, lineEnd, isLast)
        : quote === -1 && lineEnd === -1
          ? this.#openRecord(at, isLast)
          : this.#quotedRecord(at, lineEnd, isLast);
      if (found === 'more') break;
      if (found.fault === 'FIELD_TOO_LARGE' && found.end === found.textEnd && !isLast) {
        // Its end is not here yet.
        this.#oversize = { offset: this.#base + at, raw: buffer.toString('utf8', at, at + keptBytes) };
        at = buffer.length;
        break;
      }
      const record = this.#record(at, found);
      if (record !== undefined) records.push(record);
      at = found.end;
    }
    if (isLast && this.#oversize !== undefined) records.push(this.#closeOversize(at));
    this.#base += at;
    this.#buffer = at >= buffer.length ? Buffer.alloc(0) : Buffer.from(buffer.subarray(at));
    return records;
  }

  /** Position behind the line end at `position`; undefined when it is not known yet whether a LF follows a CR. */
  #behindLineEnd(position: number, isLast: boolean): number | undefined {
    if (position === -1) return undefined;
    if (this.#buffer[position] === lineFeed) return position + 1;
    if (position + 1 === this.#buffer.length) return isLast ? position + 1 : undefined;
    return this.#buffer[position + 1] === lineFeed ? position + 2 : position + 1;
  }

  #plainRecord(at: number, lineEnd: number, isLast: boolean): Found | 'more' {
    const end = this.#behindLineEnd(lineEnd, isLast);
    if (end === undefined) return 'more';
    const fault = lineEnd - at > importLimits.recordBytes ? 'FIELD_TOO_LARGE' : undefined;
    return { textEnd: lineEnd, end, fault, quoted: false };
  }

  /** Neither line end nor quote is in sight. */
  #openRecord(at: number, isLast: boolean): Found | 'more' {
    const { length } = this.#buffer;
    const isTooLarge = length - at > importLimits.recordBytes;
    if (!isLast && !isTooLarge) return 'more';
    return { textEnd: length, end: length, fault: isTooLarge ? 'FIELD_TOO_LARGE' : undefined, quoted: false };
  }

  #quotedRecord(at: number, lineEnd: number, isLast: boolean): Found | 'more' {
    const buffer = this.#buffer;
    const separator = this.#separatorByte;
    let fault: RecordFault | undefined;
    let i = at;
    let atCellStart = true;
    while (i < buffer.length) {
      const byte = buffer[i];
      if (byte === lineFeed || byte === carriageReturn) {
        const end = this.#behindLineEnd(i, isLast);
        if (end === undefined) break;
        return this.#bounded(at, { textEnd: i, end, fault, quoted: true }, lineEnd, isLast);
      }
      if (byte === separator) {
        atCellStart = true;
        i += 1;
      } else if (byte !== quoteMark) {
        atCellStart = false;
        i += 1;
      } else if (atCellStart && fault === undefined) {
        let close = buffer.indexOf(quoteMark, i + 1);
        while (close !== -1 && buffer[close + 1] === quoteMark) close = buffer.indexOf(quoteMark, close + 2);
        // A quote as the last byte may be the first of two.
        if (close === -1 || (close + 1 === buffer.length && !isLast)) return this.#unclosed(at, lineEnd, isLast);
        i = close + 1;
        const next = buffer[i];
        if (i < buffer.length && next !== separator && next !== lineFeed && next !== carriageReturn)
          fault = 'QUOTE_MISPLACED';
        atCellStart = false;
      } else {
        fault = 'QUOTE_MISPLACED';
        i += 1;
      }
    }
    if (!isLast) return this.#tooLong(at) ? this.#unclosed(at, lineEnd, isLast) : 'more';
    return this.#bounded(at, { textEnd: buffer.length, end: buffer.length, fault, quoted: true }, lineEnd, isLast);
  }

  #tooLong(at: number): boolean {
    return this.#buffer.length - at > importLimits.recordBytes + 2;
  }

  /** A record that ends beyond the limit ends where its first line ends, however much of it had come. */
  #bounded(at: number, found: Found, lineEnd: number, isLast: boolean): Found | 'more' {
    return found.textEnd - at > importLimits.recordBytes ? this.#cutAtLine(at, lineEnd, isLast) : found;
  }

  #unclosed(at: number, lineEnd: number, isLast: boolean): Found | 'more' {
    if (!isLast && !this.#tooLong(at)) return 'more';
    return this.#cutAtLine(at, lineEnd, isLast);
  }

  #cutAtLine(at: number, lineEnd: number, isLast: boolean): Found | 'more' {
    const { length } = this.#buffer;
    if (lineEnd === -1) {
      const isTooLarge = length - at > importLimits.recordBytes;
      return { textEnd: length, end: length, fault: isTooLarge ? 'FIELD_TOO_LARGE' : 'QUOTE_UNCLOSED', quoted: true };
    }
    const end = this.#behindLineEnd(lineEnd, isLast);
    if (end === undefined) return 'more';
    const fault = lineEnd - at > importLimits.recordBytes ? 'FIELD_TOO_LARGE' : 'QUOTE_UNCLOSED';
    return { textEnd: lineEnd, end, fault, quoted: true };
  }

  #record(at: number, found: Found): CsvRecord | undefined {
    const { fault, quoted } = found;
    const textEnd = fault === 'FIELD_TOO_LARGE' ? Math.min(found.textEnd, at + keptBytes) : found.textEnd;
    const raw = this.#buffer.toString('utf8', at, textEnd);
    const line = this.#line;
    const inner = quoted && fault !== 'FIELD_TOO_LARGE' ? (raw.match(lineBreaks)?.length ?? 0) : 0;
    this.#line += inner + (found.end > found.textEnd ? 1 : 0);
    if (fault === undefined && isBlank(raw)) return undefined;
    const cells = fault !== undefined ? [] : quoted ? quotedCells(raw, this.#separator) : raw.split(this.#separator);
    return { offset: this.#base + at, end: this.#base + found.end, line, raw, cells, fault };
  }

  #closeOversize(end: number): CsvRecord {
    const { offset = 0, raw = '' } = this.#oversize ?? {};
    const line = this.#line;
    this.#line += 1;
    this.#oversize = undefined;
    return { offset, end: this.#base + end, line, raw, cells: [], fault: 'FIELD_TOO_LARGE' };
  }
}
