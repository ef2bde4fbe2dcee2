/** In which order the days of a file are written, told by all its dates together (§5.6 #131). Pure. */

import type { DateFormat } from '#contract/import-options.ts';
import type { ImportQuestion } from '#contract/import-questions.ts';
import type { Header } from '../header.ts';
import { FileFault } from '../issues.ts';
import { type WrittenDate, writtenDate } from '../written-dates.ts';

/** Columns that hold dates, by key. */
const dateColumns = new Set(['sentOn', 'debtDueDate', 'debtInstalments']);
/** Of them, the one whose cells hold several, each before an amount. */
const listColumn = 'debtInstalments';
const mostExamples = 3;

/** Counts how the dates of a file can be read. */
export class DateCensus {
  readonly #positions: readonly { readonly position: number; readonly isList: boolean }[];
  readonly #titles: readonly string[];
  #dayFirst = 0;
  #monthFirst = 0;
  #yearFirst = 0;
  #column = '';
  /** First and last parts of dates with two digits for the year, each once. */
  readonly #short = { first: new Set<string>(), last: new Set<string>(), examples: [] as string[] };
  readonly #examples = { dayFirst: [] as string[], monthFirst: [] as string[], either: [] as string[] };

  constructor(header: Header) {
    this.#titles = header.titles;
    this.#positions = header.keys.flatMap((key, position) =>
      key !== undefined && dateColumns.has(key) ? [{ position, isList: key === listColumn }] : [],
    );
  }

  add(cells: readonly string[]): void {
    for (const { position, isList } of this.#positions) {
      const text = cells[position];
      if (text === undefined || text === '') continue;
      const dates = isList ? text.split(/[;,|]/).map((part) => part.trim().split(/\s/)[0] ?? '') : [text];
      for (const date of dates) this.#addDate(position, date);
    }
  }

  #addDate(position: number, text: string): void {
    const written = writtenDate(text);
    if (written?.order === 'year-first') this.#yearFirst += 1;
    if (written?.order !== 'year-last') return;
    const [first, second] = [Number(written.parts[0]), Number(written.parts[1])];
    if (written.isShort) this.#noteShort(written.parts, position, text);
    // 13 and above can only be a day.
    const kind = first > 12 ? (second <= 12 ? 'dayFirst' : 'none') : second > 12 ? 'monthFirst' : 'either';
    if (kind === 'dayFirst') this.#dayFirst += 1;
    if (kind === 'monthFirst') this.#monthFirst += 1;
    const isFirst = (kind === 'dayFirst' && this.#dayFirst === 1) || (kind === 'monthFirst' && this.#monthFirst === 1);
    if (isFirst || (kind === 'either' && first !== second)) this.#note(kind, position, text);
  }

  #noteShort([first, , last]: WrittenDate['parts'], position: number, text: string): void {
    const { examples } = this.#short;
    this.#short.first.add(first);
    this.#short.last.add(last);
    if (examples.length >= mostExamples) return;
    this.#column = this.#titles[position] ?? '';
    examples.push(text.trim().slice(0, 40));
  }

  /** `26-11-24` all along: few firsts and many lasts look like a year that stands first, in which nobody's locale writes it. */
  #mayBeginWithYear(): boolean {
    const { first, last } = this.#short;
    return first.size <= 2 && last.size > 4 && last.size > 2 * first.size;
  }

  #note(kind: 'dayFirst' | 'monthFirst' | 'either', position: number, text: string): void {
    const examples = this.#examples[kind];
    if (examples.length >= mostExamples) return;
    this.#column = this.#titles[position] ?? '';
    examples.push(text.trim().slice(0, 40));
  }

  #question(examples: string[]): FileFault {
    const question: ImportQuestion = { kind: 'dateFormat', column: this.#column, examples };
    return new FileFault('DATE_ORDER_UNKNOWN', { column: this.#column, value: examples[0] ?? '' }, question);
  }

  /**
   * @returns the one order in which all dates can be read; null for a file without dates
   * @throws FileFault DATE_ORDER_UNKNOWN with its question, where every date can be read in two ways, or where some can
   *   only be read in one way and others only in the other
   */
  decide(): DateFormat | null {
    const { dayFirst, monthFirst, either } = this.#examples;
    const contradict = this.#dayFirst > 0 && this.#monthFirst > 0;
    const { examples: short } = this.#short;
    if (this.#mayBeginWithYear()) throw this.#question(short);
    if (contradict || (this.#dayFirst + this.#monthFirst === 0 && either.length > 0)) {
      throw this.#question(contradict ? [...dayFirst, ...monthFirst] : either);
    }
    if (this.#dayFirst > 0) return 'dd/mm/yyyy';
    if (this.#monthFirst > 0) return 'mm/dd/yyyy';
    return this.#yearFirst > 0 ? 'yyyy-mm-dd' : null;
  }
}
