/**
 * Text as the standard fonts of PDF can print it: they know the letters of Western Europe (WinAnsi, PDF 32000-1 annex
 * D), and every viewer has them, so that a document carries no font. Pure.
 */

/** What stands where a letter cannot be printed: somebody sees that one was there. */
export const unprintable = '?';

const marks = /\p{M}/gu;

/**
 * A letter without its mark where the font lacks the marked one (`ő` becomes `o`), else `?`; white space and control
 * characters become spaces.
 * @param printable code points that the font can print
 */
export const printableText = (text: string, printable: ReadonlySet<number>): string => {
  const has = (character: string): boolean => printable.has(character.codePointAt(0) ?? -1);
  return [...text.normalize('NFC').replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')]
    .map((character) => {
      if (has(character)) return character;
      const [base = ''] = character.normalize('NFD').replace(marks, '');
      return base !== '' && has(base) ? base : unprintable;
    })
    .join('');
};

/**
 * A text in lines that are no wider than `width`: between words, and within a word that is wider than a line.
 * @param widthOf width of a text in the unit of `width`
 */
export const wrapText = (text: string, width: number, widthOf: (text: string) => number): string[] => {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  const place = (piece: string, gap: string): void => {
    const longer = line === '' ? piece : `${line}${gap}${piece}`;
    if (line === '' || widthOf(longer) <= width) {
      line = longer;
      return;
    }
    lines.push(line);
    line = piece;
  };
  for (const word of text.split(' ')) {
    if (widthOf(word) <= width) {
      place(word, ' ');
      continue;
    }
    let gap = ' ';
    for (const character of word) {
      place(character, gap);
      gap = '';
    }
  }
  return line === '' ? lines : [...lines, line];
};
