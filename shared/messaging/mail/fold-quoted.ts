/**
 * Tells what somebody wrote from the history below it that mail programs quote (D2). Pure, and linear in the text: a
 * sender chooses it (docs/dependencies.md says why no library does this).
 */

export interface FoldedText {
  /** What is new. */
  readonly text: string;
  /** The history, as it was quoted; empty when there is none. */
  readonly quoted: string;
}

/** Lines over which mail programs break "El … escribió:". */
const headerLines = 4;
const headerLength = 400;

const attributionStart = /^\s*(?:el|en|on|le|em|il|am|a|no dia|op)\s/i;
const attributionEnd = /(?:escribi[oó]|wrote|écrit|escreveu|ha scritto|schrieb|schreef)\s?:\s*$/i;
/** `2026-11-23 10:00 GMT-03:00 Cobranzas <a@b.example>:` */
const datedAttribution = /^\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\s.{1,300}<[^<>\s]{3,254}>\s?:\s*$/;
const separator = /^\s*-{2,}\s?(?:mensaje original|original message|mensagem original|message d'origine)\s?-{2,}\s*$/i;
const forwarded =
  /^\s*(?:-{2,}\s?)?(?:forwarded message|mensaje reenviado|mensagem encaminhada|begin forwarded message|inicio del mensaje reenviado)\b/i;
const headerFrom = /^\s*\*?(?:de|from|von|da)\s?:\*?\s?\S/i;
const headerOther =
  /^\s*\*?(?:enviado(?: el)?|enviada(?: em)?|sent|fecha|date|data|para|to|asunto|subject|assunto|cc)\s?:\*?/i;
const rule = /^\s*_{10,}\s*$/;

const isQuoted = (line: string): boolean => /^\s{0,3}>/.test(line);
const isBlank = (line: string): boolean => line.trim() === '';

/** Number of lines that an attribution ("El … escribió:") takes at this place; 0 when there is none. */
const attributionAt = (lines: readonly string[], start: number): number => {
  const first = lines[start] ?? '';
  if (first.length > headerLength) return 0;
  if (datedAttribution.test(first)) return 1;
  if (!attributionStart.test(first)) return 0;
  let length = 0;
  for (let count = 1; count <= headerLines; count += 1) {
    const line = lines[start + count - 1];
    if (line === undefined || isBlank(line)) return 0;
    length += line.length;
    if (length > headerLength) return 0;
    if (attributionEnd.test(line)) return count;
  }
  return 0;
};

/** `De: … Enviado: … Para: …`, as Outlook writes above a history without marks. */
const isHeaderBlock = (lines: readonly string[], start: number): boolean => {
  if (!headerFrom.test((lines[start] ?? '').slice(0, headerLength))) return false;
  const others = lines.slice(start + 1, start + 6).filter((line) => headerOther.test(line.slice(0, headerLength)));
  return others.length >= 2;
};

const nextFilled = (lines: readonly string[], from: number): number => {
  let position = from;
  while (position < lines.length && isBlank(lines[position] ?? '')) position += 1;
  return position;
};

/** First line and, where a `>` block follows that text goes on after, the end of the history that begins here. */
const historyAt = (lines: readonly string[], start: number): { readonly end: number } | undefined => {
  const line = lines[start] ?? '';
  const attribution = attributionAt(lines, start);
  if (attribution > 0) {
    const block = nextFilled(lines, start + attribution);
    return { end: isQuoted(lines[block] ?? '') ? endOfBlock(lines, block) : lines.length };
  }
  if (separator.test(line.slice(0, headerLength)) || isHeaderBlock(lines, start)) return { end: lines.length };
  if (rule.test(line) && isHeaderBlock(lines, nextFilled(lines, start + 1))) return { end: lines.length };
  return undefined;
};

/** End of a run of `>` lines with blank ones between them. */
const endOfBlock = (lines: readonly string[], start: number): number => {
  let end = start;
  for (let position = start; position < lines.length; position += 1) {
    const line = lines[position] ?? '';
    if (isQuoted(line)) end = position + 1;
    else if (!isBlank(line)) break;
  }
  return end;
};

/** Where a run of `>` lines begins that nothing but blanks follows; the number of lines when there is none. */
const trailingBlock = (lines: readonly string[]): number => {
  let start = lines.length;
  for (let position = lines.length - 1; position >= 0; position -= 1) {
    const line = lines[position] ?? '';
    if (isQuoted(line)) start = position;
    else if (!isBlank(line)) break;
  }
  return start;
};

const joined = (...parts: readonly (readonly string[])[]): string =>
  parts
    .map((part) => part.join('\n').trim())
    .filter((part) => part !== '')
    .join('\n\n');

/**
 * Splits a text. Answers between quoted lines stay with what they answer; below a quoted block they count as new; a
 * forwarded message is content and is not folded.
 */
export const foldQuoted = (text: string): FoldedText => {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  for (let start = 0; start < lines.length; start += 1) {
    if (forwarded.test((lines[start] ?? '').slice(0, headerLength))) break;
    const history = historyAt(lines, start);
    if (history === undefined) continue;
    return {
      text: joined(lines.slice(0, start), lines.slice(history.end)),
      quoted: lines.slice(start, history.end).join('\n').trim(),
    };
  }
  const trailing = trailingBlock(lines);
  return { text: joined(lines.slice(0, trailing)), quoted: lines.slice(trailing).join('\n').trim() };
};

const signatureStart = /^(?:--\s?$|_{2,}$|enviado desde |sent from |obtener outlook |get outlook )/i;

/** The text up to the signature, for words that must stand alone, such as BAJA. */
export const withoutSignature = (text: string): string => {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => signatureStart.test(line.trim().slice(0, 80)));
  return (start < 0 ? lines : lines.slice(0, start)).join('\n').trim();
};
