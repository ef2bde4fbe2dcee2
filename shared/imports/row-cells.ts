/** Reads the cells of a row one by one and keeps the fault of each, so that one upload shows all that is wrong. Pure. */

import { isCleanText } from '#contract/fields.ts';
import { importLimits } from '#contract/import-columns.ts';
import { Refusal } from '#platform/errors.ts';
import { type Document, normalizeDocument } from '#shared/customers/documents.ts';
import type { Header } from './header.ts';
import { CellFault, type Issue } from './issues.ts';
import { unguarded } from './text.ts';

/** Lengths of numbers whose leading zeros spreadsheets drop, by type. */
const digitCounts: Readonly<Record<string, readonly number[]>> = {
  DNI: [7, 8],
  RUC: [11],
  CUIT: [11],
  CUIL: [11],
  CURP: [18],
};

export class RowCells {
  readonly issues: Issue[] = [];
  readonly #cells: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;

  constructor(header: Header, positions: ReadonlyMap<string, number>, cells: readonly string[]) {
    this.#positions = positions;
    this.#cells = cells;
    if (cells.length !== header.titles.length) {
      this.fail(undefined, 'ROW_WIDTH', { found: cells.length, wanted: header.titles.length });
    }
  }

  /** Where each column stands, for all rows of a file. */
  static positionsOf(header: Header): ReadonlyMap<string, number> {
    return new Map(header.keys.flatMap((key, position) => (key === undefined ? [] : [[key, position] as const])));
  }

  fail(column: string | undefined, code: Issue['code'], details?: Issue['details']): void {
    this.issues.push({
      code,
      ...(column === undefined ? {} : { column }),
      ...(details === undefined ? {} : { details }),
    });
  }

  /** Text of a cell without blanks around it; empty where the file has no such column. */
  text(column: string): string {
    const position = this.#positions.get(column);
    const cell = position === undefined ? '' : (this.#cells[position] ?? '');
    if (cell === '') return '';
    if (cell.length > importLimits.cellCharacters) {
      this.fail(column, 'FIELD_TOO_LARGE');
      return '';
    }
    if (!isCleanText(cell)) {
      this.fail(column, 'INVALID_CHARACTER');
      return '';
    }
    return unguarded(cell).trim();
  }

  /** The value of a cell that must not be empty; undefined with its issue noted. */
  required<Value>(column: string, read: (text: string) => Value): Value | undefined {
    const before = this.issues.length;
    const text = this.text(column);
    if (text !== '') return this.#read(column, text, read);
    if (this.issues.length === before) this.fail(column, 'VALUE_REQUIRED');
    return undefined;
  }

  /** Null where the cell is empty; undefined with its issue noted. */
  optional<Value>(column: string, read: (text: string) => Value): Value | null | undefined {
    const text = this.text(column);
    return text === '' ? null : this.#read(column, text, read);
  }

  /** One line of at most `limit` characters, or null. */
  line(column: string, limit: number): string | null {
    return (
      this.optional(column, (text) => {
        if (text.length > limit) throw new CellFault('TEXT_TOO_LONG', { limit });
        if (/[\r\n\t]/.test(text)) throw new CellFault('INVALID_CHARACTER');
        return text;
      }) ?? null
    );
  }

  document(): Document | undefined {
    const type = this.required('documentType', (text) => text);
    const number = this.required('documentNumber', (text) => {
      // A number that a spreadsheet has turned into 1.23E+11 is lost.
      if (text.length > 40 || /^\d[.,]?\d*[eE]\+?\d+$/.test(text)) throw new CellFault('ID_INVALID', { value: text });
      return text;
    });
    if (type === undefined || number === undefined) return undefined;
    if (type.length > 20) {
      this.fail('documentType', 'TEXT_TOO_LONG', { limit: 20 });
      return undefined;
    }
    try {
      const document = normalizeDocument(type, number);
      const counts = document === null ? undefined : digitCounts[document.documentType];
      if (document !== null && (counts === undefined || counts.includes(document.documentNumber.length)))
        return document;
      this.fail('documentNumber', 'ID_INVALID', { value: number });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.fail('documentNumber', /^[\d.\s-]+-?[\dkK]$/.test(number) ? 'RUT_CHECK_DIGIT' : 'ID_INVALID', {
        value: number,
      });
    }
    return undefined;
  }

  #read<Value>(column: string, text: string, read: (text: string) => Value): Value | undefined {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof CellFault)) throw error;
      this.fail(column, error.code, error.details);
      return undefined;
    }
  }
}
