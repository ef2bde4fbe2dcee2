/** Tags and texts of the XML in a workbook, piece by piece: no tree is built, no entity is looked up. Pure. */
import { FileFault } from '../issues.ts';

export interface XmlHandler {
  /** @param tag what stands between `<` and `>`, for {@link attributeOf} */
  open(name: string, tag: string): void;
  /** Also for `<a/>`, behind `open`. */
  close(name: string): void;
  /** Text between two tags, its entities read. */
  text?(text: string): void;
}

/** Characters of a tag, and of a text that is kept: a cell of Excel has 32,767, each perhaps written as an entity. */
const mostTag = 1_000_000;
const mostText = 400_000;

const patterns = new Map<string, RegExp>();
/** Value of an attribute, by its name without prefix; undefined where the tag has none. */
export const attributeOf = (tag: string, name: string): string | undefined => {
  let pattern = patterns.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    patterns.set(name, pattern);
  }
  const match = pattern.exec(tag);
  return match === null ? undefined : withoutEntities(match[1] ?? match[2] ?? '');
};

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const withoutEntities = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{2,4}));/g, (whole, decimal, hex, name) => {
        if (name !== undefined) return entities[name] ?? whole;
        const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
        return code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
      })
    : text;

/** Where a tag ends: the first `>` that stands in no quotes. */
const endOfTag = (text: string, from: number): number => {
  let end = text.indexOf('>', from);
  // Nearly always the quotes before it come in pairs.
  while (end !== -1) {
    const tag = text.slice(from, end);
    if (!tag.includes('=') || /^(?:[^"']|"[^"]*"|'[^']*')*$/.test(tag)) return end;
    end = text.indexOf('>', end + 1);
  }
  return -1;
};

/** Marks that are no tags, with what ends them. */
const others: readonly (readonly [string, string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

/** Reads one part. Feed it with `push`; what is cut at the end of a piece waits for the next. */
export class XmlReader {
  readonly #handler: XmlHandler;
  #rest = '';

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  /** @throws FileFault FILE_NOT_CSV for a document type, which no workbook has, and for tags without end */
  push(piece: string): void {
    // Of a text without end only the beginning is kept.
    if (this.#rest.length >= mostText && !this.#rest.startsWith('<') && !piece.includes('<')) return;
    const text = this.#rest + piece;
    let at = 0;
    for (;;) {
      const begin = text.indexOf('<', at);
      if (begin === -1) {
        const rest = text.slice(at);
        this.#rest = rest.length > mostText ? rest.slice(0, mostText) : rest;
        return;
      }
      if (begin > at) this.#text(text.slice(at, begin));
      const end =
        text.charCodeAt(begin + 1) === 0x21 || text.charCodeAt(begin + 1) === 0x3f
          ? this.#other(text, begin)
          : this.#tag(text, begin);
      if (end === -1) {
        if (text.length - begin > mostTag) throw new FileFault('FILE_NOT_CSV', { format: 'ZIP' });
        this.#rest = text.slice(begin);
        return;
      }
      at = end;
    }
  }

  #text(text: string): void {
    this.#handler.text?.(withoutEntities(text));
  }

  /** @returns where it ends, or -1 */
  #tag(text: string, begin: number): number {
    const end = endOfTag(text, begin + 1);
    if (end === -1) return -1;
    const isClosing = text.charCodeAt(begin + 1) === 0x2f;
    const isEmpty = text.charCodeAt(end - 1) === 0x2f;
    const tag = text.slice(begin + (isClosing ? 2 : 1), isEmpty ? end - 1 : end);
    const blank = tag.search(/\s/);
    const whole = blank === -1 ? tag : tag.slice(0, blank);
    const name = whole.slice(whole.indexOf(':') + 1);
    if (!isClosing) this.#handler.open(name, tag);
    if (isClosing || isEmpty) this.#handler.close(name);
    return end + 1;
  }

  #other(text: string, begin: number): number {
    // Too little to tell a comment from a document type.
    if (text.length - begin < 9 && !text.includes('>', begin)) return -1;
    const [opening, closing] = others.find(([mark]) => text.startsWith(mark, begin)) ?? [];
    if (opening === undefined || closing === undefined) throw new FileFault('FILE_NOT_CSV', { format: 'ZIP' });
    const end = text.indexOf(closing, begin + opening.length);
    if (end === -1) return -1;
    if (opening === '<![CDATA[') this.#handler.text?.(text.slice(begin + opening.length, end));
    return end + closing.length;
  }
}

/** By a part's mark, else by what it declares: programs that write no UTF-8 write Latin letters in one byte each. */
const encodingOf = (beginning: Buffer): string => {
  const mark = beginning.length >= 2 ? beginning.readUInt16BE(0) : 0;
  if (mark === 0xfffe) return 'utf-16le';
  if (mark === 0xfeff) return 'utf-16be';
  const declared = /^<\?xml[^>]*encoding=["'](?:iso-8859-1|windows-1252|us-ascii)["']/i;
  return declared.test(beginning.toString('latin1', 0, 200)) ? 'windows-1252' : 'utf-8';
};

/** Reads a part's bytes as text. @param pieces UTF-8, UTF-16 with its mark, or Latin letters as it declares */
export async function* textOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(encodingOf(piece));
    yield decoder.decode(piece, { stream: true });
  }
}
