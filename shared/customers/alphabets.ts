/**
 * Letters that look like others: an address that mixes alphabets is written to deceive, or mistyped on a keyboard that
 * nobody sees (Unicode TS 39 §5.2 "Highly Restrictive"). Pure.
 */

/** Chinese, Japanese and Korean stand together, and beside Latin, in names that people really have. */
const eastAsian = /\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul}|\p{sc=Bopomofo}/u;
const known: readonly (readonly [string, RegExp])[] = [
  ['Latin', /\p{sc=Latin}/u],
  ['East Asian', eastAsian],
  ['Cyrillic', /\p{sc=Cyrillic}/u],
  ['Greek', /\p{sc=Greek}/u],
  ['Armenian', /\p{sc=Armenian}/u],
  ['Hebrew', /\p{sc=Hebrew}/u],
  ['Arabic', /\p{sc=Arabic}/u],
];

/** Alphabets of the letters of a text; those that are not listed count as one. */
const alphabetsOf = (text: string): ReadonlySet<string> =>
  new Set(
    [...text]
      .filter((letter) => /\p{L}/u.test(letter))
      .map((letter) => known.find(([, pattern]) => pattern.test(letter))?.[0] ?? 'other'),
  );

/** One name, a local part or a label of a domain, with letters of alphabets that no name has together. */
export const mixesAlphabets = (name: string): boolean => {
  const alphabets = alphabetsOf(name);
  return alphabets.size > 1 && !(alphabets.size === 2 && alphabets.has('Latin') && alphabets.has('East Asian'));
};

/** Letters and digits that stand for plain ones: full-width, mathematical, superscript, ligatures, foreign digits. */
export const hasDisguises = (text: string): boolean =>
  text.normalize('NFKC') !== text.normalize('NFC') || /(?![0-9])\p{N}/u.test(text);

/** Letters that are not Latin, which are real and yet easily taken for Latin ones. */
export const isForeign = (text: string): boolean => [...alphabetsOf(text)].some((alphabet) => alphabet !== 'Latin');
