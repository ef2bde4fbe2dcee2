/** Several values of one filter as one text: any of them matches (issue 12, line 6). */

/** Most values of one filter, and the longest text of them. */
export const mostValues = 20;
export const longestValues = 500;

/** Stands for nobody among advisors; no id begins so. */
export const nobody = '-';

/** Stands for a `|` of a value while the text is split; no text of a request holds it. */
const escaped = '\u0000';

/** @param text values with `|` between them; a `|` of a value is written twice */
export const valuesOf = (text: string | undefined): readonly string[] =>
  text === undefined
    ? []
    : [...new Set(text.replaceAll('||', escaped).split('|'))]
        .map((value) => value.replaceAll(escaped, '|'))
        .filter((value) => value !== '');

/** True where what stands in a row has any of the values; without values every row has. */
export const anyOf = (values: readonly string[]): ((own: readonly string[]) => boolean) => {
  const wanted = new Set(values);
  return (own) => wanted.size === 0 || own.some((value) => wanted.has(value));
};

/** The text of several values; undefined for none. */
export const textOfValues = (values: readonly string[]): string | undefined =>
  values.length === 0 ? undefined : values.map((value) => value.replaceAll('|', '||')).join('|');
