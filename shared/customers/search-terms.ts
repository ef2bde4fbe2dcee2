/**
 * What a customer is found by, and what a search looks up (A14, E7, ADR 63). Accents and case are folded. Pure.
 *
 * Each customer has tokens, and a search reads those that begin so:
 * - a word of a name, with the other words of that name behind it: `soto ana maria`
 * - two words of one name, by the first three letters of both, with all words behind: `+ana+sot ana maria soto`
 * - a document without dots and dash, a number with and without its country code, a number backwards: `<8765…`
 * - an e-mail address from each of its parts on: `ana.soto@uno.example`, `soto@uno.example`, `uno.example`
 */
import { Refusal } from '#platform/errors.ts';
import { knownType } from './document-names.ts';
import type { AddressValue, CustomerValue } from './entities.ts';
import { withoutInvisible } from './invisible.ts';
import { bareNumber } from './phone-marks.ts';

/** Longest word that is kept; what is typed beyond it does not narrow the search. */
const longestWord = 60;
/** Longest token in characters, so that it fits a sort key of 1,024 bytes; a name of 120 characters does. */
const longestToken = 240;
/** Words of a name that stand in pairs, the first ones: ten make 45 pairs. */
const pairedWords = 10;
/** Letters of a word by which a pair is looked up. */
const pairLetters = 3;
/** Fewest digits of the end of a number, and of a number among other words. */
const fewestEnd = 4;
const fewestAmongWords = 6;

/** What is not looked up as it is typed: pairs of words, numbers backwards. */
const pairMark = '+';
const backwardMark = '<';
export const isMarked = (token: string): boolean => token.startsWith(pairMark) || token.startsWith(backwardMark);

/** Lower case, without accents, single spaces: how names sort and words match. */
export const foldText = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim();

const cut = (word: string, longest = longestWord): string => [...word].slice(0, longest).join('');
const lengthOf = (word: string): number => [...word].length;

const wordsOf = (text: string): readonly string[] =>
  foldText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => cut(word));

const digitsOnly = (text: string): string => text.replace(/\D/g, '');
const backward = (digits: string): string => `${backwardMark}${[...digits].reverse().join('')}`;

/** What is looked up for two words, whatever is typed of them beyond their first letters. */
const pairLead = (one: string, other: string): string =>
  `${[one, other]
    .map((word) => `${pairMark}${cut(word, pairLetters)}`)
    .sort()
    .join('')} `;

const isPaired = (one: string, other: string): boolean =>
  lengthOf(one) >= pairLetters && lengthOf(other) >= pairLetters && cut(one, pairLetters) !== cut(other, pairLetters);

/** All pairs of words that may be looked up, each once. */
const pairLeads = (words: readonly string[]): readonly string[] => [
  ...new Set(
    words.flatMap((one, position) =>
      words.slice(position + 1).flatMap((other) => (isPaired(one, other) ? [pairLead(one, other)] : [])),
    ),
  ),
];

const nameTokens = (name: string): readonly string[] => {
  const words = [...new Set(wordsOf(name))];
  const long = words.filter((word) => lengthOf(word) >= pairLetters).slice(0, pairedWords);
  return [
    ...words
      .filter((word) => lengthOf(word) >= 2)
      .map((word) => [word, ...words.filter((other) => other !== word)].join(' ')),
    ...pairLeads(long).map((lead) => `${lead}${words.join(' ')}`),
  ];
};

/** Ends of a number that people begin to type: without the country code. */
const tails = [10, 9, 8] as const;

const phoneTokens = (value: string): readonly string[] => {
  const digits = digitsOnly(value);
  const ends = tails.filter((length) => length < digits.length).map((length) => digits.slice(-length));
  return [digits, ...ends, backward(digits)];
};

/** The address from each of its parts on, up to four of them, and its domain. */
const emailTokens = (value: string): readonly string[] => {
  const address = foldText(value);
  const at = address.lastIndexOf('@');
  const inner = [...address.slice(0, Math.max(0, at)).matchAll(/[^\p{L}\p{N}]+(?=[\p{L}\p{N}])/gu)]
    .slice(0, 3)
    .map((match) => match.index + match[0].length);
  return [0, ...inner, at + 1].map((start) => cut(address.slice(start)));
};

