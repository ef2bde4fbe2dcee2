/**
 * Text collected as bytes until it makes a part. One buffer serves all parts of a report: a new one of 8 MiB for each
 * would wait for the garbage collector while the next is filled.
 */
export class PartBuffer {
  readonly #fullAt: number;
  #buffer: Buffer;
  #length = 0;

  /** @param fullAt size from which a part is stored, bytes */
  constructor(fullAt: number) {
    this.#fullAt = fullAt;
    this.#buffer = Buffer.allocUnsafe(64 * 1024);
  }

  add(text: string): void {
    const needed = this.#length + Buffer.byteLength(text);
    if (needed > this.#buffer.length) {
      // Small reports stay small; the last step has room for the page that fills the part.
      const grown = Buffer.allocUnsafe(Math.max(needed, Math.min(this.#buffer.length * 4, this.#fullAt + 1024 * 1024)));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    this.#length += this.#buffer.write(text, this.#length);
  }

  get isFull(): boolean {
    return this.#length >= this.#fullAt;
  }

  /** What was collected; valid until the next `add`. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }
}
