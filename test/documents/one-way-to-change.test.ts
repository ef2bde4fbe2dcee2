/** An item is changed by `changeItem`, or written once by `writeOnce`, and by no loop or catch of one's own (ADR 50). */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const sources = globSync('{shared,functions,lib}/**/*.ts', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') }));

const filesWith = (pattern: RegExp): string[] =>
  sources
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
    .toSorted();

it('a write that lost its condition is caught in two places, and answered in one', () => {
  expect(filesWith(/instanceof (?:ConditionFailed|ChangeGivenUp)/)).toEqual([
    // Says in the log what was contended.
    'shared/platform/http/api.ts',
    // A number that is raised already: nothing to write.
    'shared/platform/table/kernel.ts',
    'shared/platform/table/write-once.ts',
  ]);
  // As a value, to be compared or thrown.
  expect(filesWith(/import \{[^}]*(?<!type )\bConditionFailed\b/)).toEqual([
    'shared/platform/http/api.ts',
    'shared/platform/table/kernel.ts',
    'shared/platform/table/write-once.ts',
  ]);
});

it('tries are counted where they are bounded and paused', () => {
  expect(filesWith(/for \(let (?:attempt|try\w*|tries|round|turn)\b/)).toEqual([
    // Waits for the turn of others to end.
    'shared/imports/import-turn.ts',
    'shared/platform/table/change-item.ts',
    // What the table did not process, and conflicts of transactions.
    'shared/platform/table/kernel.ts',
  ]);
  expect(filesWith(/\bbackOff\b/)).toEqual([
    'shared/platform/table/change-item.ts',
    'shared/platform/table/contention.ts',
    'shared/platform/table/kernel.ts',
  ]);
});
