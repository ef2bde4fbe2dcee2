/** Finds the first byte of a file that is not UTF-8, with its line (§5.6 #119): never `Mu�oz` in silence. */
import { isUtf8 } from 'node:buffer';

export interface BadByte {
  readonly line: number;
  /** From 1. */
  readonly byte: number;
  readonly [detail: string]: number;
}

const lineFeed = 0x0a;

/** Bytes at the end that begin a character whose rest has not come. */
const openBytes = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
};

/** Position of the first byte that is not part of a character. */
const firstBad = (bytes: Uint8Array): number => {
  let [low, high] = [0, bytes.length];
  // The longest beginning that is whole: every shorter one that ends at a character is whole as well.
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, part.length - openBytes(part)))) low = middle;
    else high = middle - 1;
  }
  const part = bytes.subarray(0, low);
  return low - openBytes(part);
};

export class Utf8Check {
  #open: Buffer = Buffer.alloc(0);
  #offset = 0;
  #lines = 0;

  /** @returns the first bad byte, if there is one in what has come */
  push(bytes: Uint8Array): BadByte | undefined {
    const all =
      this.#open.length === 0
        ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        : Buffer.concat([this.#open, bytes]);
    const whole = all.subarray(0, all.length - openBytes(all));
    if (!isUtf8(whole)) return this.#at(whole, firstBad(whole));
    this.#open = Buffer.from(all.subarray(whole.length));
    this.#offset += whole.length;
    this.#lines += this.#count(whole);
    return undefined;
  }

  end(): BadByte | undefined {
    return this.#open.length === 0 ? undefined : this.#at(this.#open, 0);
  }

  #at(bytes: Buffer, position: number): BadByte {
    const line = this.#lines + this.#count(bytes.subarray(0, position)) + 1;
    return { line, byte: this.#offset + position + 1 };
  }

  #count(bytes: Buffer): number {
    let count = 0;
    for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
    return count;
  }
}
