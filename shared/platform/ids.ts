/** Identifiers: opaque text that sorts by time of creation, and keyed hashes for what must not stand in clear. */
import { createHmac, randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Bytes as text of 32 characters that keep their order: 5 bits each. */
export const encodeBytes = (bytes: Uint8Array): string => {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
};

/** Times that 10 characters hold, ms: 1970 to the year 37648. */
const latestTime = 32 ** 10 - 1;

/**
 * Time part of an id: 10 characters, sorts like the number; what was before 1970 stands first, in no order of its own.
 * @param ms epoch milliseconds, whole
 */
export const timePart = (ms: number): string => {
  let text = '';
  for (let rest = Math.min(Math.max(ms, 0), latestTime), i = 0; i < 10; i += 1, rest = Math.floor(rest / 32))
    text = alphabet[rest % 32] + text;
  return text;
};

/** The time of a time part, epoch ms. */
export const timeOfPart = (part: string): number =>
  [...part].reduce((sum, character) => sum * 32 + alphabet.indexOf(character), 0);

/** New id of 26 characters: time of creation and 80 random bits. @param ms epoch milliseconds */
export const newId = (ms: number): string => timePart(ms) + encodeBytes(randomBytes(10));

/**
 * Hash under a secret key: equal inputs give equal text, nobody without the key can try inputs out.
 * @param bits strength kept, a multiple of 8
 */
export const keyedHash = (key: string, text: string, bits = 160): string =>
  encodeBytes(
    createHmac('sha256', key)
      .update(text)
      .digest()
      .subarray(0, bits / 8),
  );
