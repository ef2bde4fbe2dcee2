/**
 * Tells what somebody wrote from the history that mail programs quote (D2). Nothing that a person wrote is hidden: where
 * it cannot be told, nothing is folded. Pure, and linear in the text: a sender chooses it (docs/dependencies.md says why
 * no library does this).
 */
import {
  attributionAt,
  headerBlockAt,
  isBlank,
  isForwardMark,
  isFramedLine,
  isQuoted,
  isRule,
  isSeparator,
  partedLine,
} from './history-heads.ts';

export interface FoldedText {
  /** What is new. */
  readonly text: string;
  /** The history, as it was quoted; empty when there is none. */
  readonly quoted: string;
}

/** Lines of a history that is folded, the end not among them; a marked one is quoted line by line. */
interface History {
  readonly end: number;
  readonly headEnd: number;
  readonly isMarked: boolean;
}

/** Of a head, UTF-16 code units that are searched for the writer's own address. */
const longestHead = 2_000;

const nextFilled = (lines: readonly string[], from: number): number => {
  let position = from;
  while (position < lines.length && isBlank(lines[position] ?? '')) position += 1;
  return position;
};

const link = /^\s*[(<]?https?:\/\/\S+[)>]?\s*>?\s*$/;

/** A piece of a quoted line that a program broke: a link, or what follows a long line or an open link. */
const isBrokenPiece = (lines: readonly string[], position: number): boolean => {
  const before = lines[position - 1] ?? '';
  if (!isQuoted(before) || !isQuoted(lines[position + 1] ?? '')) return false;
  const goesOn = before.length >= 68 && /[^.:!?]$/.test(before) && /^\s?[\p{Ll}\d]/u.test(lines[position] ?? '');
  return goesOn || link.test(lines[position] ?? '') || /https?:\/\/\S{1,300}$/.test(before.slice(-400));
};

/** End of a run of `>` lines with blank ones between them. */
const endOfBlock = (lines: readonly string[], start: number): number => {
  let end = start;
  for (let position = start; position < lines.length; position += 1) {
    const line = lines[position] ?? '';
    if (isQuoted(line)) end = position + 1;
    else if (!isBlank(line) && !(position > start && isBrokenPiece(lines, position))) break;
  }
  return end;
};

/** End of a quoted history; heads of older mails within it may have lost their marks. */
const endOfQuotes = (lines: readonly string[], start: number): number => {
  let end = endOfBlock(lines, start);
  for (;;) {
    const next = nextFilled(lines, end);
    const head = attributionAt(lines, next, (after) => isQuoted(lines[nextFilled(lines, after)] ?? ''));
    const block = nextFilled(lines, next + head);
    if (head === 0 || !isQuoted(lines[block] ?? '')) return end;
    end = endOfBlock(lines, block);
  }
};

