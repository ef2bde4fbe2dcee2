/** Which sheets a workbook has, how its cells are formatted, and the texts that its cells share (ECMA-376, part 1, §18). */
import { importLimits } from '#contract/import-columns.ts';
import { FileFault } from '../issues.ts';
import { attributeOf, textOf, type XmlHandler, XmlReader } from './xml-reader.ts';
import { unpacked, type ZipParts } from './zip-parts.ts';

/** UTF-8 bytes of all texts that cells share: they are held while the rows pass by. */
const sharedBytes = 100_000_000;
const mostShared = 2_000_000;

const readPart = async (parts: ZipParts, path: string, handler: XmlHandler): Promise<void> => {
  const part = parts.get(path);
  if (part === undefined) return;
  const reader = new XmlReader(handler);
  for await (const text of textOf(unpacked(part))) reader.push(text);
};

/** A target of a relation, as it stands there: from its folder, or from the root. */
const resolved = (folder: string, target: string): string => {
  const path: string[] = [];
  for (const step of (target.startsWith('/') ? target : `${folder}/${target}`).split('/')) {
    if (step === '..') path.pop();
    else if (step !== '.' && step !== '') path.push(step);
  }
  return path.join('/').toLowerCase();
};

interface Relation {
  readonly id: string;
  /** Last step of its type: `worksheet`, `styles`. */
  readonly type: string;
  readonly path: string;
}

const relationsOf = async (parts: ZipParts, path: string): Promise<readonly Relation[]> => {
  const slash = path.lastIndexOf('/');
  const [folder, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
  const relations: Relation[] = [];
  await readPart(parts, resolved(folder, `_rels/${name}.rels`), {
    open(tagName, tag) {
      const target = attributeOf(tag, 'Target');
      if (tagName !== 'Relationship' || target === undefined || attributeOf(tag, 'TargetMode') === 'External') return;
      const type = (attributeOf(tag, 'Type') ?? '').split('/').at(-1) ?? '';
      relations.push({ id: attributeOf(tag, 'Id') ?? '', type, path: resolved(folder, target) });
    },
    close: () => undefined,
  });
  return relations;
};

/** Codes of Excel's own formats that show days or times (§18.8.30). */
const isOwnDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
/** A format with days or times in it, behind its texts, escapes, colours and conditions; `[h]` counts hours. */
const isDateCode = (code: string): boolean =>
  /\[(?:h+|m+|s+)\]/i.test(code) || /[dmyhs]/i.test(code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|general/gi, ''));

/** For each style of cells, whether it shows a date. */
const readDateStyles = async (parts: ZipParts, path: string): Promise<readonly boolean[]> => {
  const codes = new Map<number, string>();
  const styles: boolean[] = [];
  let isOfCells = false;
  await readPart(parts, path, {
    open(name, tag) {
      if (name === 'numFmt') codes.set(Number(attributeOf(tag, 'numFmtId')), attributeOf(tag, 'formatCode') ?? '');
      if (name === 'cellXfs') isOfCells = true;
      if (name !== 'xf' || !isOfCells) return;
      const id = Number(attributeOf(tag, 'numFmtId') ?? '0');
      const code = codes.get(id);
      styles.push(code === undefined ? isOwnDate(id) : isDateCode(code));
    },
    close(name) {
      if (name === 'cellXfs') isOfCells = false;
    },
  });
  return styles;
};

/** `_x000D_` stands for a character that XML cannot hold (§22.4.2.4). */
export const withoutEscapes = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([\da-fA-F]{4})_/g, (_whole, code) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

const pageBytes = 1 << 20;

/** Texts that cells share, as UTF-8 on pages: objects of their own would take four times the memory. */
export class SharedTexts {
  readonly #pages: Buffer[] = [];
  #starts = new Uint32Array(1024);
  #lengths = new Uint32Array(1024);
  #count = 0;
  #end = 0;

  /** @throws FileFault WORKBOOK_TOO_LARGE */
  add(text: string): void {
    // No cell may be longer, and a page holds the longest.
    const bytes = Buffer.from(text.slice(0, importLimits.cellCharacters + 1));
    const left = this.#pages.length * pageBytes - this.#end;
    const start = bytes.length > left ? this.#pages.length * pageBytes : this.#end;
    if (start + bytes.length > sharedBytes || this.#count >= mostShared) {
      throw new FileFault('WORKBOOK_TOO_LARGE', { limit: sharedBytes / 1e9 });
    }
    if (bytes.length > left) this.#pages.push(Buffer.allocUnsafe(pageBytes));
    this.#pages[start >>> 20]?.set(bytes, start & (pageBytes - 1));
    if (this.#count === this.#starts.length) {
      this.#starts = doubled(this.#starts);
      this.#lengths = doubled(this.#lengths);
    }
    this.#starts[this.#count] = start;
    this.#lengths[this.#count] = bytes.length;
    this.#count += 1;
    this.#end = start + bytes.length;
  }

