/**
 * CSV text: RFC 4180, and safe in a spreadsheet (ASVS 1.2.10). Written by hand: about a fifth of the processor time of
 * the library, measured on our columns (docs/decisions/0004-csv-writer.md).
 */

/** Media type; the text is UTF-8. */
export const csvType = 'text/csv';

/** By which Excel knows that the text is UTF-8. */
export const byteOrderMark = '\ufeff';

/**
 * Where a spreadsheet would take what follows for a formula, full-width forms included: at the beginning of a cell, and
 * behind whatever another reader splits at. Spreadsheets in Spanish split at semicolons, and do not heed quote marks that
 * stand in the middle of what they take for a cell. Blanks and quote marks in between hide nothing.
 */
const formula = '[ \'"]*[=+\\-@\\0＝＋－＠]';
const blank = '[ \'"]*[\\t\\r\\n]';
const edge = '(?<=^|[,;\\t\\r\\n])';
const formulas = new RegExp(`${edge}(?=${formula})|^(?=${blank})`, 'g');
const guards = new RegExp(`${edge}'(?=${formula})|^'(?=${blank})`, 'g');
/** Formulas without a `'` in front, in a text that may have been guarded before. */
const bareFormulas = new RegExp(`${edge}(?=${formula.replace("'", '')})|^(?=${blank.replace("'", '')})`, 'g');
const hasFormula = new RegExp(`${edge}${formula}|^${blank}`);

/**
 * Puts a `'` before each formula. A text that has one there gets one more, so that `unguarded` gives every text back
 * (I20).
 */
const guarded = (text: string): string => (hasFormula.test(text) ? text.replace(formulas, "'") : text);

/** Takes back what `csvCell` has put before formulas: export and import are each other's inverse (I20). */
export const unguarded = (cell: string): string => (cell.includes("'") ? cell.replace(guards, '') : cell);

/** Guards what is not guarded yet; for cells of a file that may come from us or from anybody. */
export const harmless = (cell: string): string => cell.replace(bareFormulas, "'");

const needsQuotes = { ',': /[",\r\n]/, ';': /[";\r\n]/, '\t': /["\t\r\n]/, '|': /["|\r\n]/ } as const;
/** What may stand between cells. */
export type Separator = keyof typeof needsQuotes;
const numeric = /^-?\d+(\.\d+)?$/;
const e164 = /^\+[1-9]\d{6,14}$/;

/**
 * What a column holds. `text`: anything that people wrote. `phone`: an E.164 number stays as it is although it begins
 * with `+`. `number`: a balance stays as it is although it may begin with `-`. Whatever does not look like what its
 * column holds is treated as text.
 */
export type CellKind = 'text' | 'phone' | 'number';

const exempt: Readonly<Record<CellKind, RegExp | undefined>> = { text: undefined, phone: e164, number: numeric };

/** One cell: a `'` where a spreadsheet would calculate, then quotes where RFC 4180 wants them. */
export const csvCell = (value: string | null, kind: CellKind = 'text', separator: Separator = ','): string => {
  if (value === null || value === '') return '';
  const safe = exempt[kind]?.test(value) === true ? value : guarded(value);
  return needsQuotes[separator].test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** One record with its line end, from cells that are ready. */
export const csvRecord = (cells: readonly string[], separator: Separator = ','): string =>
  `${cells.join(separator)}\r\n`;

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