/** An answer that says of itself that it stands in the history, as people type it below one without marks. */
const announcedAnswer =
  /^[\s>]*(?:[*#=>~_-]{2,}\s?)?(?:mi |minha |my )?(?:respuesta|resposta|respondo|contesto|answer|reply|comentarios?)\b[^:]{0,30}:(?!\/\/)/iu;
/** The answer above says that more of it stands below. */
const pointsBelow =
  /\b(?:(?:respond\w{0,9}|contest\w{0,9}|coment\w{0,9}|respuestas?|respostas?|comentarios?|ver|vea|v[ée]ase|veja|lee|leer|see|answers?|repl(?:y|ies)|my comments?|replied|responded|answered)\b[^.\n]{0,40}\b(?:abajo|m[aá]s abajo|debajo|al pie|abaixo|below|inline|in-line|entre l[ií]neas|en (?:rojo|azul|negrita|color)|em (?:vermelho|azul)|in (?:red|blue|bold)))\b/iu;
/** Courtesy alone is no answer. */
const bareWords =
  /^(?:hola|buen[oa]s?|d[ií]as?|tardes|noches|estimad[oa]s?|se[ñn]or(?:es|a)?|srs?|ol[aá]|bom|boa|dia|tarde|noite|prezad[oa]s?|hello|hi|dear|atte|atentamente|saludos|cordiales|cordialmente|regards|best|kind|,|\.|:|!|y|e|a|tod[oa]s)$/iu;

const signatureStart =
  /^(?:--\s?$|_{2,}$|enviad[oa] (?:desde|do|de|a partir)|sent from |obtener outlook |obter o outlook|get outlook )/i;

/** The text up to the signature, for words that must stand alone, such as BAJA. */
export const withoutSignature = (text: string): string => {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => signatureStart.test(line.trim().slice(0, 80)));
  return (start < 0 ? lines : lines.slice(0, start)).join('\n').trim();
};

const saysNothing = (text: string): boolean => {
  const words = withoutSignature(text);
  return words.length < 80 && words.split(/[\s,.:!¡]+/).every((word) => word === '' || bareWords.test(word));
};

/** End of the head that stands there, or the place itself. */
const endOfHead = (lines: readonly string[], from: number): number => {
  const start = nextFilled(lines, from);
  return start + headerBlockAt(lines, start, true);
};

/**
 * The history that begins at this line; undefined for words of a person.
 *
 * @param own address of who wrote the mail: words under it without marks are a person's own, pasted or said before
 */
const historyAt = (lines: readonly string[], start: number, own: string): History | undefined => {
  const line = lines[start] ?? '';
  if (isBlank(line)) return undefined;
  const isFollowedByQuote = (end: number): boolean => isQuoted(lines[nextFilled(lines, end)] ?? '');
  const unmarked = (headEnd: number): History | undefined => {
    const head = lines.slice(start, headEnd).join('\n').slice(0, longestHead).toLowerCase();
    const names = head.split(/^[\s*>]*(?:para|to|a|cc)\s?:/m)[0] ?? '';
    return own !== '' && names.includes(own) ? undefined : { end: lines.length, headEnd, isMarked: false };
  };
  const attribution = attributionAt(lines, start, isFollowedByQuote);
  if (attribution > 0) {
    const block = nextFilled(lines, start + attribution);
    if (isQuoted(lines[block] ?? '')) return { end: endOfQuotes(lines, block), headEnd: block, isMarked: true };
    return unmarked(start + attribution);
  }
  if (isSeparator(line)) return { end: lines.length, headEnd: endOfHead(lines, start + 1), isMarked: false };
  const below = isRule(line) || isFramedLine(line) ? nextFilled(lines, start + 1) : start;
  const block = headerBlockAt(lines, below, below > start);
  return block > 0 ? unmarked(below + block) : undefined;
};

/** Where in a history without marks, below its head, an answer begins that says of itself that it is one. */
const answerWithin = (lines: readonly string[], headEnd: number): number => {
  const answer = lines.findIndex((line, position) => position >= headEnd && announcedAnswer.test(line.slice(0, 200)));
  return answer < 0 ? lines.length : answer;
};

const joined = (lines: readonly string[]): string => lines.join('\n').trim();

const joinedParts = (parts: readonly (readonly string[])[]): string =>
  parts
    .map(joined)
    .filter((part) => part !== '')
    .join('\n\n');

/** Where the `>` lines begin that nothing but blanks follows; the number of lines where a person announces them. */
const trailingBlock = (lines: readonly string[]): number => {
  let start = lines.length;
  for (let position = lines.length - 1; position >= 0; position -= 1) {
    const line = lines[position] ?? '';
    if (isQuoted(line)) start = position;
    else if (!isBlank(line)) return start < lines.length && line.trimEnd().endsWith(':') ? lines.length : start;
  }
  return start;
};

interface Split {
  readonly kept: readonly (readonly string[])[];
  readonly folded: readonly (readonly string[])[];
  readonly isMarked: boolean;
}

/** `>` lines at the top, or above and below all that is new; between answers they stay with what they answer. */
const splitMarks = (lines: readonly string[]): Split => {
  const first = nextFilled(lines, 0);
  const top = endOfBlock(lines, first);
  if (top > first && !lines.slice(top).some(isQuoted)) {
    return { kept: [lines.slice(top)], folded: [lines.slice(0, top)], isMarked: true };
  }
  const trailing = trailingBlock(lines);
  return { kept: [lines.slice(0, trailing)], folded: [lines.slice(trailing)], isMarked: true };
};

const split = (lines: readonly string[], own: string): Split => {
  for (let start = 0; start < lines.length; start += 1) {
    if (isForwardMark(lines[start] ?? '')) return { kept: [lines], folded: [], isMarked: true };
    const history = historyAt(lines, start, own);
    if (history === undefined) continue;
    const above = lines.slice(0, start);
    if (history.isMarked) {
      const below = lines.slice(history.end);
      // Answers line by line: what they answer stays above them, and only what nobody answered is folded.
      if (below.some(isQuoted)) {
        const end = trailingBlock(lines);
        return { kept: [lines.slice(0, end)], folded: [lines.slice(end)], isMarked: true };
      }
      return { kept: [above, below], folded: [lines.slice(start, history.end)], isMarked: true };
    }
    if (pointsBelow.test(joined(above))) return { kept: [lines], folded: [], isMarked: false };
    const end = answerWithin(lines, history.headEnd);
    return { kept: [above, lines.slice(end)], folded: [lines.slice(start, end)], isMarked: false };
  }
  return splitMarks(lines);
};

const forwardSubject = /^\s*(?:fwd?|rv|renv|reenv|reenviado|enc|tr|wg)\s?:/i;

/**
 * Splits a text. Answers between quoted lines stay with what they answer; below a quoted block they count as new; a
 * forwarded message and a voucher are content and are not folded. Where nothing would be left, nothing is folded.
 *
 * @param mail.subject what is forwarded is content
 * @param mail.from address of who wrote it, in lower case
 */
export const foldQuoted = (
  text: string,
  { subject = '', from = '' }: { readonly subject?: string; readonly from?: string } = {},
): FoldedText => {
  const lines = text.replace(/\r\n?/g, '\n').split('\n').flatMap(partedLine);
  const whole = { text: text.replace(/\r\n?/g, '\n').trim(), quoted: '' };
  if (forwardSubject.test(subject)) return whole;
  const { kept, folded, isMarked } = split(lines, from);
  const left = joinedParts(kept);
  if (isMarked ? withoutSignature(left) === '' : saysNothing(left)) return whole;
  return { text: left, quoted: joinedParts(folded) };
};
