/**
 * Text with merge tags: `{{name}}` and nothing else of Mustache, so that a template holds no logic (reliability §4.2).
 * Reading is linear in the length of the text. Pure.
 */
import { Refusal } from '#platform/errors.ts';

/** A piece of text, or the tag that a value takes the place of. */
export type Part = { readonly text: string } | { readonly variable: string };

/** Most tags in one text, repeats counted. */
const tagLimit = 200;
const namePattern = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

/** Mustache's other tags, by the character that follows the braces. */
const otherTags: Readonly<Record<string, string>> = {
  '#': 'Sections',
  '^': 'Sections',
  '/': 'Sections',
  '>': 'Partials',
  '{': 'Unescaped tags',
  '&': 'Unescaped tags',
  '!': 'Comments',
  '=': 'Other delimiters',
};

const invalid = (field: string, position: number, detail: string): Refusal =>
  Refusal.at(field, 'TEMPLATE_INVALID', `character ${position + 1}: ${detail}`);

const nameOf = (inside: string, field: string, position: number): string => {
  const other = otherTags[inside.charAt(0)];
  if (other !== undefined) throw invalid(field, position, `${other} are not supported; use {{name}}.`);
  // Longer than any name with spaces around it: not worth trimming.
  const name = inside.length > 80 ? '' : inside.trim();
  if (!namePattern.test(name)) {
    throw invalid(field, position, 'A tag is {{name}}: a letter, then up to 39 letters, digits or _.');
  }
  return name;
};

/**
 * Splits a text at its merge tags.
 *
 * @param field where the text stands, for the message: `body` or `subject`
 * @throws Refusal TEMPLATE_INVALID at the first fault
 */
export const readMergeText = (text: string, field: string): readonly Part[] => {
  const parts: Part[] = [];
  let rest = 0;
  let tags = 0;
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', rest)) {
    if (open > rest) parts.push({ text: text.slice(rest, open) });
    const close = text.indexOf('}}', open + 2);
    if (close < 0) throw invalid(field, open, 'The tag is not closed; write {{name}}.');
    parts.push({ variable: nameOf(text.slice(open + 2, close), field, open) });
    rest = close + 2;
    tags += 1;
    if (tags > tagLimit) throw invalid(field, open, `At most ${tagLimit} merge tags.`);
  }
  if (rest < text.length) parts.push({ text: text.slice(rest) });
  return parts;
};

/** Names of the tags, each once, in the order of their first use. */
export const tagNames = (...texts: readonly (readonly Part[])[]): string[] => [
  ...new Set(texts.flat().flatMap((part) => ('variable' in part ? [part.variable] : []))),
];
