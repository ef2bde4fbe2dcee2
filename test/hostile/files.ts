/** Files that are not what they look like, or grow when they are opened (issue 10, A1). */
import { crc32, deflateRawSync } from 'node:zlib';
import type { HostileInput } from './readers.ts';

/** An entry of a ZIP, deflated as office files are. */
const packedEntry = (name: string, content: Buffer) => {
  const packed = deflateRawSync(content);
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(8, 4);
  head.writeUInt32LE(crc32(content), 10);
  head.writeUInt32LE(packed.length, 14);
  head.writeUInt32LE(content.length, 18);
  head.writeUInt16LE(name.length, 22);
  return { head, packed, name: Buffer.from(name) };
};
const signature = (text: string): Buffer => Buffer.from(text, 'latin1');

/** The beginning of a ZIP: one entry, and no list of entries behind it. */
export const zip = (name: string, content: Buffer): Buffer => {
  const { head, packed, name: named } = packedEntry(name, content);
  return Buffer.concat([signature('PK\x03\x04'), head, named, packed]);
};

/** A whole ZIP. */
export const zipOf = (contents: readonly (readonly [name: string, content: Buffer])[]): Buffer => {
  const locals: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const [name, content] of contents) {
    const { head, packed, name: named } = packedEntry(name, content);
    const local = Buffer.concat([signature('PK\x03\x04'), head, named, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    list.push(signature('PK\x01\x02\x14\0'), head, rest, named);
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(contents.length, 4);
  end.writeUInt16LE(contents.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, directory, signature('PK\x05\x06'), end]);
};

const mebibyte = 1_048_576;
const times = (count: number, scale: number): number => Math.max(1, Math.floor(count * scale));

/** Outcome: the type that a file is kept as, or why it is refused. */
export const hostileFiles: readonly HostileInput[] = [
  {
    name: 'a packed file that grows a thousandfold',
    outcome: 'TYPE_NOT_ALLOWED',
    raw: (scale = 1) => zip('[Content_Types].xml', Buffer.alloc(times(200 * mebibyte, scale), '<a/>')),
  },
  {
    name: 'a packed file of 30,000 files',
    outcome: 'TYPE_NOT_ALLOWED',
    raw: (scale = 1) => Buffer.concat(Array(times(30_000, scale)).fill(zip('a', Buffer.from('a')))),
  },
  {
    name: 'a packed file that says to be longer than it is',
    outcome: 'TYPE_NOT_ALLOWED',
    raw: () => zip('a', Buffer.alloc(64)).subarray(0, 40),
  },
  {
    name: '25 MB of brackets',
    outcome: 'text/plain',
    raw: (scale = 1) => Buffer.alloc(times(25 * mebibyte, scale), '< '),
  },
  {
    name: '25 MB of zeros',
    outcome: 'TYPE_NOT_ALLOWED',
    raw: (scale = 1) => Buffer.alloc(times(25 * mebibyte, scale)),
  },
  {
    name: '25 MB of letters of Windows',
    outcome: 'text/plain',
    raw: (scale = 1) => Buffer.alloc(times(25 * mebibyte, scale), 'año ', 'latin1'),
  },
  {
    name: 'a picture of 25 MB',
    outcome: 'image/png',
    raw: (scale = 1) =>
      Buffer.concat([
        Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex'),
        Buffer.alloc(times(25 * mebibyte, scale) - 29, 7),
      ]),
  },
  {
    name: 'a picture of a byte more',
    outcome: 'TOO_LARGE',
    raw: () => Buffer.alloc(25 * mebibyte + 1, 7),
  },
  {
    name: 'a packed document of 25 MB and 40,000 entries',
    outcome: 'TYPE_NOT_ALLOWED',
    raw: (scale = 1) =>
      zipOf(Array.from({ length: times(40_000, scale) }, (_, number) => [`a/${number}`, Buffer.alloc(500, number)])),
  },
  {
    name: '20 MB of blanks and a page',
    outcome: 'TYPE_NOT_ALLOWED',
    raw: () => Buffer.concat([Buffer.alloc(20 * mebibyte, ' '), Buffer.from('<script>')]),
  },
  {
    name: 'a program',
    outcome: 'TYPE_NOT_ALLOWED',
    raw: () => Buffer.concat([Buffer.from('MZ'), Buffer.alloc(1_000)]),
  },
  {
    name: 'a picture without an end',
    outcome: 'image/png',
    raw: () => Buffer.from('89504e470d0a1a0a0000000d49484452ffffffffffffffff0806000000', 'hex'),
  },
  {
    name: 'a page in a picture’s name',
    outcome: 'TYPE_NOT_ALLOWED',
    raw: () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
  },
];
