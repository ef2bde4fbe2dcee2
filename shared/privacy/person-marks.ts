/**
 * How a person is recognised in a text without keeping who it is: by marks, which are keyed hashes of name, documents,
 * addresses and ids in one spelling. A file is cut into cells, each cell is put into the same spelling, and asked for.
 *
 * Too many finds are better than too few: what is searched are files that live for a month and can be made again.
 */
import { keyedHash } from '#platform/ids.ts';

/** What is known of a person, as it is stored. */
export interface PersonWords {
  readonly names: readonly string[];
  readonly documents: readonly string[];
  /** E-mail addresses, phones, ids of WhatsApp. */
  readonly addresses: readonly string[];
  readonly ids: readonly string[];
}

/** Digits at the end by which a phone is known, whatever stands before them. */
const phoneDigits = 8;
/** Shorter ones stand for nobody in particular. */
const shortest = 4;
/** Longest cell that is looked at as a whole: a name or an address is none. */
const longestCell = 400;

/** In one spelling: no accents, no capitals, nothing but letters, digits and `@`. */
const squeezed = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}@]+/gu, '');

const phoneMark = (digits: string): string => `+${digits.slice(-phoneDigits)}`;

/** A cheap hash in front of the keyed one, which most words do not pass. */
const shortHash = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return ((hash ^ (hash >>> 16)) & 0xffff).toString(16).padStart(4, '0');
};

const markOf = (key: string, word: string): string => shortHash(word) + keyedHash(key, `person\n${word}`, 80);

const isPhone = (address: string): boolean => /^\+?\d{8,}$/.test(address);

/** @param key secret of the deployment (`ADDRESS_KEY`) @returns what is kept while a person is looked for */
export const marksOf = (key: string, { names, documents, addresses, ids }: PersonWords): readonly string[] => {
  const words = [
    ...[...names, ...documents, ...ids].map(squeezed),
    ...addresses.map((address) => (isPhone(address) ? phoneMark(address.replace(/\D/g, '')) : squeezed(address))),
  ];
  return [...new Set(words.filter((word) => word.length >= shortest).map((word) => markOf(key, word)))].toSorted();
};

/** What may stand around a cell of a CSV, a workbook's XML, a JSON. */
const cellEnds = /[\t\r\n,;|"<>{}[\]=]+/;
const wordEnds = /[\s()'/:\\&?]+/;

/** Everything in a cell that may be somebody's name, document, address or id. */
function* wordsOf(cell: string): Generator<string> {
  if (cell.length <= longestCell) yield squeezed(cell);
  for (const part of cell.split(wordEnds)) {
    const word = squeezed(part);
    if (word === '') continue;
    yield word;
    if (part.includes('-')) for (const piece of part.split('-')) yield squeezed(piece);
  }
  // A number is written in groups, with a name before it or without.
  for (const [run] of cell.matchAll(/\d[\d\s().-]{6,}\d/g)) {
    const digits = run.replace(/\D/g, '');
    if (digits.length >= phoneDigits) yield phoneMark(digits);
    yield squeezed(run);
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', apos: "'", quot: '"', lt: '<', gt: '>' };

/** The text of a workbook's XML. */
const plain = (xml: string): string =>
  xml.includes('&') ? xml.replace(/&(amp|apos|quot|lt|gt);/g, (_all, name: string) => entities[name] ?? ' ') : xml;

/** Looks for the person of the marks in pieces of one text. */
export class PersonSearch {
  readonly #key: string;
  readonly #short: ReadonlySet<string>;
  readonly #marks: ReadonlySet<string>;
  #rest = '';
  #found = false;

  constructor(key: string, marks: readonly string[]) {
    this.#key = key;
    this.#marks = new Set(marks);
    this.#short = new Set(marks.map((mark) => mark.slice(0, 4)));
  }

  get found(): boolean {
    return this.#found;
  }

  /** The next piece. Cells may be cut anywhere between two of them. */
  add(piece: string): void {
    const cells = plain(this.#rest + piece).split(cellEnds);
    this.#rest = cells.pop() ?? '';
    // Nothing that names somebody is this long.
    if (this.#rest.length > 100_000) cells.push(this.#rest.slice(0, -longestCell));
    if (this.#rest.length > 100_000) this.#rest = this.#rest.slice(-longestCell);
    for (const cell of cells) this.#look(cell);
  }

  /** The text ends here; another may follow. */
  end(): boolean {
    this.#look(this.#rest);
    this.#rest = '';
    return this.#found;
  }

  #look(cell: string): void {
    if (this.#found || cell.length < shortest) return;
    for (const word of wordsOf(cell)) {
      if (word.length < shortest || !this.#short.has(shortHash(word))) continue;
      if (!this.#marks.has(markOf(this.#key, word))) continue;
      this.#found = true;
      return;
    }
  }
}

/** Whether a text names the person. */
export const namesPerson = (key: string, marks: readonly string[], text: string): boolean => {
  const search = new PersonSearch(key, marks);
  search.add(text);
  return search.end();
};

/** Words of a name that stand together, at most. */
const mostWords = 8;

/** Whether a title that people give, such as a file's name, has the person among its words: `cuenta_Ana_Rojas-2026.csv`. */
export const titleNamesPerson = (key: string, marks: readonly string[], title: string): boolean => {
  const words = title.normalize('NFC').split(/[^\p{L}\p{N}@]+/u);
  const runs = words.flatMap((_word, first) =>
    Array.from({ length: Math.min(mostWords, words.length - first) }, (_none, more) =>
      words.slice(first, first + more + 1).join(' '),
    ),
  );
  return namesPerson(key, marks, title) || runs.some((run) => namesPerson(key, marks, run));
};