const addressTokens = ({ channel, value }: Pick<AddressValue, 'channel' | 'value'>): readonly string[] =>
  channel === 'email' ? emailTokens(value) : phoneTokens(value);

/** A document is found with and without dots and dash. */
const documentToken = (number: string): string => cut(foldText(number).replace(/[^\p{L}\p{N}]/gu, ''));

/** Each once, sorted. Names and documents of those who were merged into it count as its own. */
export const searchTokens = (
  customer: Pick<CustomerValue, 'name' | 'documentNumber' | 'otherDocuments'> & {
    readonly merged?: readonly { readonly name: string }[];
  },
  addresses: readonly Pick<AddressValue, 'channel' | 'value'>[],
): readonly string[] => {
  const documents = [customer, ...(customer.otherDocuments ?? [])].flatMap(
    ({ documentNumber }) => documentNumber ?? [],
  );
  const tokens = [
    ...[customer, ...(customer.merged ?? [])].flatMap(({ name }) => nameTokens(name)),
    ...documents.map(documentToken),
    ...addresses.flatMap(addressTokens),
  ];
  return [...new Set(tokens.map((token) => cut(token, longestToken)))].filter((token) => lengthOf(token) >= 2).sort();
};

/** One way to look a search up. */
export interface Reading {
  /** Beginnings of tokens; each alone finds all customers of the reading, so the rarest is read. */
  readonly leads: readonly string[];
  /** What must be found beside the lead. */
  readonly words: readonly string[];
  /** `name`: a token of the lead has all the words. `all`: each word begins any token of the customer, or its document's type. */
  readonly within: 'name' | 'all';
}

export interface Search {
  /** Tried in turn until one finds somebody; the readings of one stage add up. */
  readonly stages: readonly (readonly Reading[])[];
}

/** True for a token that answers a reading by this lead; what the customer has beside it is another question. */
export const answersLead = (token: string, lead: string, { words, within }: Reading): boolean =>
  token.startsWith(lead) &&
  (within === 'all' || words.every((word) => token.split(' ').some((own) => own.startsWith(word))));

/** True when a customer with these tokens is found by the reading. */
export const answersReading = (tokens: readonly string[], documentType: string | null, reading: Reading): boolean => {
  const [lead = ''] = reading.leads;
  if (!tokens.some((token) => answersLead(token, lead, reading))) return false;
  const type = documentType === null ? '' : foldText(documentType);
  return (
    reading.within === 'name' ||
    reading.words.every((word) => type.startsWith(word) || tokens.some((token) => token.startsWith(word)))
  );
};

/** Numbers and Chilean documents are typed with spaces, dots, dashes and `+`: they are one word. */
const numberLike = /^[\d\s.+()/-]*\d[\d\s.+()/-]*k?$/;

/** What is typed, in parts; numbers that are typed in groups are one. */
const partsOf = (folded: string): readonly string[] => {
  const parts: string[] = [];
  let run: string[] = [];
  const endRun = () => {
    const number = run.join('').replace(/[^\dk]/g, '');
    if (digitsOnly(number).length >= fewestAmongWords) parts.push(number);
    else parts.push(...run);
    run = [];
  };
  for (const part of folded.split(' ')) {
    if (numberLike.test(part)) run.push(part);
    else {
      endRun();
      parts.push(part);
    }
  }
  endRun();
  return parts.filter((part) => part !== '');
};

/** `RUT 8.123.451-5`, as documents are shown: the name of the type says nothing that the number does not. */
const withoutType = (words: readonly string[]): readonly string[] => {
  const number = words.findIndex((word) => digitsOnly(word).length >= fewestEnd);
  if (number <= 0) return words;
  return knownType(words.slice(0, number).join('')) === undefined ? words : words.slice(number);
};

