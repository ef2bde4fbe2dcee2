/** Which numbers of a file have lost the zeros before them, told by the rows that still have theirs (§5.6 #133). Pure. */
import type { Header } from '../header.ts';
import { folded } from '../text.ts';

/** Digits to which the numbers of a type are filled with zeros in a file, by the type's folded name. */
export type PaddedTypes = Readonly<Record<string, number>>;

interface Seen {
  /** Digits of the numbers that begin with a zero; null where they differ. */
  padded: number | null;
  longest: number;
}

/** Types that are told apart; a file has a handful. */
const mostTypes = 50;

/** Learns how the numbers of each type are filled. */
export class DocumentCensus {
  readonly #type: number;
  readonly #number: number;
  readonly #seen = new Map<string, Seen>();

  constructor(header: Header) {
    this.#type = header.keys.indexOf('documentType');
    this.#number = header.keys.indexOf('documentNumber');
  }

  add(cells: readonly string[]): void {
    const number = (cells[this.#number] ?? '').trim();
    if (!/^\d{2,40}$/.test(number)) return;
    const type = folded(cells[this.#type] ?? '');
    const known = this.#seen.get(type);
    const { length } = number;
    const padded = number.startsWith('0') && /[1-9]/.test(number) ? length : undefined;
    if (known === undefined) {
      if (this.#seen.size < mostTypes) this.#seen.set(type, { padded: padded ?? 0, longest: length });
      return;
    }
    known.longest = Math.max(known.longest, length);
    if (padded === undefined) return;
    known.padded = known.padded === 0 || known.padded === padded ? padded : null;
  }

  /** Types whose zeros all fill to one length, beyond which no number goes: a shorter one can be read in one way only. */
  decide(): PaddedTypes {
    return Object.fromEntries(
      [...this.#seen].flatMap(([type, { padded, longest }]) =>
        padded !== null && padded > 0 && padded === longest ? [[type, padded] as const] : [],
      ),
    );
  }
}

/** The number with the zeros that it has lost; as it stands where nothing tells that it has. */
export const refilled = (types: PaddedTypes, type: string, number: string): string => {
  const length = types[folded(type)];
  return length !== undefined && /^\d+$/.test(number) ? number.padStart(length, '0') : number;
};
