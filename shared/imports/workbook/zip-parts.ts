/** The parts of a zip that is held in memory, unpacked piece by piece (APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3). */
import { createInflateRaw } from 'node:zlib';
import { FileFault } from '../issues.ts';

interface ZipPart {
  readonly packed: Buffer;
  readonly isDeflated: boolean;
}

/** By names in small letters, with `/` between folders: programs write both otherwise. */
export type ZipParts = ReadonlyMap<string, ZipPart>;

/** Most parts of a workbook: two a sheet, and the pictures in them. */
const mostParts = 20_000;
/**
 * Bytes that all reading of one part may unpack: a million rows of twenty columns have 1.5 GB, a bomb has any number.
 */
const unpackedBytes = 3_000_000_000;
const pieceBytes = 65_536;
/** The end of the directory with the longest comment. */
const endBytes = 22 + 65_535;

const damaged = (): FileFault => new FileFault('FILE_NOT_CSV', { format: 'ZIP' });
const full32 = 0xffff_ffff;

/** Where the directory begins, and how many parts it names. */
const directoryOf = (bytes: Buffer): { readonly at: number; readonly count: number } => {
  const from = Math.max(0, bytes.length - endBytes);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < from || end + 22 > bytes.length) throw damaged();
  const [count, at] = [bytes.readUInt16LE(end + 10), bytes.readUInt32LE(end + 16)];
  if (at !== full32 && count !== 0xffff) return { at, count };
  // Zip64: its own end stands where the locator before this one says.
  const locator = end - 20;
  if (locator < 0 || bytes.readUInt32LE(locator) !== 0x0706_4b50) throw damaged();
  const long = Number(bytes.readBigUInt64LE(locator + 8));
  if (long + 56 > bytes.length || bytes.readUInt32LE(long) !== 0x0606_4b50) throw damaged();
  return { count: Number(bytes.readBigUInt64LE(long + 32)), at: Number(bytes.readBigUInt64LE(long + 48)) };
};

/** Packed size and place of an entry: fields that are full stand in its Zip64 field, in their order. */
const placeOf = (bytes: Buffer, entry: number, extraAt: number, extraEnd: number) => {
  let [packed, local] = [bytes.readUInt32LE(entry + 20), bytes.readUInt32LE(entry + 42)];
  for (let at = extraAt; at + 4 <= extraEnd; at += 4 + bytes.readUInt16LE(at + 2)) {
    if (bytes.readUInt16LE(at) !== 1) continue;
    let next = at + 4 + (bytes.readUInt32LE(entry + 24) === full32 ? 8 : 0);
    if (packed === full32) {
      packed = Number(bytes.readBigUInt64LE(next));
      next += 8;
    }
    if (local === full32) local = Number(bytes.readBigUInt64LE(next));
  }
  return { packed, local };
};

/** @throws FileFault FILE_NOT_CSV for what is not a whole zip */
export const zipParts = (bytes: Buffer): ZipParts => {
  const parts = new Map<string, ZipPart>();
  try {
    const { at: begin, count } = directoryOf(bytes);
    if (count > mostParts) throw damaged();
    let at = begin;
    for (let index = 0; index < count; index += 1) {
      if (bytes.readUInt32LE(at) !== 0x0201_4b50) throw damaged();
      const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
      const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
      const name = bytes
        .toString('utf8', at + 46, nameEnd)
        .replaceAll('\\', '/')
        .replace(/^\//, '')
        .toLowerCase();
      const { packed, local } = placeOf(bytes, at, nameEnd, extraEnd);
      if (bytes.readUInt32LE(local) !== 0x0403_4b50) throw damaged();
      const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      if (from + packed > bytes.length) throw damaged();
      const method = bytes.readUInt16LE(at + 10);
      const isEncrypted = (bytes.readUInt16LE(at + 8) & 1) === 1;
      if (!isEncrypted && (method === 0 || method === 8)) {
        parts.set(name, { packed: bytes.subarray(from, from + packed), isDeflated: method === 8 });
      }
      at = extraEnd + bytes.readUInt16LE(at + 32);
    }
  } catch (error) {
    // Whatever stands behind the end of the bytes.
    throw error instanceof RangeError ? damaged() : error;
  }
  return parts;
};

/**
 * @param limit bytes that it may unpack to
 * @throws FileFault FILE_NOT_CSV where it is damaged, WORKBOOK_TOO_LARGE where it unpacks to more
 */
export async function* unpacked(part: ZipPart, limit = unpackedBytes): AsyncGenerator<Buffer> {
  if (!part.isDeflated) {
    for (let at = 0; at < part.packed.length; at += pieceBytes) yield part.packed.subarray(at, at + pieceBytes);
    return;
  }
  const inflate = createInflateRaw({ chunkSize: pieceBytes });
  inflate.end(part.packed);
  let size = 0;
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > limit) throw new FileFault('WORKBOOK_TOO_LARGE', { limit: limit / 1e9 });
      yield piece;
    }
  } catch (error) {
    throw error instanceof FileFault ? error : damaged();
  } finally {
    inflate.destroy();
  }
}
