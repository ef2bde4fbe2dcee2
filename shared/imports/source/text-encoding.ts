/**
 * In which encoding a text file was saved, told by its bytes: a byte-order mark, the zeros of UTF-16, else whether its
 * bytes are UTF-8 (§5.6 #117–#119). Pure.
 */

import { FileFault } from '../issues.ts';
import { Utf8Check } from '../utf8-check.ts';
import { decodeEightBit, EightBitCensus, type EightBitEncoding, isEightBit } from './eight-bit.ts';
import { beginsWith } from './file-format.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | EightBitEncoding;

/** Bytes that are looked at for UTF-16 without a mark. */
const sampleBytes = 4_096;
const marks: readonly (readonly [TextEncoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Bytes of the byte-order mark. */
export const markLength = (bytes: Uint8Array): number =>
  marks.find(([, mark]) => beginsWith(bytes, mark))?.[1].length ?? 0;

/** Latin text in UTF-16 without a mark has zeros in every other byte, and in no other encoding any. */
const utf16Of = (bytes: Uint8Array): TextEncoding | undefined => {
  const marked = marks.find(([encoding, mark]) => encoding !== 'utf-8' && beginsWith(bytes, mark))?.[0];
  if (marked !== undefined) return marked;
  const sample = bytes.subarray(0, sampleBytes - (sampleBytes % 2));
  let [even, odd] = [0, 0];
  for (let at = 0; at + 1 < sample.length; at += 2) {
    if (sample[at] === 0) even += 1;
    if (sample[at + 1] === 0) odd += 1;
  }
  const pairs = sample.length / 2;
  if (odd > pairs * 0.4 && even < pairs * 0.1) return 'utf-16le';
  return even > pairs * 0.4 && odd < pairs * 0.1 ? 'utf-16be' : undefined;
};

/** Counts characters of several bytes in UTF-8, and bytes that can be part of none. */
class Census {
  #open: Buffer = Buffer.alloc(0);
  characters = 0;
  stray = 0;

  push(bytes: Uint8Array, isLast: boolean): void {
    const all = this.#open.length === 0 ? bytes : Buffer.concat([this.#open, bytes]);
    // A character may go on in the next piece.
    const end = isLast ? all.length : Math.max(0, all.length - 3);
    let at = 0;
    while (at < end) {
      const length = this.#lengthAt(all, at);
      if (length > 1) this.characters += 1;
      if (length === 0) this.stray += 1;
      at += Math.max(1, length);
    }
    this.#open = Buffer.from(all.subarray(at));
  }

  /** Bytes of the character; 0 for a byte that begins none. */
  #lengthAt(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return 1;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    for (let next = at + 1; next < at + length; next += 1) {
      if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
    }
    return length;
  }
}

/** Learns the encoding while a file passes by in pieces. */
export class EncodingProbe {
  readonly #check = new Utf8Check();
  readonly #census = new Census();
  readonly #eightBit = new EightBitCensus();
  #sample: Buffer = Buffer.alloc(0);
  #bad: ReturnType<Utf8Check['push']>;

  push(bytes: Uint8Array): void {
    if (this.#sample.length < sampleBytes) this.#sample = Buffer.concat([this.#sample, bytes.subarray(0, sampleBytes)]);
    this.#bad ??= this.#check.push(bytes);
    this.#census.push(bytes, false);
    this.#eightBit.push(bytes);
  }

  /**
   * Without a mark and no UTF-8: in which Excel saves "CSV", on Windows, a Mac or for MS-DOS. A file that is UTF-8 but for a few bytes was
   * damaged on its way, and reading it as Windows-1252 would make `MuÃ±oz` of every name.
   * @throws FileFault ENCODING_NOT_UTF8 with the line and the byte
   */
  end(): TextEncoding {
    const utf16 = utf16Of(this.#sample);
    if (utf16 !== undefined) return utf16;
    this.#bad ??= this.#check.end();
    if (this.#bad === undefined) return 'utf-8';
    this.#census.push(Buffer.alloc(0), true);
    const encoding = this.#census.characters > this.#census.stray ? undefined : this.#eightBit.decide();
    if (encoding === undefined) throw new FileFault('ENCODING_NOT_UTF8', this.#bad);
    return encoding;
  }
}

/** The same text in UTF-8, piece by piece, without a mark. */
export async function* toUtf8(pieces: AsyncIterable<Uint8Array>, encoding: TextEncoding): AsyncGenerator<Uint8Array> {
  if (isEightBit(encoding)) {
    for await (const piece of pieces) yield Buffer.from(decodeEightBit(piece, encoding));
    return;
  }
  // A lone half of a surrogate pair becomes U+FFFD, which the row is then rejected for.
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== '') yield Buffer.from(text);
  }
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest);
}
