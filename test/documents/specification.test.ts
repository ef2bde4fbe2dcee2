/** What code, tests and decisions cite of the specification stands in `docs/specification/`. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = (name: string): string => read(`docs/specification/${name}.md`);

const sources = globSync(
  [
    '{bin,lib,functions,shared,local,scripts,test}/**/*.ts',
    'web/src/**/*.{ts,tsx}',
    'docs/decisions/*.md',
    'docs/{architecture,access-patterns,api,runbook,performance}.md',
  ],
  { cwd: root, exclude: (path) => path.includes('node_modules') || path.includes('specification') },
);

/** Ids of requirements, decisions, rules and invariants: the first cell of a row. */
const ids = new Set(
  ['requirements', 'automation', 'reliability'].flatMap((name) =>
    [...page(name).matchAll(/^\|\s*\**((?:FR ?)?[A-Z]{0,2}\d+[a-z]?(?:\.\d+)?)\**\s*\|/gm)].map(([, id = '']) => id),
  ),
);

/** `5.6` of headings, and `5.2.3` of the third point of a numbered list under one. */
const sectionsOf = (name: string): ReadonlySet<string> => {
  const found = new Set<string>();
  let heading = '';
  for (const line of page(name).split('\n')) {
    const titled = /^#+ (\d+(?:\.\d+)*)/.exec(line)?.[1];
    if (titled !== undefined) {
      heading = titled;
      found.add(titled);
    }
    const point = /^(?:\| )?(\d+)(?:\.| \|)/.exec(line)?.[1];
    if (point !== undefined && heading !== '') found.add(`${heading}.${point}`);
    if (!line.startsWith('Named scenarios')) continue;
    for (const [, scenario] of line.matchAll(/(?::|·) (\d+) /g)) found.add(`${heading}.${scenario}`);
  }
  return found;
};
const design = sectionsOf('design');
const others = new Set([...sectionsOf('reliability'), ...sectionsOf('delivery-events')]);

/** A section of somebody else's text: a standard, named before the sign. */
const foreign = /(?:RFC|TS|ASVS|ITU|CPNI|TCPA)[\w .,;–-]{0,40}$/;

const sectionFaults = (path: string): readonly string[] => {
  const text = read(path);
  return [...text.matchAll(/§ ?(\d+(?:\.\d+)*)/g)].flatMap(({ 0: sign, 1: section = '', index }) => {
    const before = text.slice(Math.max(0, index - 60), index);
    // The format of workbooks has its parts named by a standard of its own (ECMA-376).
    if (foreign.test(before.replaceAll(/§ ?[\d.]+/g, '')) || /\bECMA-376\b/.test(text)) return [];
    const known = /\bdesign(?: §[\d.]+,)? ?$/i.test(before)
      ? design.has(section)
      : others.has(section) || design.has(section);
    return known ? [] : [`${path}: ${sign}`];
  });
};

/** Ids in brackets, as citations stand in comments and titles: `(C9, D5)`. */
const idFaults = (path: string): readonly string[] =>
  [
    ...read(path).matchAll(
      /\(((?:Q|I|MA|FR)\d+[a-z]?(?:, (?:Q|I|MA|FR)\d+[a-z]?)*|[A-FGHJ-N]\d+(?:, [A-FGHJ-N]\d+)+)\)/g,
    ),
  ]
    .flatMap(([, list = '']) => list.split(', '))
    .filter((id) => !ids.has(id))
    .map((id) => `${path}: ${id}`);

describe('the specification', () => {
  it('has the ids of every page', () => {
    for (const id of ['A1', 'B9', 'C9', 'D13', 'E16', 'F25', 'Q1', 'Q2b', 'G73', 'MA13', 'I8'])
      expect(ids).toContain(id);
  });

  it('has every section that is cited', () => {
    expect(sources.flatMap(sectionFaults)).toEqual([]);
  });

  it('has every id that is cited', () => {
    expect(sources.flatMap(idFaults)).toEqual([]);
  });
});