  /** Empty for a number that stands for none. */
  at(index: number): string {
    if (!(index >= 0 && index < this.#count)) return '';
    const start = this.#starts[index] ?? 0;
    const from = start & (pageBytes - 1);
    return this.#pages[start >>> 20]?.toString('utf8', from, from + (this.#lengths[index] ?? 0)) ?? '';
  }
}

const doubled = (numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => {
  const more = new Uint32Array(numbers.length * 2);
  more.set(numbers);
  return more;
};

const readSharedTexts = async (parts: ZipParts, path: string): Promise<SharedTexts> => {
  const texts = new SharedTexts();
  let [current, isText, isPhonetic] = ['', false, false];
  await readPart(parts, path, {
    open(name) {
      if (name === 'si') current = '';
      // How a text is spoken, for languages that need it.
      if (name === 'rPh') isPhonetic = true;
      isText = name === 't' && !isPhonetic;
    },
    text(text) {
      if (isText) current += text;
    },
    close(name) {
      isText = false;
      if (name === 'rPh') isPhonetic = false;
      if (name === 'si') texts.add(withoutEscapes(current));
    },
  });
  return texts;
};

export interface SheetPart {
  readonly path: string;
  /** What its tab shows. */
  readonly name: string;
  /** Its number among all tabs, from 1. */
  readonly tab: number;
}

export interface WorkbookParts {
  readonly parts: ZipParts;
  /** Sheets that people see, in the order of their tabs; all of them where every one is hidden. */
  readonly sheets: readonly SheetPart[];
  /** Days are counted from 1904, as old Macs do. */
  readonly isFrom1904: boolean;
  readonly dateStyles: readonly boolean[];
  readonly shared: SharedTexts;
}

/** What a zip is that is no workbook of Excel, by the parts that others have. */
const kinds: readonly (readonly [string, RegExp])[] = [
  ['OpenDocument .ods', /^content\.xml$/],
  ['Numbers', /^index(?:\/document\.iwa|\.zip)$/],
  ['Excel .xlsb', /^xl\/workbook\.bin$/],
  ['Word', /^word\//],
];
const notWorkbook = (parts: ZipParts): FileFault => {
  const format = kinds.find(([, part]) => [...parts.keys()].some((name) => part.test(name)))?.[0];
  return new FileFault('FILE_NOT_CSV', { format: format ?? 'ZIP' });
};

/**
 * What its sheets need beside themselves; read once a file.
 * @throws FileFault FILE_NOT_CSV for a zip that is not a workbook, WORKBOOK_TOO_LARGE
 */
export const readWorkbook = async (parts: ZipParts): Promise<WorkbookParts> => {
  const book = (await relationsOf(parts, '')).find(({ type }) => type === 'officeDocument')?.path;
  if (book === undefined || !parts.has(book)) throw notWorkbook(parts);
  const relations = await relationsOf(parts, book);
  const byId = new Map(relations.map(({ id, path }) => [id, path]));
  const pathOf = (type: string) => relations.find((each) => each.type === type)?.path ?? '';
  const sheets: (SheetPart & { readonly isHidden: boolean })[] = [];
  let [isFrom1904, tab] = [false, 0];
  await readPart(parts, book, {
    open(name, tag) {
      if (name === 'workbookPr') isFrom1904 = /^(?:1|true)$/.test(attributeOf(tag, 'date1904') ?? '');
      if (name !== 'sheet') return;
      tab += 1;
      const path = byId.get(attributeOf(tag, 'id') ?? '');
      const isHidden = /hidden/i.test(attributeOf(tag, 'state') ?? '');
      if (path === undefined || !parts.has(path)) return;
      sheets.push({ path, name: attributeOf(tag, 'name') ?? '', tab, isHidden });
    },
    close: () => undefined,
  });
  if (sheets.length === 0) throw notWorkbook(parts);
  // An old list that somebody hid is not what people mean to import.
  const seen = sheets.filter(({ isHidden }) => !isHidden);
  const dateStyles = await readDateStyles(parts, pathOf('styles'));
  return {
    parts,
    sheets: seen.length > 0 ? seen : sheets,
    isFrom1904,
    dateStyles,
    shared: await readSharedTexts(parts, pathOf('sharedStrings')),
  };
};
