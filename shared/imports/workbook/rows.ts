/** Rows of one sheet, in step with whoever takes them: what is unpacked waits until it was used (ECMA-376, §18.3.1). */
import { importLimits } from '#contract/import-columns.ts';
import { type WorkbookParts, withoutEscapes } from './sheets.ts';
import { attributeOf, textOf, XmlReader } from './xml-reader.ts';
import { unpacked } from './zip-parts.ts';

/** A formula whose value the program that wrote it did not store: it is never calculated here. */
export interface Formula {
  readonly formula: string;
}
export type SheetCell = string | number | boolean | Date | Formula | null;

export interface SheetRow {
  /** From 1. */
  readonly line: number;
  readonly cells: readonly SheetCell[];
  /** By hand or by a filter. */
  readonly isHidden: boolean;
}

/** One more than may be used, so that too many are noticed. */
const mostColumns = importLimits.columns + 1;
/** A cell is longer than any that is taken. */
const mostCharacters = importLimits.cellCharacters + 1;

const dayMs = 86_400_000;
/** Excel's day 0, and its 29 February 1900, which never was: days before March 1900 are one later. */
const instantOf = (serial: number, isFrom1904: boolean): Date => {
  if (isFrom1904) return new Date(Date.UTC(1904, 0, 1) + serial * dayMs);
  return new Date(Date.UTC(1899, 11, serial >= 1 && serial < 60 ? 31 : 30) + serial * dayMs);
};

/** Column of a reference such as `AB12`, from 0; undefined where it names none. */
export const columnOf = (reference: string): number | undefined => {
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) | 0x20;
    if (letter < 0x61 || letter > 0x7a) break;
    column = column * 26 + letter - 0x60;
    if (column > 100_000) break;
  }
  return column === 0 ? undefined : column - 1;
};

/** Takes the tags of a sheet, and holds its rows until they are asked for. */
class RowCollector {
  readonly #book: WorkbookParts;
  #rows: SheetRow[] = [];
  #line = 0;
  #cells: SheetCell[] = [];
  #column = -1;
  #type = '';
  #style = -1;
  #value: string | undefined;
  #formula: string | undefined;
  #inline = '';
  #reads: 'value' | 'formula' | 'inline' | undefined;
  #isPhonetic = false;
  #isInRow = false;
  #isHidden = false;

  constructor(book: WorkbookParts) {
    this.#book = book;
  }

  /** The rows that ended since it was asked last. */
  take(): readonly SheetRow[] {
    const rows = this.#rows;
    if (rows.length > 0) this.#rows = [];
    return rows;
  }

  open(name: string, tag: string): void {
    switch (name) {
      case 'row': {
        const line = Number(attributeOf(tag, 'r'));
        this.#line = line > 0 ? line : this.#line + 1;
        this.#isHidden = /^(?:1|true)$/.test(attributeOf(tag, 'hidden') ?? '');
        this.#cells = [];
        this.#column = -1;
        this.#isInRow = true;
        break;
      }
      case 'c':
        this.#column = columnOf(attributeOf(tag, 'r') ?? '') ?? this.#column + 1;
        this.#type = attributeOf(tag, 't') ?? '';
        this.#style = Number(attributeOf(tag, 's') ?? '-1');
        this.#value = undefined;
        this.#formula = undefined;
        this.#inline = '';
        break;
      case 'v':
        this.#value = '';
        this.#reads = 'value';
        break;
      case 'f':
        this.#formula = '';
        this.#reads = 'formula';
        break;
      case 'rPh':
        this.#isPhonetic = true;
        break;
      case 't':
        if (!this.#isPhonetic) this.#reads = 'inline';
        break;
    }
  }

  text(text: string): void {
    if (this.#reads === undefined || !this.#isInRow) return;
    if (this.#reads === 'value') this.#value = `${this.#value ?? ''}${text}`.slice(0, mostCharacters);
    else if (this.#reads === 'formula') this.#formula = `${this.#formula ?? ''}${text}`.slice(0, mostCharacters);
    else this.#inline = `${this.#inline}${text}`.slice(0, mostCharacters);
  }

  close(name: string): void {
    switch (name) {
      case 'row':
        this.#rows.push({ line: this.#line, cells: this.#cells, isHidden: this.#isHidden });
        this.#isInRow = false;
        break;
      case 'c':
        this.#end();
        break;
      case 'rPh':
        this.#isPhonetic = false;
        break;
      case 'v':
      case 'f':
      case 't':
        this.#reads = undefined;
        break;
    }
  }

  #end(): void {
    if (!this.#isInRow || this.#column >= mostColumns) return;
    const cell = this.#cell();
    if (cell === null) return;
    while (this.#cells.length < this.#column) this.#cells.push(null);
    this.#cells[this.#column] = cell;
  }

  #cell(): SheetCell {
    const value = this.#value ?? '';
    switch (this.#type) {
      case 's':
        return this.#book.shared.at(value === '' ? -1 : Number(value));
      case 'inlineStr':
        return withoutEscapes(this.#inline);
      case 'str':
        return this.#value === undefined ? this.#uncalculated() : withoutEscapes(value);
      case 'b':
        return value === '1' || value === 'true';
      case 'e':
        return value;
      case 'd': {
        // A day or time as ISO 8601, local as all of a workbook.
        const at = new Date(`${value.replace(/Z$/, '')}${value.includes('T') ? 'Z' : 'T00:00:00Z'}`);
        return Number.isNaN(at.getTime()) ? value : at;
      }
    }
    if (value === '') return this.#uncalculated();
    const number = Number(value);
    if (!Number.isFinite(number)) return value;
    return this.#book.dateStyles[this.#style] === true ? instantOf(number, this.#book.isFrom1904) : number;
  }

  #uncalculated(): SheetCell {
    return this.#formula === undefined ? null : { formula: this.#formula };
  }
}

/** @param sheet from 0. @throws FileFault FILE_NOT_CSV, WORKBOOK_TOO_LARGE */
export async function* workbookRows(book: WorkbookParts, sheet: number): AsyncGenerator<SheetRow> {
  const part = book.parts.get(book.sheets[sheet]?.path ?? '');
  if (part === undefined) return;
  const collector = new RowCollector(book);
  const reader = new XmlReader(collector);
  for await (const text of textOf(unpacked(part))) {
    reader.push(text);
    yield* collector.take();
  }
}
