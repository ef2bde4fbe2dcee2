/** What kind of file was uploaded, by its first bytes: names and content types say what people wish (§5.6 #115). Pure. */
import { FileFault } from '../issues.ts';

export type FileFormat = 'csv' | 'xlsx';

/** Bytes of the beginning that tell. */
export const formatBytes = 200;

/** First bytes of what is neither, by the words that people know. */
const others: readonly (readonly [string, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['RAR', [0x52, 0x61, 0x72, 0x21]],
  ['UTF-32', [0xff, 0xfe, 0x00, 0x00]],
  ['UTF-32', [0x00, 0x00, 0xfe, 0xff]],
];
/** How texts begin that are no table, behind a byte-order mark and blanks: what programs call `.xls` or `.csv` all the same. */
const otherTexts: readonly (readonly [string, RegExp])[] = [
  ['HTML', /^<(?:!doctype html|html|head|meta|style|table|div)\b/i],
  ['XML', /^<\?xml\b/i],
  ['JSON', /^(?:\[\s*)?\{\s*"/],
  ['SYLK', /^ID;P/],
];
/** Excel of 1997 to 2003, and any workbook with a password, are containers of the same kind; Excel before them. */
const oldBooks = [
  [0xd0, 0xcf, 0x11, 0xe0],
  [0x09, 0x08, 0x08, 0x00],
  [0x09, 0x04, 0x06, 0x00],
  [0x09, 0x02, 0x06, 0x00],
];
const zip = [0x50, 0x4b, 0x03, 0x04];

export const beginsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte);

/** @throws FileFault FILE_NOT_CSV naming what it is, FILE_OLD_OR_LOCKED */
export const formatOf = (bytes: Uint8Array): FileFormat => {
  if (oldBooks.some((magic) => beginsWith(bytes, magic))) throw new FileFault('FILE_OLD_OR_LOCKED');
  const other = others.find(([, magic]) => beginsWith(bytes, magic));
  if (other !== undefined) throw new FileFault('FILE_NOT_CSV', { format: other[0] });
  if (beginsWith(bytes, zip)) return 'xlsx';
  const text = Buffer.from(bytes.subarray(0, formatBytes))
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  const kind = otherTexts.find(([, begin]) => begin.test(text));
  if (kind !== undefined) throw new FileFault('FILE_NOT_CSV', { format: kind[0] });
  return 'csv';
};
