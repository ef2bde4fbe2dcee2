/**
 * Which keys a file has had so far, on which line and with which data: what tells a duplicate from a conflict (§5.6
 * #134, #135), in a dry run as well. 16 bytes an entry, in arrays: a million rows take 32 MB. It is made again from the
 * file when another worker goes on. Two keys of a file fall together once in some 10^7 files of a million rows.
 */
const initialCapacity = 4_096;

export interface SeenRow {
  readonly line: number;
  readonly isSame: boolean;
}

export class SeenRows {
  #capacity = initialCapacity;
  #count = 0;
  #high = new Uint32Array(initialCapacity);
  #low = new Uint32Array(initialCapacity);
  #data = new Uint32Array(initialCapacity);
  #line = new Uint32Array(initialCapacity);

  get size(): number {
    return this.#count;
  }

  /** The first row with the key, if there was one. @param key 8 bytes at least. @param data 4 bytes at least */
  find(key: Uint8Array, data: Uint8Array): SeenRow | undefined {
    const place = this.#find(word(key, 0), word(key, 4));
    const line = this.#line[place] ?? 0;
    return line === 0 ? undefined : { line, isSame: this.#data[place] === word(data, 0) };
  }

  /**
   * Looks a key up, and notes it where it is new.
   * @returns the first row with the key; undefined when this is the first
   */
  note(key: Uint8Array, data: Uint8Array, line: number): SeenRow | undefined {
    const high = word(key, 0);
    const low = word(key, 4);
    const digest = word(data, 0);
    const place = this.#find(high, low);
    if (this.#line[place] !== 0) {
      return { line: this.#line[place] ?? 0, isSame: this.#data[place] === digest };
    }
    this.#high[place] = high;
    this.#low[place] = low;
    this.#data[place] = digest;
    this.#line[place] = line;
    this.#count += 1;
    if (this.#count * 2 > this.#capacity) this.#grow();
    return undefined;
  }

  #find(high: number, low: number): number {
    let place = low % this.#capacity;
    while (this.#line[place] !== 0 && (this.#high[place] !== high || this.#low[place] !== low)) {
      place = (place + 1) % this.#capacity;
    }
    return place;
  }

  #grow(): void {
    const [high, low, data, line] = [this.#high, this.#low, this.#data, this.#line];
    this.#capacity *= 2;
    this.#high = new Uint32Array(this.#capacity);
    this.#low = new Uint32Array(this.#capacity);
    this.#data = new Uint32Array(this.#capacity);
    this.#line = new Uint32Array(this.#capacity);
    for (let index = 0; index < line.length; index += 1) {
      const known = line[index] ?? 0;
      if (known === 0) continue;
      const place = this.#find(high[index] ?? 0, low[index] ?? 0);
      this.#high[place] = high[index] ?? 0;
      this.#low[place] = low[index] ?? 0;
      this.#data[place] = data[index] ?? 0;
      this.#line[place] = known;
    }
  }
}

const word = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;
