/**
 * Which of the encodings with one byte a character a text has: Excel's "CSV" on Windows (Windows-1252), on a Mac (Mac Roman),
 * and "CSV (MS-DOS)" (code page 850). Their bytes are all characters in each of them, so the reading counts in which letters
 * of Spanish and Portuguese stand where letters can stand. Pure.
 */

export const eightBitEncodings = ['windows-1252', 'macintosh', 'ibm850'] as const;
export type EightBitEncoding = (typeof eightBitEncodings)[number];

export const isEightBit = (encoding: string): encoding is EightBitEncoding =>
  (eightBitEncodings as readonly string[]).includes(encoding);

const firstHigh = 0x80;
const highBytes = Uint8Array.from({ length: 128 }, (_, index) => firstHigh + index);

/** Upper half of code page 850 (Unicode Consortium, CP850.TXT), which no decoder of the platform knows. */
const upper850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';

const upperHalves: Readonly<Record<EightBitEncoding, string>> = {
  'windows-1252': new TextDecoder('windows-1252').decode(highBytes),
  macintosh: new TextDecoder('macintosh').decode(highBytes),
  ibm850: upper850,
};

/** What a neighbour is: small letter, capital, anything else. */
type Neighbour = 0 | 1 | 2;
const neighbourOf = (byte: number): Neighbour => {
  if (byte >= 0x61 && byte <= 0x7a) return 1;
  return byte >= 0x41 && byte <= 0x5a ? 2 : 0;
};

/** Of Spanish and Portuguese, and of the names of people who came from elsewhere. */
const smallLetters = 'áéíóúüñçãõâêôàªöäëèïß';
const capitals = 'ÁÉÍÓÚÜÑÇÃÕÂÊÔÀÖÄ';
const marks = '¡¿«»“”‘’–—…•·°º€™®©§\u00a0';

/** Whether a character can stand between two neighbours, as Spanish and Portuguese are written. */
const fits = (character: string, before: Neighbour, behind: Neighbour): boolean => {
  if (smallLetters.includes(character)) return !(before === 2 && behind === 2);
  if (capitals.includes(character)) return before !== 1 && !(before === 0 && behind === 0);
  if (character === '’' || character === '´') return !(before === 1 && behind === 1) && !(before === 2 && behind === 1);
  return marks.includes(character) && !(before !== 0 && behind !== 0);
};

/** High bytes that are counted: more would tell no more. */
const mostCounted = 100_000;
/** A reading in which more of its high bytes do not fit is no text. */
const mostMisfits = 0.1;

/** Counts the high bytes of a text, each with what stands beside it. */
export class EightBitCensus {
  readonly #seen = new Uint32Array(128 * 9);
  #counted = 0;
  #before: Neighbour = 0;
  #open: number | undefined;

  push(bytes: Uint8Array): void {
    if (this.#counted >= mostCounted) return;
    for (const byte of bytes) this.#take(byte);
  }

  #take(byte: number): void {
    const neighbour = neighbourOf(byte);
    if (this.#open !== undefined) {
      this.#count(this.#open, neighbour);
      this.#before = 0;
      this.#open = undefined;
    }
    if (byte >= firstHigh) this.#open = byte;
    else this.#before = neighbour;
  }

  #count(byte: number, behind: Neighbour): void {
    const at = (byte - firstHigh) * 9 + this.#before * 3 + behind;
    this.#seen[at] = (this.#seen[at] ?? 0) + 1;
    this.#counted += 1;
  }

  #misfits(encoding: EightBitEncoding): number {
    const half = upperHalves[encoding];
    return this.#seen.reduce((sum, count, at) => {
      if (count === 0) return sum;
      const [before, behind] = [Math.trunc(at / 3) % 3, at % 3];
      const isFit = fits(half[Math.trunc(at / 9)] ?? '', before as Neighbour, behind as Neighbour);
      return isFit ? sum : sum + count;
    }, 0);
  }

  /** @returns Windows-1252 where it reads as well as any; undefined where the text can be read in none */
  decide(): EightBitEncoding | undefined {
    if (this.#open !== undefined) this.#count(this.#open, 0);
    this.#open = undefined;
    const [best] = eightBitEncodings
      .map((encoding) => ({ encoding, misfits: this.#misfits(encoding) }))
      .toSorted((a, b) => a.misfits - b.misfits);
    if (best === undefined || this.#counted === 0) return 'windows-1252';
    return best.misfits <= this.#counted * mostMisfits ? best.encoding : undefined;
  }
}

/** Decodes one encoding, a piece at a time. */
export const decodeEightBit = (bytes: Uint8Array, encoding: EightBitEncoding): string => {
  if (encoding !== 'ibm850') return new TextDecoder(encoding).decode(bytes);
  let text = '';
  for (const byte of bytes) text += byte < firstHigh ? String.fromCharCode(byte) : (upper850[byte - firstHigh] ?? '');
  return text;
};
