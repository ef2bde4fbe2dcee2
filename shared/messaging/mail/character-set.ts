/**
 * Bytes of a mail as text. What a program declares is checked against the bytes: well-formed UTF-8 with letters beyond
 * ASCII is UTF-8 whatever it is called, and what is called UTF-8 and is not is what offices write in Latin America,
 * Windows-1252 (issue 11, line 7). Pure, linear.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** Encodings of several bytes a letter, in which UTF-8 can be valid by chance; they are believed where they fit. */
const multiByte = new Set(['gbk', 'gb18030', 'big5', 'euc-jp', 'shift_jis', 'euc-kr']);
/** Encodings that ASCII bytes do not stand for themselves in. */
const notAscii = new Set(['iso-2022-jp', 'utf-16le', 'utf-16be']);

/** Letters and marks of Spanish and Portuguese beyond ASCII: as UTF-8 they are also Chinese by chance. */
const ours = /^[\p{ASCII}áéíóúüñçãõâêôàªº¿¡°´«»–—‘’“”…€\u00a0]*$/iu;
const escapeSign = String.fromCharCode(0x1b);
/** Back to ASCII and at once away from it, which the WHATWG's decoder takes for an attack. */
const idleEscapes = new RegExp(`${escapeSign}\\([BJ](?=${escapeSign})`, 'g');

const utf8 = new TextDecoder('utf-8');
const windows1252 = new TextDecoder('windows-1252');

/** Names that programs give beside those of the WHATWG. */
const otherNames: Readonly<Record<string, string>> = {
  utf8mb4: 'utf-8',
  'latin-1': 'windows-1252',
  'iso-8859-1-windows-3.1-latin-1': 'windows-1252',
  'windows-1252http-equivcontent-type': 'windows-1252',
  cp936: 'gbk',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  cp950: 'big5',
};

/** Undefined for no name, and for one that says nothing. */
const decoderOf = (declared: string | null): TextDecoder | undefined => {
  const name = (declared ?? '')
    .trim()
    .toLowerCase()
    .replace(/^x-(?=utf|iso|windows|cp)/, '');
  try {
    return name === '' ? undefined : new TextDecoder(otherNames[name] ?? name);
  } catch {
    return undefined;
  }
};

const decodeFatally = (decoder: TextDecoder, bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
};

/** Whether more of the text reads as letters of UTF-8 than does not: a letter was cut in two, or a byte is lost. */
const isMostlyUtf8 = (text: string): boolean => {
  let letters = 0;
  let broken = 0;
  for (const letter of text) {
    if (letter === '\ufffd') broken += 1;
    else if (letter > '\u007f') letters += 1;
  }
  return letters > broken;
};

/** A text that is not UTF-8 as a whole: line by line, since footers are added in other encodings than the text above. */
const decodeLines = (bytes: Uint8Array, single: TextDecoder): string => {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newLine = bytes.indexOf(0x0a, start);
    const end = newLine < 0 ? bytes.length : newLine + 1;
    const line = bytes.subarray(start, end);
    const lenient = utf8.decode(line);
    pieces.push(!lenient.includes('\ufffd') || isMostlyUtf8(lenient) ? lenient : single.decode(line));
    start = end;
  }
  return pieces.join('');
};

/** Mail programs of Windows write their marks in front; then nothing else counts. */
const byMark = (bytes: Uint8Array): string | undefined => {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return utf8.decode(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return undefined;
};

/**
 * @param declared the character set that the mail names; null for none
 * @returns text without surrogates that stand alone; never throws
 */
export const decodeText = (bytes: Uint8Array, declared: string | null = null): string => {
  const marked = byMark(bytes);
  if (marked !== undefined) return marked;
  const decoder = decoderOf(declared);
  const encoding = decoder?.encoding ?? '';
  if (decoder !== undefined && notAscii.has(encoding)) {
    // UTF-16 has zeros in whatever is written with Latin letters; bytes without any are called so by mistake.
    if (encoding === 'iso-2022-jp') {
      const text = Buffer.from(bytes).toString('latin1').replace(idleEscapes, '');
      return decoder.decode(Buffer.from(text, 'latin1'));
    }
    if (bytes.includes(0)) return decoder.decode(bytes);
  }
  if (isAscii(bytes)) return windows1252.decode(bytes);
  const isUtf8Text = isUtf8(bytes);
  if (multiByte.has(encoding) && !(isUtf8Text && ours.test(utf8.decode(bytes)))) {
    const fitting = decodeFatally(new TextDecoder(encoding, { fatal: true }), bytes);
    if (fitting !== undefined) return fitting;
  }
  if (isUtf8Text) return utf8.decode(bytes);
  if (decoder !== undefined && multiByte.has(encoding)) return decoder.decode(bytes);
  const single = decoder === undefined || encoding === 'utf-8' || notAscii.has(encoding) ? windows1252 : decoder;
  return decodeLines(bytes, single);
};
