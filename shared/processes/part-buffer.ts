/**
 * Text and bytes collected until they make a part. One buffer serves all parts of a report: a new one of 8 MiB for each
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

  add(content: string | Uint8Array): void {
    const needed = this.#length + Buffer.byteLength(content);
    if (needed > this.#buffer.length) {
      // Small reports stay small; the last step has room for the page that fills the part.
      const grown = Buffer.allocUnsafe(Math.max(needed, Math.min(this.#buffer.length * 4, this.#fullAt + 1024 * 1024)));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    if (typeof content === 'string') this.#buffer.write(content, this.#length);
    else this.#buffer.set(content, this.#length);
    this.#length = needed;
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
