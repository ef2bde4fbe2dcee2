import { describe, expect, it } from 'vitest';
import type { ProcessValue } from './entities.ts';
import { judgeProcess } from './invariants.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 29, 12);
const process: ProcessValue = {
  tenant: 'demo',
  processId: 'p1',
  kind: 'export',
  state: 'success',
  date: null,
  format: null,
  cut: now,
  createdAt: now - hour,
  startedAt: now - hour,
  finishedAt: now,
  requestedBy: 'ana',
  rowsDone: 3,
  rowsTotal: 3,
  files: [],
  error: null,
  lease: null,
  checkpoint: null,
  dueAt: null,
};
const importOf = (created: number): ProcessValue['import'] => ({
  kind: 'customers',
  fileName: 'c.csv',
  size: 1,
  options: {
    dryRun: false,
    raiseAlerts: false,
    dateFormat: 'yyyy-mm-dd',
    decimal: '.',
    listSeparator: ';',
    withoutDocument: 'reject',
  },
  stage: 'done',
  separator: ';',
  bytesDone: 1,
  counts: { created, updated: 1, duplicate: 0, rejected: 1 },
  interactions: 0,
  warnings: 0,
  key: 'k',
  pinned: null,
  issues: [],
});
const invariantsOf = (over: Partial<ProcessValue>): readonly string[] =>
  judgeProcess({ ...process, ...over }, now).map(({ invariant }) => invariant);

describe('what must be true of a process (I11, I12)', () => {
  it.each<[string, Partial<ProcessValue>, readonly string[]]>([
    ['has ended', {}, []],
    ['counts every row once', { import: importOf(1) }, []],
    ['counts rows that it did not read', { import: importOf(2) }, ['process-counts']],
    ['has ended without an end', { finishedAt: null }, ['process-ends']],
    ['has an end and goes on', { state: 'processing', dueAt: now }, ['process-ends']],
    ['waits for its worker', { state: 'pending', finishedAt: null, dueAt: now - hour + 1 }, []],
    [
      'has waited for more than an hour',
      { state: 'pending', finishedAt: null, dueAt: now - hour - 1 },
      ['process-waits'],
    ],
    ['waits for nothing', { state: 'processing', finishedAt: null }, ['process-waits']],
    ['is told of by nobody', { dueAt: now - 2 * hour }, ['process-waits']],
    ['is the check itself', { kind: 'integrity_check', state: 'processing', finishedAt: null }, []],
  ])('a process that %s', (_what, over, found) => {
    expect(invariantsOf(over)).toEqual(found);
  });
});
