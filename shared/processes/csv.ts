/**
 * CSV text: RFC 4180, and safe in a spreadsheet (ASVS 1.2.10). Written by hand: about a fifth of the processor time of
 * the library, measured on our columns (docs/decisions/0004-csv-writer.md).
 */

/**
 * First characters that make a spreadsheet take a cell for a formula, full-width forms included. A text that has quote
 * marks before one gets one more, so that taking one away again gives every text back (I20).
 */
const formulaTrigger = /^'*[=+\-@\t\r\n\0＝＋－＠]/;
const needsQuotes = /[",\r\n]/;
const numeric = /^-?\d+(\.\d+)?$/;
const e164 = /^\+[1-9]\d{6,14}$/;

/**
 * What a column holds. `text`: anything that people wrote. `phone`: an E.164 number stays as it is although it begins
 * with `+`. `number`: a balance stays as it is although it may begin with `-`. Whatever does not look like what its
 * column holds is treated as text.
 */
export type CellKind = 'text' | 'phone' | 'number';

const exempt: Readonly<Record<CellKind, RegExp | undefined>> = { text: undefined, phone: e164, number: numeric };

/** One cell: a leading `'` where a spreadsheet would calculate, then quotes where RFC 4180 wants them. */
export const csvCell = (value: string | null, kind: CellKind = 'text'): string => {
  if (value === null || value === '') return '';
  const safe = formulaTrigger.test(value) && exempt[kind]?.test(value) !== true ? `'${value}` : value;
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** One record with its line end, from cells that are ready. */
export const csvRecord = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;

/** Counts the records of a CSV text that comes in pieces; a line break inside quotes ends none. */
export class RecordCounter {
  #records = 0;
  #quoted = false;
  #pending = false;

  /** @param bytes the next piece, UTF-8; a piece may end anywhere, since quotes and line breaks are single bytes */
  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === 0x22) this.#quoted = !this.#quoted;
      if (byte === 0x0a && !this.#quoted) {
        this.#records += 1;
        this.#pending = false;
      } else {
        this.#pending = true;
      }
    }
  }

  /** Records so far, the header included; a last one without line end counts. */
  get records(): number {
    return this.#records + (this.#pending ? 1 : 0);
  }
}
