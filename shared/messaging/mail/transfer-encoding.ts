/** Bytes of a part as they were before they were made fit for transport (RFC 2045 §6). Pure, linear, never longer. */

const equals = 0x3d;

const nameOf = (encoding: string): string | undefined => /[a-z0-9-]+/.exec(encoding.toLowerCase())?.[0];

const decodeBase64 = (encoded: Buffer): Buffer => {
  const padding = encoded.indexOf(equals);
  // Some programs pad every line; Node stops at the first mark.
  if (padding < 0 || padding > encoded.length - 8) return Buffer.from(encoded.toString('latin1'), 'base64');
  const decoded = Buffer.alloc(encoded.length);
  let length = 0;
  for (let start = 0; start < encoded.length; ) {
    const mark = encoded.indexOf(equals, start);
    const end = mark < 0 ? encoded.length : mark;
    if (end > start) length += decoded.write(encoded.toString('latin1', start, end), length, 'base64');
    start = end + 1;
  }
  return decoded.subarray(0, length);
};

const hexOf = (byte: number | undefined): number => {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte & 0xdf;
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : -1;
};

/** Length of a line's end at this place, blanks before it included, which are none of the text; 0 when there is none. */
const lineEndAt = (encoded: Buffer, start: number): number => {
  let position = start;
  while (encoded[position] === 0x20 || encoded[position] === 0x09) position += 1;
  if (encoded[position] === 0x0d) position += 1;
  if (position < encoded.length && encoded[position] !== 0x0a) return 0;
  return Math.min(position + 1, encoded.length) - start;
};

const decodeQuotedPrintable = (encoded: Buffer): Buffer => {
  const decoded = Buffer.alloc(encoded.length);
  let length = 0;
  for (let position = 0; position < encoded.length; ) {
    const mark = encoded.indexOf(equals, position);
    const end = mark < 0 ? encoded.length : mark;
    length += encoded.copy(decoded, length, position, end);
    position = end;
    if (mark < 0) break;
    const high = hexOf(encoded[mark + 1]);
    const low = hexOf(encoded[mark + 2]);
    const lineEnd = high < 0 ? lineEndAt(encoded, mark + 1) : 0;
    if (high >= 0 && low >= 0) {
      decoded[length] = high * 16 + low;
      length += 1;
      position += 3;
    } else if (lineEnd > 0 || mark + 1 === encoded.length) {
      position += 1 + lineEnd;
    } else {
      decoded[length] = equals;
      length += 1;
      position += 1;
    }
  }
  return decoded.subarray(0, length);
};

const newLine = 0x0a;
const base64Line = /^[A-Za-z0-9+/=]*\s*$/;

/** Where the first line begins that is no base64; the end where all are. */
const endOfBase64 = (encoded: Buffer): number => {
  for (let start = 0; start < encoded.length; ) {
    const found = encoded.indexOf(newLine, start);
    const end = found < 0 ? encoded.length : found + 1;
    if (!base64Line.test(encoded.toString('latin1', start, end))) return start;
    start = end;
  }
  return encoded.length;
};

/**
 * Of words. Servers append a footer to a text that is encoded, and programs call a text encoded that is not: lines that are
 * no base64 stay as they are.
 */
export const decodeTextTransfer = (encoded: Buffer, encoding: string): Buffer => {
  if (nameOf(encoding) !== 'base64') return decodeTransfer(encoded, encoding);
  const end = endOfBase64(encoded);
  const decoded = decodeBase64(encoded.subarray(0, end));
  if (end === encoded.length) return decoded;
  const between = decoded.length === 0 ? [] : [Buffer.from('\n')];
  return Buffer.concat([decoded, ...between, encoded.subarray(end)]);
};

/** @param encoding value of `Content-Transfer-Encoding`; what is unknown is taken as it is */
export const decodeTransfer = (encoded: Buffer, encoding: string): Buffer => {
  const name = nameOf(encoding);
  if (name === 'base64') return decodeBase64(encoded);
  return name === 'quoted-printable' ? decodeQuotedPrintable(encoded) : encoded;
};
