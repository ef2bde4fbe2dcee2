/** Reads the cells of a row one by one and keeps the fault of each, so that one upload shows all that is wrong. Pure. */

import { isCleanText } from '#contract/fields.ts';
import { importLimits } from '#contract/import-columns.ts';
import { type Document, readDocument } from '#shared/customers/documents.ts';
import { unguarded } from '#shared/processes/csv.ts';
import { type Header, typeOfDocuments } from './header.ts';
import { CellFault, type Issue } from './issues.ts';
import { type PaddedTypes, refilled } from './source/document-census.ts';
import { formulaIn } from './uncalculated.ts';

/** Whom a row is about; `nobody` where the document identifies none. */
export type RowDocument = Document | 'nobody';

/** What reading a document needs beside its row. */
export interface DocumentContext {
  readonly company: { readonly defaultCountry: string };
  readonly paddedTypes: PaddedTypes;
}
/** The beginning of a text is enough to find it. */
const tooLong = (text: string, limit: number): CellFault =>
  new CellFault('TEXT_TOO_LONG', { value: `${text.slice(0, 40)}…`, found: text.length, limit });
/** A text with a mark for each character that is not seen, so that people find the cell. */
const visible = (text: string): string =>
  [...text.slice(0, 40)].map((character) => (/[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? '·' : character)).join('');

/** What a header says of its rows. */
interface RowColumns {
  readonly positions: ReadonlyMap<string, number>;
  /** Of all rows, where no column holds it. */
  readonly documentType: string | undefined;
}

export class RowCells {
  readonly issues: Issue[] = [];
  readonly #cells: readonly string[];
  readonly #positions: RowColumns['positions'];
  readonly #documentType: string | undefined;

  constructor(header: Header, { positions, documentType }: RowColumns, cells: readonly string[]) {
    this.#positions = positions;
    this.#documentType = documentType;
    this.#cells = cells;
    if (cells.length !== header.titles.length) {
      this.fail(undefined, 'ROW_WIDTH', { found: cells.length, wanted: header.titles.length });
    }
  }

  /** Where each column stands, for all rows of a file. */
  static columnsOf(header: Header): RowColumns {
    const positions = new Map(
      header.keys.flatMap((key, position) => (key === undefined ? [] : [[key, position] as const])),
    );
    return { positions, documentType: typeOfDocuments(header) };
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
      this.fail(column, 'FIELD_TOO_LARGE', tooLong(cell, importLimits.cellCharacters).details);
      return '';
    }
    const formula = formulaIn(cell);
    if (formula !== undefined) {
      this.fail(column, 'FORMULA_WITHOUT_VALUE', { value: formula });
      return '';
    }
    if (!isCleanText(cell)) {
      this.fail(column, 'INVALID_CHARACTER', { value: visible(cell) });
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
        if (text.length > limit) throw tooLong(text, limit);
        if (/[\r\n\t]/.test(text)) throw new CellFault('INVALID_CHARACTER', { value: visible(text) });
        return text;
      }) ?? null
    );
  }

  /**
   * The document of the row, or undefined with its issue noted.
   * @param file what the company and the other rows of the file tell
   * @param doubts takes what is told of a number that was taken all the same
   */
  document(file: DocumentContext, doubts?: Issue[]): RowDocument | undefined {
    const before = this.issues.length;
    const typed = this.text('documentType');
    const written = this.text('documentNumber');
    const number = refilled(file.paddedTypes, typed, written);
    if (this.issues.length > before) return undefined;
    if (number === '') return 'nobody';
    const column = 'documentNumber';
    const wrong = (code: Issue['code'], details: Issue['details'] = { value: number }) => {
      this.fail(column, code, details);
      return undefined;
    };
    const type = this.#documentType ?? typed;
    if (type === '') return this.#missing('documentType');
    if (type.length > 60) return wrong('ID_INVALID', { value: type, example: 'RUT' });
    if (number !== written) doubts?.push({ code: 'ID_ZEROS_RESTORED', column, details: { value: written, number } });
    const read = readDocument(type, number, file.company.defaultCountry);
    if (read.kind === 'placeholder') return 'nobody';
    // A number that a spreadsheet has turned into 1,23E+11 is lost. In a RUT the digits may look like one all the same.
    const isLost = read.kind !== 'document' || read.check !== 'right';
    if (isLost && /^\d[.,]?\d*[eE][+-]?\d+$/.test(number)) return wrong('ID_SCIENTIFIC');
    if (read.kind === 'invalid') {
      const { documentType, example } = read;
      // Digits and one letter K: a RUT whose check digit is wrong or missing.
      if (documentType === 'RUT' && /^[\d.\s-]+[kK]?$/.test(number)) return wrong('RUT_CHECK_DIGIT');
      return wrong('ID_INVALID', { value: number, example });
    }
    if (read.documentType.length > 20) return wrong('TEXT_TOO_LONG', tooLong(read.documentType, 20).details);
    if (read.check === 'wrong') {
      // Who writes RUTs knows them by heart; other offices' files hold numbers that nobody ever checked.
      if (read.documentType === 'RUT') return wrong('RUT_CHECK_DIGIT');
      doubts?.push({ code: 'DOCUMENT_CHECK_DIGIT', column, details: { value: number } });
    }
    return { documentType: read.documentType, documentNumber: read.documentNumber };
  }

  #missing(column: string): undefined {
    this.fail(column, 'VALUE_REQUIRED');
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
