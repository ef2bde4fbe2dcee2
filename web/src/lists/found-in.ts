/** Where the words of a search stand in a text, as the service finds them: from the beginning of a word, without accents. */

/** From and to, in UTF-16 code units, the second not included. */
export type Span = readonly [from: number, to: number];

interface Sign {
  /** Letter or digit in its plain form. */
  readonly sign: string;
  readonly at: number;
  readonly length: number;
  /** No letter or digit stands before it. */
  readonly begins: boolean;
}

/** Fewest digits that are found in the middle or at the end of a number. */
const leastDigits = 4;

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const isSign = (text: string): boolean => /^[\p{L}\p{N}]/u.test(text);

/** Letters and digits of a text; what stands between them is left out. */
const signsOf = (text: string): readonly Sign[] => {
  const signs: Sign[] = [];
  let begins = true;
  let at = 0;
  for (const character of text) {
    if (isSign(character)) {
      for (const sign of plain(character)) signs.push({ sign, at, length: character.length, begins });
      begins = false;
    } else if (!/^\p{M}/u.test(character)) {
      begins = true;
    }
    at += character.length;
  }
  return signs;
};

const wordsOf = (search: string): readonly string[] => {
  const bare = (text: string) =>
    signsOf(text)
      .map(({ sign }) => sign)
      .join('');
  // A number is typed with spaces or without.
  const all = /\p{L}/u.test(search) ? [] : [bare(search)];
  return [...new Set([...all, ...search.split(/\s+/).map(bare)])].filter((word) => word !== '');
};

/** @returns spans in order, none of which touches another */
export const foundIn = (text: string, search: string): readonly Span[] => {
  const signs = signsOf(text);
  const spans: [number, number][] = [];
  for (const word of wordsOf(search)) {
    const anywhere = /^\d+$/.test(word) && word.length >= leastDigits;
    for (let first = 0; first + word.length <= signs.length; first += 1) {
      const run = signs.slice(first, first + word.length);
      const [start, end] = [run[0], run.at(-1)];
      if (start === undefined || end === undefined || !(start.begins || anywhere)) continue;
      if (run.map(({ sign }) => sign).join('') !== word) continue;
      const span: [number, number] = [start.at, end.at + end.length];
      // A word with letters stands within one word.
      if (anywhere || !/\s/.test(text.slice(...span))) spans.push(span);
    }
  }
  const joined: [number, number][] = [];
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
};
