/** Reads a stored file back and proves that it is what was written (I12): a short or changed file is never a success. */
import { createHash, type Hash } from 'node:crypto';
import { RecordCounter } from '#shared/processes/csv.ts';
import type { StoredPart } from '#shared/processes/ports.ts';

export interface ProvenFile {
  /** Bytes. */
  readonly size: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
  /** Records without the header. */
  readonly rows: number;
}

/** Compares each stretch of the stream with the part that was stored there. */
class PartChecker {
  readonly #parts: readonly Pick<StoredPart, 'size' | 'sha256'>[];
  #index = 0;
  #hash: Hash = createHash('sha256');
  #missing: number;

  constructor(parts: readonly Pick<StoredPart, 'size' | 'sha256'>[]) {
    this.#parts = parts;
    this.#missing = parts[0]?.size ?? 0;
  }

  /** @returns what is wrong, or undefined */
  add(bytes: Uint8Array): string | undefined {
    for (let offset = 0; offset < bytes.length; ) {
      const part = this.#parts[this.#index];
      if (part === undefined) return 'it is longer than what was written';
      const piece = bytes.subarray(offset, offset + this.#missing);
      this.#hash.update(piece);
      this.#missing -= piece.length;
      offset += piece.length;
      if (this.#missing > 0) continue;
      if (this.#hash.digest('hex') !== part.sha256) return `part ${this.#index + 1} is not what was written`;
      this.#index += 1;
      this.#hash = createHash('sha256');
      this.#missing = this.#parts[this.#index]?.size ?? 0;
    }
    return undefined;
  }

  /** A part without bytes, of an export without rows, needs none. */
  get isComplete(): boolean {
    return this.#parts.slice(this.#index).every(({ size }) => size === 0);
  }
}

/** @returns the file's measures, or what is wrong with it */
export const proveFile = async (
  content: AsyncIterable<Uint8Array>,
  written: {
    readonly parts: readonly Pick<StoredPart, 'size' | 'sha256'>[];
    readonly rows: number;
    /** Rows are noted a line each, without header; else the file is CSV with one. */
    readonly isNoted?: boolean;
  },
): Promise<ProvenFile | { readonly fault: string }> => {
  const checker = new PartChecker(written.parts);
  const counter = new RecordCounter();
  let lines = 0;
  const hash = createHash('sha256');
  let size = 0;
  for await (const bytes of content) {
    size += bytes.length;
    hash.update(bytes);
    if (written.isNoted === true) lines += bytes.reduce((sum, byte) => sum + Number(byte === 0x0a), 0);
    else counter.add(bytes);
    const fault = checker.add(bytes);
    if (fault !== undefined) return { fault };
  }
  if (!checker.isComplete) return { fault: 'it is shorter than what was written' };
  const rows = written.isNoted === true ? lines : counter.records - 1;
  if (rows !== written.rows) return { fault: `it has ${rows} rows, ${written.rows} were written` };
  return { size, sha256: hash.digest('hex'), rows };
};