/** Without those that begin another one, which find the same. */
const distinct = (words: readonly string[]): readonly string[] =>
  [...new Set(words)].filter((word, _, all) => !all.some((other) => other !== word && other.startsWith(word)));

const longestFirst = (words: readonly string[]): readonly string[] =>
  words.toSorted((a, b) => lengthOf(b) - lengthOf(a));

/** What names no person by itself: an address, a part of one, a number. */
const isSpecial = (word: string): boolean => /[@.]|\d{4}|\d\p{L}|\p{L}\d/u.test(word);

const readingsOfNumber = (digits: string, words: readonly string[]): readonly Reading[] => [
  { leads: [digits], words, within: 'all' },
  ...(/^\d+$/.test(digits) && digits.length >= fewestEnd
    ? [{ leads: [backward(digits)], words, within: 'all' as const }]
    : []),
];

const readingsOf = (words: readonly string[]): readonly Reading[] => {
  const [longest = '', ...rest] = longestFirst(words);
  const special = words.find(isSpecial);
  if (special !== undefined) {
    const others = words.filter((word) => word !== special);
    return /^\d+$/.test(special)
      ? readingsOfNumber(special, others)
      : [{ leads: [special], words: others, within: 'all' }];
  }
  if (rest.length === 0) return [{ leads: [longest], words: [], within: 'all' }];
  const pairs = pairLeads([longest, ...rest].slice(0, 3));
  return [{ leads: pairs.length === 0 ? [longest] : pairs, words, within: 'name' }];
};

/**
 * A number may be typed with `00`, the trunk's 0, Mexico's 1 or 044, Argentina's 9 or 15, with or without Brazil's ninth
 * digit: what stands behind that is one of its ends, which are tokens of their own.
 */
const endsOf = (digits: string): readonly string[] => {
  if (!/^\d{9,18}$/.test(digits)) return [];
  const bare = digits.replace(/^0+/, '');
  const ends = tails.filter((length) => length < bare.length && (length > 8 || bare.length >= 11));
  return [...new Set([bare, ...ends.map((length) => bare.slice(-length))])].filter((end) => end !== digits);
};

/** `mj.nunez`, `uno.example`, `D-1012`: a part of an address or a document, which stays together. */
const wholePart = (part: string): string | undefined => {
  const bare = part.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  if (bare.includes('@') || /[\p{L}\p{N}]\.[\p{L}]/u.test(bare)) return cut(bare);
  return /\d/.test(bare) ? documentToken(bare) : undefined;
};

/** Words of a search as they are looked up first, and where something in them may also be meant apart, as then. */
const readWords = (query: string): readonly (readonly string[])[] => {
  const folded = foldText(bareNumber(withoutInvisible(query)));
  if (numberLike.test(folded)) return [[cut(folded.replace(/[^\dk]/g, ''))]];
  const parts = partsOf(folded);
  const inOrder = (words: readonly string[]) => longestFirst(distinct(withoutType(words)));
  const whole = inOrder(parts.flatMap((part) => wholePart(part) ?? wordsOf(part)));
  const apart = inOrder(parts.flatMap((part) => (part.includes('@') ? (wholePart(part) ?? []) : wordsOf(part))));
  return whole.join(' ') === apart.join(' ') ? [whole] : [whole, apart];
};

/** Words of a search, longest first; those of an address or a document stay together. */
export const searchWords = (query: string): readonly string[] => readWords(query)[0] ?? [];

/** @throws Refusal FILTER_INVALID without two letters or digits */
export const parseSearch = (query: string): Search => {
  const [words = [], apart = []] = readWords(query);
  const [longest] = words;
  if (longest === undefined || lengthOf(longest) < 2) {
    throw Refusal.at('q', 'FILTER_INVALID', 'search with at least two letters or digits.');
  }
  const ends = words.length === 1 ? endsOf(longest) : [];
  return {
    stages: [
      readingsOf(words),
      ...ends.map((end): readonly Reading[] => [{ leads: [end], words: [], within: 'all' }]),
      ...(lengthOf(apart[0] ?? '') < 2 ? [] : [readingsOf(apart)]),
    ],
  };
};
