/**
 * Records of a zip that is written as a stream (APPNOTE.TXT 6.3.10): sizes follow each entry's bytes, offsets and counts beyond
 * 32 bits stand in Zip64 fields. Names are UTF-8. Pure.
 *
 * The bytes of an entry are pieces that were packed each for itself and end on a byte (RFC 1951 §3.2.4, as after a sync
 * flush), so that another worker can go on behind any of them.
 */
import { constants, deflateRawSync } from 'node:zlib';

/** An entry that is whole. Sizes and place in bytes. */
export interface ZipEntry {
  readonly name: string;
  /** Where its first record begins. */
  readonly at: number;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
}

const full = 0xffff_ffff;
/** Sizes follow the bytes; the name is UTF-8. */
const flags = 0x0808;
const deflated = 8;
/** 1 January 1980: when a file was made says its own record. */
const dosDate = 0x0021;
/** Sizes of one entry stand in 32 bits. */
export const largestEntryBytes = full - 1;

export const packPiece = (bytes: Uint8Array): Buffer => deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });

/** What ends the packed bytes of every entry: a last block without content. */
export const packedEnd = Uint8Array.of(0x03, 0x00);

export const entryStart = (name: string): Buffer => {
  const bytes = Buffer.from(name);
  const record = Buffer.alloc(30);
  record.writeUInt32LE(0x0403_4b50, 0);
  record.writeUInt16LE(20, 4);
  record.writeUInt16LE(flags, 6);
  record.writeUInt16LE(deflated, 8);
  record.writeUInt16LE(dosDate, 12);
  record.writeUInt16LE(bytes.length, 26);
  return Buffer.concat([record, bytes]);
};

export const entryEnd = ({ crc, size, packed }: Omit<ZipEntry, 'name' | 'at'>): Buffer => {
  const record = Buffer.alloc(16);
  record.writeUInt32LE(0x0807_4b50, 0);
  record.writeUInt32LE(crc, 4);
  record.writeUInt32LE(packed, 8);
  record.writeUInt32LE(size, 12);
  return record;
};

export const directoryRecord = ({ name, at, crc, size, packed }: ZipEntry): Buffer => {
  const bytes = Buffer.from(name);
  const isFar = at >= full;
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x0201_4b50, 0);
  record.writeUInt16LE(isFar ? 45 : 20, 4);
  record.writeUInt16LE(isFar ? 45 : 20, 6);
  record.writeUInt16LE(flags, 8);
  record.writeUInt16LE(deflated, 10);
  record.writeUInt16LE(dosDate, 14);
  record.writeUInt32LE(crc, 16);
  record.writeUInt32LE(packed, 20);
  record.writeUInt32LE(size, 24);
  record.writeUInt16LE(bytes.length, 28);
  record.writeUInt16LE(isFar ? 12 : 0, 30);
  record.writeUInt32LE(isFar ? full : at, 42);
  if (!isFar) return Buffer.concat([record, bytes]);
  const place = Buffer.alloc(12);
  place.writeUInt16LE(1, 0);
  place.writeUInt16LE(8, 2);
  place.writeBigUInt64LE(BigInt(at), 4);
  return Buffer.concat([record, bytes, place]);
};

/** @param directory place and size of all its records, bytes */
export const zipEnd = (entries: number, directory: { readonly at: number; readonly size: number }): Buffer => {
  const { at, size } = directory;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  const isLarge = entries >= 0xffff || at >= full || size >= full;
  end.writeUInt16LE(isLarge ? 0xffff : entries, 8);
  end.writeUInt16LE(isLarge ? 0xffff : entries, 10);
  end.writeUInt32LE(isLarge ? full : size, 12);
  end.writeUInt32LE(isLarge ? full : at, 16);
  if (!isLarge) return end;
  const large = Buffer.alloc(76);
  large.writeUInt32LE(0x0606_4b50, 0);
  large.writeBigUInt64LE(44n, 4);
  large.writeUInt16LE(45, 12);
  large.writeUInt16LE(45, 14);
  large.writeBigUInt64LE(BigInt(entries), 24);
  large.writeBigUInt64LE(BigInt(entries), 32);
  large.writeBigUInt64LE(BigInt(size), 40);
  large.writeBigUInt64LE(BigInt(at), 48);
  // Where this record stands.
  large.writeUInt32LE(0x0706_4b50, 56);
  large.writeBigUInt64LE(BigInt(at + size), 64);
  large.writeUInt32LE(1, 72);
  return Buffer.concat([large, end]);
};
