/** Cheap: each mutant still has its place in the source, and its turn. Whether a test kills it, `npm run mutants` shows. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutants, mutantsOf, parts } from './mutants.ts';

const root = resolve(import.meta.dirname, '../..');

describe('mutants', () => {
  it('have names of their own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it('all come round, each on one of as many days as there are parts', () => {
    const turns = Array.from({ length: parts }, (_, day) => mutantsOf(Date.UTC(2026, 11, 30 + day)));
    expect(
      turns
        .flat()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(mutants.map(({ name }) => name).toSorted());
    const sizes = turns.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s: has one place', (_name, mutant) => {
    const source = readFileSync(resolve(root, mutant.file), 'utf8');
    expect(source.split(mutant.find)).toHaveLength(2);
    expect(source.replace(mutant.find, () => mutant.replace)).not.toBe(source);
    expect(existsSync(resolve(root, mutant.test))).toBe(true);
  });
});
