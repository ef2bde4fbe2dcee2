/** A zip whose pieces were packed one by one is what every reader expects. */
import { crc32 } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { directoryRecord, entryEnd, entryStart, packedEnd, packPiece, type ZipEntry, zipEnd } from './zip-format.ts';

const zipOf = (files: Readonly<Record<string, readonly string[]>>): Buffer => {
  const pieces: Buffer[] = [];
  const entries: ZipEntry[] = [];
  let at = 0;
  const add = (bytes: Uint8Array) => {
    pieces.push(Buffer.from(bytes));
    at += bytes.length;
  };
  for (const [name, texts] of Object.entries(files)) {
    const begun = at;
    add(entryStart(name));
    const from = at;
    for (const text of texts) add(packPiece(Buffer.from(text)));
    add(packedEnd);
    const whole = Buffer.from(texts.join(''));
    const entry = { name, at: begun, crc: crc32(whole), size: whole.length, packed: at - from };
    add(entryEnd(entry));
    entries.push(entry);
  }
  const directory = { at, size: 0 };
  for (const entry of entries) {
    add(directoryRecord(entry));
    directory.size = at - directory.at;
  }
  add(zipEnd(entries.length, directory));
  return Buffer.concat(pieces);
};

describe('a zip', () => {
  it('has what was packed, whole, in pieces or empty', () => {
    const files = {
      'datos.jsonl': ['{"a":1}\n', '{"b":"ñandú"}\n'.repeat(9_000)],
      'archivos/á.txt': ['x'],
      vacío: [],
    };
    const unzipped = Object.entries(unzipSync(zipOf(files))).map(([name, bytes]) => [name, strFromU8(bytes)]);
    expect(unzipped).toEqual(Object.entries(files).map(([name, texts]) => [name, texts.join('')]));
  });

  it('says beyond 4 GiB where its parts stand in fields of 64 bits', () => {
    const far = 5 * 1024 ** 3;
    const record = directoryRecord({ name: 'x', at: far, crc: 1, size: 2, packed: 3 });
    expect(record.readUInt32LE(42)).toBe(0xffff_ffff);
    expect(record.subarray(47).readUInt16LE(0)).toBe(1);
    expect(record.subarray(47).readBigUInt64LE(4)).toBe(BigInt(far));
    const end = zipEnd(70_000, { at: far, size: 99 });
    expect(end.readUInt32LE(0)).toBe(0x0606_4b50);
    expect([end.readBigUInt64LE(24), end.readBigUInt64LE(40), end.readBigUInt64LE(48)]).toEqual([
      70_000n,
      99n,
      BigInt(far),
    ]);
    expect(end.readUInt32LE(56)).toBe(0x0706_4b50);
    expect(end.readBigUInt64LE(64)).toBe(BigInt(far + 99));
    expect(end.subarray(76).readUInt32LE(0)).toBe(0x0605_4b50);
  });
});
