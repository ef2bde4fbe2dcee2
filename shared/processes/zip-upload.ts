/**
 * A zip that several workers write one after the other. What was stored stands in its place, which is kept in a checkpoint:
 * whoever takes over goes on behind the last stored part, in the middle of an entry too. What the directory will say of
 * whole entries is kept in files beside it, since thousands of them would be too much for an item.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { jsonLine, jsonLines } from './json-lines.ts';
import { PartBuffer } from './part-buffer.ts';
import { type StoredFiles, UploadGone } from './ports.ts';
import {
  directoryRecord,
  entryEnd,
  entryStart,
  largestEntryBytes,
  packedEnd,
  packPiece,
  type ZipEntry,
  zipEnd,
} from './zip-format.ts';

const EntrySchema = z.object({
  name: z.string(),
  at: z.number(),
  crc: z.number(),
  size: z.number(),
  packed: z.number(),
});

export const ZipPlaceSchema = z.object({
  /** Under which the file stands once it is whole; what belongs to it is beside it. */
  key: z.string(),
  uploadId: z.string().nullable(),
  parts: z.array(z.object({ etag: z.string(), size: z.number() })),
  /** The entry that is open. */
  entry: EntrySchema.nullable(),
  /** Files with entries that are whole. */
  lists: z.number(),
  /** Set when all parts are stored; what is left is to put them together. */
  isStored: z.boolean(),
});
export type ZipPlace = z.infer<typeof ZipPlaceSchema>;

export const firstZipPlace = (key: string): ZipPlace => ({
  key,
  uploadId: null,
  parts: [],
  entry: null,
  lists: 0,
  isStored: false,
});

const zipType = 'application/zip';
/** Size from which a part is stored, and the smallest that S3 takes anywhere but at the end, bytes. */
const partBytes = 8 * 1024 * 1024;
const smallestPartBytes = 5 * 1024 * 1024;

/** Folder of what is needed until the file is whole. */
export const listsFolder = (key: string): string => `${key.slice(0, key.lastIndexOf('/') + 1)}lists/`;
const listKey = (key: string, number: number): string => `${listsFolder(key)}${number}.jsonl`;

export interface FinishedZip {
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
}

export class ZipUpload {
  readonly #files: StoredFiles;
  readonly #buffer: PartBuffer;
  readonly #smallest: number;
  readonly #names = new Set<string>();
  readonly #whole: ZipEntry[];
  #place: ZipPlace;
  /** Bytes in front of the buffer. */
  #offset: number;
  /** Whole entries that no list has yet. */
  #unlisted: ZipEntry[] = [];

  private constructor(files: StoredFiles, place: ZipPlace, whole: ZipEntry[], fullAt: number) {
    this.#files = files;
    this.#place = place;
    this.#whole = whole;
    this.#buffer = new PartBuffer(fullAt);
    this.#smallest = Math.min(smallestPartBytes, fullAt);
    this.#offset = place.parts.reduce((sum, { size }) => sum + size, 0);
    for (const { name } of whole) this.#names.add(name);
    if (place.entry !== null) this.#names.add(place.entry.name);
  }

