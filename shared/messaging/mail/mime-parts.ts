/**
 * The parts of a mail (RFC 2046) as views of its bytes: nothing is copied or decoded before somebody wants it, so that
 * a mail costs its own size and not a multiple of its lines (docs/decisions/0029-own-mime-reader.md). Pure, linear in
 * the bytes times the depth, which is bounded.
 */
import { mailBounds, requireWithin } from './bounds.ts';
import { type HeaderField, type Parameters, readHeaderBlock, readParameters } from './header-block.ts';
import { decodeTextTransfer, decodeTransfer } from './transfer-encoding.ts';

export interface MimePart {
  readonly headers: readonly HeaderField[];
  readonly type: Parameters;
  readonly disposition: Parameters;
  /** As it lies in the mail. */
  readonly body: Buffer;
  /** Of a multipart; empty for a leaf. */
  readonly children: readonly MimePart[];
}

/** Value of a header, one character a byte, of the first of its name: two readers must not see two. */
export const fieldOf = ({ headers }: Pick<MimePart, 'headers'>, wanted: string): string =>
  headers.find(({ name }) => name === wanted)?.value ?? '';

/** Bytes of a leaf as they were before transport. */
export const decodedBody = (part: MimePart): Buffer =>
  decodeTransfer(part.body, fieldOf(part, 'content-transfer-encoding'));

/** The same of a part that is words. */
export const decodedText = (part: MimePart): Buffer =>
  decodeTextTransfer(part.body, fieldOf(part, 'content-transfer-encoding'));

/** Where the header ends, and the body begins. */
const headerEnd = (bytes: Buffer): { readonly end: number; readonly body: number } => {
  for (let lineStart = 0; lineStart < bytes.length; ) {
    const newLine = bytes.indexOf(0x0a, lineStart);
    if (newLine < 0) break;
    if (newLine === lineStart || (newLine === lineStart + 1 && bytes[lineStart] === 0x0d))
      return { end: lineStart, body: newLine + 1 };
    // A longer header is no header; and nothing is read of a mail that has one.
    if (newLine > mailBounds.headerBytes) break;
    lineStart = newLine + 1;
  }
  return { end: bytes.length, body: bytes.length };
};

/** Some programs forget the empty line in front of a part without header: what is not a header is its text. */
const beginsWithHeader = (bytes: Buffer): boolean =>
  /^(?:\r?\n|[!-9;-~]+[ \t]*:)/.test(bytes.subarray(0, 128).toString('latin1'));

/**
 * Ranges between the lines `--boundary`; null where there is no such line. What stands behind the last one, up to another,
 * is none: programs that give an inner multipart the boundary of the outer one close it more than once.
 */
const split = (body: Buffer, boundary: Buffer): readonly Buffer[] | null => {
  const marker = Buffer.concat([Buffer.from('--'), boundary]);
  const pieces: Buffer[] = [];
  let begin: number | null = null;
  let isClosed = false;
  for (let found = body.indexOf(marker); found >= 0; found = body.indexOf(marker, found + 1)) {
    if (found > 0 && body[found - 1] !== 0x0a) continue;
    const after = found + marker.length;
    const newLine = body.indexOf(0x0a, after);
    const lineEnd = newLine < 0 ? body.length : newLine;
    const rest = body.subarray(after, Math.min(lineEnd, after + 256)).toString('latin1');
    const isEnd = /^--\s*$/.test(rest);
    if (!isEnd && !/^\s*$/.test(rest)) continue;
    if (begin !== null) pieces.push(body.subarray(begin, endBefore(body, found, begin)));
    isClosed ||= isEnd;
    requireWithin('parts', pieces.length);
    begin = isEnd ? null : Math.min(lineEnd + 1, body.length);
  }
  if (begin === null) return isClosed ? pieces : null;
  return [...pieces, body.subarray(begin)];
};

/** The line's end in front of a boundary belongs to the boundary. */
const endBefore = (body: Buffer, boundary: number, begin: number): number => {
  const end = body[boundary - 2] === 0x0d ? boundary - 2 : boundary - 1;
  return Math.max(end, begin);
};

interface Spent {
  parts: number;
  headerBytes: number;
}

const readPart = (bytes: Buffer, defaultType: string, depth: number, spent: Spent): MimePart => {
  requireWithin('depth', depth);
  spent.parts += 1;
  requireWithin('parts', spent.parts);
  const { end, body: start } = depth > 0 && !beginsWithHeader(bytes) ? { end: 0, body: 0 } : headerEnd(bytes);
  spent.headerBytes += end;
  requireWithin('headerBytes', spent.headerBytes);
  const headers = readHeaderBlock(bytes.subarray(0, end).toString('latin1'));
  const type = readParameters(fieldOf({ headers }, 'content-type') || defaultType);
  const leaf: MimePart = {
    headers,
    type,
    disposition: readParameters(fieldOf({ headers }, 'content-disposition')),
    body: bytes.subarray(start),
    children: [],
  };
  const boundary = type.value.startsWith('multipart/') ? type.raw('boundary') : null;
  const pieces = boundary === null || boundary === '' ? null : split(leaf.body, Buffer.from(boundary, 'latin1'));
  // Without its boundary it is what it looks like: a text.
  if (pieces === null)
    return type.value.startsWith('multipart/') ? { ...leaf, type: readParameters('text/plain') } : leaf;
  const childType = type.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  return { ...leaf, children: pieces.map((piece) => readPart(piece, childType, depth + 1, spent)) };
};

/** @throws MailTooLarge */
export const readParts = (raw: Buffer): MimePart => readPart(raw, 'text/plain', 0, { parts: 0, headerBytes: 0 });

/** The header alone, cut where it is longer than the bounds. Never throws. */
export const readTopHeaders = (raw: Buffer): readonly HeaderField[] => {
  const { end } = headerEnd(raw);
  const block = raw.subarray(0, Math.min(end, mailBounds.headerBytes));
  const lastLine = block.length < end ? block.lastIndexOf(0x0a) : block.length;
  return readHeaderBlock(block.subarray(0, lastLine < 0 ? block.length : lastLine).toString('latin1'));
};
