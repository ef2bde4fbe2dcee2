/** Text whose lines were broken for transport alone (RFC 3676). Pure, linear. */

interface Line {
  /** Marks of quotation in front. */
  readonly depth: number;
  readonly text: string;
}

const readLine = (line: string): Line => {
  let depth = 0;
  while (line[depth] === '>') depth += 1;
  const rest = line.slice(depth);
  return { depth, text: rest.startsWith(' ') ? rest.slice(1) : rest };
};

/** @param deletesSpace the blank at a soft end of line is none of the text (`DelSp=yes`) */
export const unfoldFlowed = (text: string, deletesSpace: boolean): string => {
  const paragraphs: { depth: number; pieces: string[] }[] = [];
  let isOpen = false;
  for (const raw of text.split('\n')) {
    const line = readLine(raw);
    const isSignature = line.text === '-- ';
    const last = paragraphs.at(-1);
    const isSoft = line.text.endsWith(' ') && !isSignature;
    const piece = isSoft && deletesSpace ? line.text.slice(0, -1) : line.text;
    if (isOpen && last !== undefined && last.depth === line.depth && !isSignature) last.pieces.push(piece);
    else paragraphs.push({ depth: line.depth, pieces: [piece] });
    isOpen = isSoft;
  }
  return paragraphs
    .map(({ depth, pieces }) => (depth === 0 ? pieces.join('') : `${'>'.repeat(depth)} ${pieces.join('')}`))
    .join('\n');
};
