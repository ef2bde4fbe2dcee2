/** Stores a file as it is written, in parts; one that is begun again replaces what was stored before. */
import { createHash } from 'node:crypto';
import { PartBuffer } from './part-buffer.ts';
import type { StoredFiles, StoredPart } from './ports.ts';

/** Bytes from which a part is stored, the fewest that S3 takes before the last: what is collected stays in memory. */
const partBytes = 5 * 1024 * 1024;

export class StoredFile {
  readonly #files: StoredFiles;
  readonly #key: string;
  readonly #contentType: string;
  readonly #buffer = new PartBuffer(partBytes);
  readonly #parts: StoredPart[] = [];
  #uploadId: string | undefined;

  /** @param key under which the file stands once it is finished */
  constructor(files: StoredFiles, key: string, contentType: string) {
    this.#files = files;
    this.#key = key;
    this.#contentType = contentType;
  }

  async add(content: string | Uint8Array): Promise<void> {
    this.#buffer.add(content);
    if (this.#buffer.isFull) await this.#storePart();
  }

  /** @returns its parts in order; a small file is one */
  async finish(): Promise<readonly Omit<StoredPart, 'etag'>[]> {
    if (this.#uploadId === undefined) {
      const { bytes } = this.#buffer;
      await this.#files.put(this.#key, this.#contentType, bytes);
      return [measured(bytes)];
    }
    if (this.#buffer.bytes.length > 0) await this.#storePart();
    await this.#files.complete(this.#key, this.#uploadId, this.#parts);
    return this.#parts;
  }

  async #storePart(): Promise<void> {
    const { bytes } = this.#buffer;
    this.#uploadId ??= await this.#files.begin(this.#key, this.#contentType);
    const etag = await this.#files.putPart(this.#key, this.#uploadId, this.#parts.length + 1, bytes);
    this.#parts.push({ etag, ...measured(bytes) });
    this.#buffer.clear();
  }
}

const measured = (bytes: Uint8Array): Omit<StoredPart, 'etag'> => ({
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** Bytes of a file by its parts. */
export const sizeOf = (parts: readonly Pick<StoredPart, 'size'>[]): number =>
  parts.reduce((sum, { size }) => sum + size, 0);
