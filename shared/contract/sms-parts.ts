/** How many SMS a text becomes (3GPP TS 23.038 §6.2, TS 23.040 §9.2.3.24.1): what sending weighs and what people see. */

/** Characters of the basic table of GSM 03.38, which count once; those of its extension are two septets. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extension = new Set('^{}\\[~]|€\f');

/** Units that a text alone has room for, and each part of several: a header of six bytes joins those. */
const gsmRoom = { single: 160, joined: 153 } as const;
const ucs2Room = { single: 70, joined: 67 } as const;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What stays together as people read it (UAX #29), in UTF-16 units; one that no part holds, by its code points. */
const ucs2Sizes = (text: string): number[] =>
  Array.from(graphemes.segment(text), ({ segment }) =>
    segment === '\r\n' || segment.length > ucs2Room.joined
      ? Array.from(segment, (character) => character.length)
      : [segment.length],
  ).flat();

/** Septets of each character; undefined where one is not of GSM 03.38. */
const gsmSizes = (text: string): number[] | undefined => {
  const sizes: number[] = [];
  for (const character of text) {
    if (basic.has(character)) sizes.push(1);
    else if (extension.has(character)) sizes.push(2);
    else return undefined;
  }
  return sizes;
};

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

/** Parts of `room` units each; what belongs together begins the next part where it does not fit. */
const filledParts = (sizes: readonly number[], room: number): number => {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
};

export interface SmsParts {
  /** SMS that are sent and billed; none for an empty text. */
  readonly parts: number;
  /** Septets in GSM 03.38, else UTF-16 units. */
  readonly characters: number;
}

/**
 * "á", "í", "ó" and "ú" are none of GSM's, so one of them makes the whole text UCS-2. Neither a character of two
 * septets nor what people read as one is split between parts; that is why parts may hold less than they have room for.
 */
export const smsParts = (text: string): SmsParts => {
  const gsm = gsmSizes(text);
  const sizes = gsm ?? ucs2Sizes(text);
  const room = gsm === undefined ? ucs2Room : gsmRoom;
  const characters = sum(sizes);
  if (characters === 0) return { parts: 0, characters };
  return { characters, parts: characters <= room.single ? 1 : filledParts(sizes, room.joined) };
};
