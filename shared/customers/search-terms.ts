/** Words under which a customer is found, and the words of a search: accents and case folded (A14, E7). Pure. */
import { Refusal } from '#platform/errors.ts';
import type { AddressValue, CustomerValue } from './entities.ts';
import { withoutInvisible } from './invisible.ts';
import { bareNumber } from './phone-marks.ts';

/** Longest word that is kept; what is typed beyond it does not narrow the search. */
const longestWord = 60;

/** Lower case, without accents, single spaces: how names sort and words match. */
export const foldText = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim();

const cut = (word: string): string => [...word].slice(0, longestWord).join('');

const wordsOf = (text: string): readonly string[] => foldText(text).split(/[^\p{L}\p{N}]+/u);

const digitsOnly = (text: string): string => text.replace(/\D/g, '');

/** Ends of a number that people type: without the country code (10, 9 or 8 digits), and the last 4. */
const tails = [10, 9, 8, 4] as const;

const phoneTokens = (value: string): readonly string[] => {
  const digits = digitsOnly(value);
  return [digits, ...tails.filter((length) => length < digits.length).map((length) => digits.slice(-length))];
};

const addressTokens = ({ channel, value }: Pick<AddressValue, 'channel' | 'value'>): readonly string[] =>
  channel === 'email' ? [foldText(value)] : phoneTokens(value);

/** A document is found with and without dots and dash. */
const documentToken = (number: string): string => foldText(number).replace(/[^\p{L}\p{N}]/gu, '');

/** Words of two characters or more, each once, sorted. Names and documents of those who were merged into it count as its own. */
export const searchTokens = (
  customer: Pick<CustomerValue, 'name' | 'documentNumber' | 'otherDocuments'> & {
    readonly merged?: readonly { readonly name: string }[];
  },
  addresses: readonly Pick<AddressValue, 'channel' | 'value'>[],
): readonly string[] => {
  const words = [
    ...wordsOf(customer.name),
    ...(customer.merged ?? []).flatMap(({ name }) => wordsOf(name)),
    ...(customer.documentNumber === null ? [] : [documentToken(customer.documentNumber)]),
    ...(customer.otherDocuments ?? []).map(({ documentNumber }) => documentToken(documentNumber)),
    ...addresses.flatMap(addressTokens),
  ];
  return [...new Set(words.map(cut))].filter((word) => [...word].length >= 2).sort();
};

/** Numbers and Chilean documents are typed with spaces, dots, dashes and `+`: they are one word. */
const numberLike = /^[\d\s.+()/-]*\d[\d\s.+()/-]*k?$/;

/**
 * The words of a search, each of which a customer must have a token that begins with; longest first, since it is the
 * rarest and leads.
 */
export const searchWords = (query: string): readonly string[] => {
  const folded = foldText(bareNumber(withoutInvisible(query)));
  const words = numberLike.test(folded)
    ? [folded.replace(/[^\dk]/g, '')]
    : folded.split(/\s+/).flatMap((word) => (word.includes('@') ? [word] : wordsOf(word)));
  return [...new Set(words.map(cut))].filter((word) => word !== '').sort((a, b) => b.length - a.length);
};

export interface Search {
  /** The longest word, by which is looked up. */
  readonly lead: string;
  readonly words: readonly string[];
  /** Ends of a number that is typed with more in front than is stored, longest first: looked up when `lead` finds nothing. */
  readonly otherwise: readonly string[];
}

/**
 * A number may be typed with `00`, the trunk's 0, Mexico's 1 or 044, Argentina's 9 or 15, with or without Brazil's ninth
 * digit: what stands behind that is one of its ends, which are words of their own.
 */
const endsOf = (words: readonly string[]): readonly string[] => {
  const [digits] = words;
  if (words.length !== 1 || digits === undefined || !/^\d{9,18}$/.test(digits)) return [];
  const bare = digits.replace(/^0+/, '');
  const ends = tails.filter((length) => length >= 8 && length < bare.length && (length > 8 || bare.length >= 11));
  return [...new Set([bare, ...ends.map((length) => bare.slice(-length))])].filter((end) => end !== digits);
};

/** @throws Refusal FILTER_INVALID without two letters or digits */
export const parseSearch = (query: string): Search => {
  const words = searchWords(query);
  const [lead] = words;
  if (lead === undefined || [...lead].length < 2) {
    throw new Refusal('FILTER_INVALID', 'q: search with at least two letters or digits.');
  }
  return { lead, words, otherwise: endsOf(words) };
};

/** True when every word begins one of the tokens. */
export const matchesWords = (tokens: readonly string[], words: readonly string[]): boolean =>
  words.every((word) => tokens.some((token) => token.startsWith(word)));
