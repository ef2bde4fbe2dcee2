/**
 * Headers of a mail or of one of its parts (RFC 5322 §2.2, RFC 2045 §5, RFC 2047, RFC 2231), from bytes: programs write
 * names and subjects in another character set than the one that they declare. Pure, linear.
 */
import { decodeText } from './character-set.ts';

export interface HeaderField {
  /** In lower case. */
  readonly name: string;
  /** Unfolded; each character stands for one byte. */
  readonly value: string;
}

/** @param text one character a byte, without the empty line at the end */
export const readHeaderBlock = (text: string): readonly HeaderField[] => {
  const unfolded: string[][] = [];
  for (const line of text.split(/\r?\n/)) {
    const isMore = line.startsWith(' ') || line.startsWith('\t');
    if (isMore) unfolded.at(-1)?.push(line);
    else unfolded.push([line]);
  }
  return unfolded.flatMap((lines) => {
    const whole = lines.join('');
    const colon = whole.indexOf(':');
    const name = whole.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    return /^[!-9;-~]+$/.test(name)
      ? [
          {
            name,
            value: whole
              .slice(colon + 1)
              .replaceAll('\r', ' ')
              .trim(),
          },
        ]
      : [];
  });
};

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

/** `=?charset?Q?…?=`, and the blank between two of them, which is none of the text. */
const word = /=\?([^?\s]{1,60})\?([bq])\?([^?]*)\?=/gi;

const bytesOfWord = (encoding: string, text: string): Buffer => {
  if (encoding.toLowerCase() === 'b') return Buffer.from(text, 'base64');
  const plain = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return bytesOf(plain);
};

interface Words {
  readonly charset: string;
  readonly pieces: Buffer[];
  end: number;
}

/**
 * Text of a header value: raw bytes and encoded words. Neighbours of one character set are joined before they are
 * decoded, since programs cut letters in two.
 * @param show what is put in place of decoded words
 */
const decodeWords = (value: string, show: (text: string) => string): string => {
  const shown: string[] = [];
  let last: Words | undefined;
  let position = 0;
  const flush = () => {
    if (last !== undefined) shown.push(show(decodeText(Buffer.concat(last.pieces), last.charset)));
    last = undefined;
  };
  for (const match of value.matchAll(word)) {
    const [whole, label = '', encoding = '', text = ''] = match;
    const charset = (label.split('*')[0] ?? '').toLowerCase();
    const between = value.slice(position, match.index);
    const isNext = last !== undefined && between.trim() === '';
    if (!isNext || last?.charset !== charset) flush();
    if (!isNext) shown.push(decodeText(bytesOf(between)));
    last ??= { charset, pieces: [], end: 0 };
    last.pieces.push(bytesOfWord(encoding, text));
    position = match.index + whole.length;
  }
  flush();
  return [...shown, decodeText(bytesOf(value.slice(position)))].join('');
};

/** As people read it. */
export const headerText = (value: string): string => decodeWords(value, (text) => text);

/** The same value in UTF-8 throughout, its encoded words still encoded, for whoever looks for commas and brackets in it. */
export const inUtf8 = (value: string): string =>
  decodeWords(value, (text) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`);

/** A value with parameters: `text/plain; charset=utf-8`. */
export interface Parameters {
  /** In lower case, without comment. */
  readonly value: string;
  /** As people read it; the name of a parameter in lower case. */
  readonly parameter: (name: string) => string | null;
  /** As it stands there, one character a byte: for what is compared with bytes. */
  readonly raw: (name: string) => string | null;
}

/** `; name=value`, quoted or up to the next semicolon: names with blanks come unquoted. */
const parameterPattern = /;\s*([^\s=;"]{1,100})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/g;

const percentDecoded = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

/** The sections `name*0*`, `name*1` … of one value (RFC 2231 §3, §4), or `name*`. */
const extended = (found: ReadonlyMap<string, string>, name: string): string | null => {
  const single = found.get(`${name}*`);
  const sections = single === undefined ? [] : [percentDecoded(single)];
  for (let number = 0; single === undefined; number += 1) {
    const encoded = found.get(`${name}*${number}*`);
    const section = encoded === undefined ? found.get(`${name}*${number}`) : percentDecoded(encoded);
    if (section === undefined) break;
    sections.push(section);
  }
  if (sections.length === 0) return null;
  const isDeclared = single !== undefined || found.has(`${name}*0*`);
  const whole = sections.join('');
  const declared = isDeclared ? /^([^']{0,60})'[^']{0,60}'/.exec(whole) : null;
  const text = whole.slice(declared?.[0].length ?? 0);
  return declared === null ? headerText(text) : decodeText(bytesOf(text), declared[1] ?? null);
};

export const readParameters = (value: string): Parameters => {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of value.matchAll(parameterPattern)) {
    const key = name.toLowerCase();
    // Outlook writes paths with backslashes: only a quote and a backslash are escaped.
    if (!found.has(key)) found.set(key, quoted?.replace(/\\(["\\])/g, '$1') ?? bare.trim());
  }
  return {
    value: (value.split(';')[0] ?? '').replace(/\(.*/, '').trim().toLowerCase(),
    raw: (name) => found.get(name) ?? null,
    parameter: (name) => {
      const plain = found.get(name);
      return extended(found, name) ?? (plain === undefined ? null : headerText(plain));
    },
  };
};