  /** @param fullAt bytes from which a part is stored; default 8 MiB */
  static async goOn(files: StoredFiles, place: ZipPlace, fullAt = partBytes): Promise<ZipUpload> {
    const whole: ZipEntry[] = [];
    for (let number = 0; number < place.lists; number += 1) {
      const list = await files.read(listKey(place.key, number));
      // They go with the upload: the bucket deletes both when nobody has finished them.
      if (list === undefined) throw new UploadGone();
      for await (const entry of jsonLines(list)) whole.push(EntrySchema.parse(entry));
    }
    return new ZipUpload(files, place, whole, fullAt);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Bytes that were written. */
  get size(): number {
    return this.#offset + this.#buffer.bytes.length;
  }

  /** How many entries are whole. */
  get entries(): number {
    return this.#whole.length;
  }

  /** Name of the entry that is open. */
  get entry(): string | undefined {
    return this.#place.entry?.name;
  }

  async open(name: string): Promise<void> {
    if (this.#place.entry !== null) throw new Error('One entry is open.');
    const at = this.size;
    this.#place = { ...this.#place, entry: { name, at, crc: 0, size: 0, packed: 0 } };
    this.#names.add(name);
    await this.#add(entryStart(name));
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { entry } = this.#place;
    if (entry === null) throw new Error('No entry is open.');
    if (bytes.length === 0) return;
    const piece = packPiece(bytes);
    const size = entry.size + bytes.length;
    if (size > largestEntryBytes) throw new Error('An entry of a zip is beyond 4 GiB.');
    this.#place = {
      ...this.#place,
      entry: { ...entry, crc: crc32(bytes, entry.crc), size, packed: entry.packed + piece.length },
    };
    await this.#add(piece);
  }

  async close(): Promise<void> {
    const { entry } = this.#place;
    if (entry === null) throw new Error('No entry is open.');
    const closed = { ...entry, packed: entry.packed + packedEnd.length };
    this.#place = { ...this.#place, entry: null };
    this.#whole.push(closed);
    this.#unlisted.push(closed);
    await this.#add(packedEnd);
    await this.#add(entryEnd(closed));
  }

  /** Stores what was written. @returns the place from which to go on; undefined: it is too little for a part yet */
  async store(): Promise<ZipPlace | undefined> {
    if (this.#buffer.bytes.length < this.#smallest) return undefined;
    await this.#storePart();
    if (this.#unlisted.length > 0) {
      const { key, lists } = this.#place;
      const text = Buffer.from(this.#unlisted.map((entry) => jsonLine(entry)).join(''));
      await this.#files.put(listKey(key, lists), 'application/jsonl', text);
      this.#place = { ...this.#place, lists: lists + 1 };
      this.#unlisted = [];
    }
    return this.#place;
  }

  /** Writes the directory and stores the rest. @returns the place from which to put all together */
  async end(): Promise<ZipPlace> {
    const at = this.size;
    let size = 0;
    for (const entry of this.#whole) {
      const record = directoryRecord(entry);
      size += record.length;
      await this.#add(record);
    }
    await this.#add(zipEnd(this.#whole.length, { at, size }));
    // A part may be there already: the last one may be of any size, but not empty.
    if (this.#buffer.bytes.length > 0) await this.#storePart();
    this.#place = { ...this.#place, isStored: true };
    return this.#place;
  }

  async #add(bytes: Uint8Array): Promise<void> {
    this.#buffer.add(bytes);
    if (this.#buffer.isFull) await this.#storePart();
  }

  async #storePart(): Promise<void> {
    const { key, parts } = this.#place;
    const uploadId = this.#place.uploadId ?? (await this.#files.begin(key, zipType));
    this.#place = { ...this.#place, uploadId };
    const { bytes } = this.#buffer;
    const etag = await this.#files.putPart(key, uploadId, parts.length + 1, bytes);
    this.#place = { ...this.#place, parts: [...parts, { etag, size: bytes.length }] };
    this.#offset += bytes.length;
    this.#buffer.clear();
  }
}

/**
 * Puts the stored parts together, and reads the file back. May be repeated.
 * @throws UploadGone when there is neither an upload nor a file
 */
export const finishZip = async (files: StoredFiles, { key, uploadId, parts }: ZipPlace): Promise<FinishedZip> => {
  if (uploadId === null) throw new Error('Nothing was stored.');
  try {
    await files.complete(key, uploadId, parts);
  } catch (error) {
    // Put together by a call whose answer was lost, or gone: the file tells.
    if (!(error instanceof UploadGone)) throw error;
  }
  const content = await files.read(key);
  if (content === undefined) throw new UploadGone();
  const hash = createHash('sha256');
  let size = 0;
  for await (const bytes of content) {
    hash.update(bytes);
    size += bytes.length;
  }
  const stored = parts.reduce((sum, part) => sum + part.size, 0);
  if (size !== stored) throw new Error(`The file has ${size} bytes, and ${stored} were stored.`);
  return { key, size, sha256: hash.digest('hex') };
};
