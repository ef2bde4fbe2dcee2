/** The sections of a page of figures, each from its `###` heading to the next. */
import { readFileSync, writeFileSync } from 'node:fs';

const sectionsOf = (text: string): readonly string[] =>
  text
    .split(/^(?=### )/m)
    .map((section) => section.trim())
    .filter((section) => section !== '');

const headingOf = (section: string): string => section.split('\n', 1)[0] ?? '';

/** @returns the figures with those of a new run in the place of the old ones; what is new comes last, what was not measured stays */
export const replaceSections = (figures: string, measured: readonly string[]): string => {
  const fresh = new Map(measured.flatMap(sectionsOf).map((section) => [headingOf(section), section]));
  const old = sectionsOf(figures);
  const known = new Set(old.map(headingOf));
  const kept = old.map((section) => fresh.get(headingOf(section)) ?? section);
  return [...kept, ...[...fresh].filter(([heading]) => !known.has(heading)).map(([, section]) => section)].join('\n\n');
};

/**
 * Writes anew what stands between two marks of a page.
 * @throws Error when the page has lost them
 */
export const rewriteBetween = (
  file: string,
  [first, last]: readonly [string, string],
  rewrite: (text: string) => string,
): void => {
  const page = readFileSync(file, 'utf8');
  const [from, to] = [page.indexOf(first), page.indexOf(last)];
  if (from < 0 || to < from) throw new Error(`${file} has lost its marks “${first}” and “${last}”: put them back.`);
  const text = rewrite(page.slice(from + first.length, to));
  writeFileSync(file, `${page.slice(0, from)}${first}\n\n${text}\n\n${page.slice(to)}`);
};
