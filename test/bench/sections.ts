/** The sections of a page of figures, each from its `###` heading to the next. */

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
