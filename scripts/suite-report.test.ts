import { describe, expect, it } from 'vitest';
import { countTests, type FileReport, filesToRunAgain, withSecondRun } from './suite-report.ts';

const file = (name: string, tests: Readonly<Record<string, 'passed' | 'failed' | 'skipped'>>): FileReport => ({
  name,
  status: Object.values(tests).includes('failed') ? 'failed' : 'passed',
  assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
});
const unloaded = (name: string): FileReport => ({ name, status: 'failed', assertionResults: [] });

describe('a suite with files that failed', () => {
  it('runs the few that failed again, also one that could not be loaded', () => {
    const files = [file('a', { x: 'passed' }), file('b', { x: 'failed' }), unloaded('c')];
    expect(filesToRunAgain(files)).toEqual(['b', 'c']);
  });

  it('runs nothing again when much failed at once', () => {
    expect(filesToRunAgain(['a', 'b', 'c', 'd'].map((name) => file(name, { x: 'failed' })))).toEqual([]);
  });

  it('names what failed and then passed, and counts it as passed', () => {
    const first = [file('a', { x: 'passed' }), file('b', { x: 'failed', y: 'passed' }), unloaded('c')];
    const { files, unsettled } = withSecondRun(first, [
      file('b', { x: 'passed', y: 'passed' }),
      file('c', { x: 'passed' }),
    ]);
    expect(unsettled).toEqual(['b: x', 'c']);
    expect(countTests(files, true)).toEqual({ passed: 4, failed: 0, skipped: 0 });
  });

  it('keeps what fails twice, and what fails in the second run only', () => {
    const first = [file('a', { x: 'failed', y: 'passed' })];
    const { files, unsettled } = withSecondRun(first, [file('a', { x: 'failed', y: 'failed' })]);
    expect(unsettled).toEqual([]);
    expect(countTests(files, false)).toEqual({ passed: 0, failed: 2, skipped: 0 });
  });

  it('keeps a failure whose file the second run does not name', () => {
    const { files, unsettled } = withSecondRun([file('a', { x: 'failed' })], []);
    expect(unsettled).toEqual([]);
    expect(countTests(files, false).failed).toBe(1);
  });
});

describe('a count', () => {
  it('is a failure when nothing ran, or when the run failed for no reason of a test', () => {
    expect(countTests([], true).failed).toBe(1);
    expect(countTests([file('a', { x: 'passed' })], false).failed).toBe(1);
  });

  it('counts a file that failed outside of its tests once', () => {
    expect(countTests([unloaded('a'), file('b', { x: 'skipped', y: 'passed' })], false)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
    });
  });
});
