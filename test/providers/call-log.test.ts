/** The doubles' call log survives a kill of the runner (issue 10: what was sent must be told after it). */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CallLog } from '../../local/providers/call-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'contacta-calls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const call = (attempt: string) =>
  ({
    operation: 'SendEmail',
    recipient: null,
    attempt,
    tags: {},
    outcome: 'accepted',
    code: null,
    messageId: attempt,
  }) as const;
const attemptsOf = (log: CallLog) => log.list({}).map(({ attempt, sequence }) => [sequence, attempt]);

it('has every call after a kill, without one that was cut off, and goes on counting', () => {
  const file = join(folder, 'calls.ndjson');
  const first = new CallLog(file);
  first.add(call('m-1'));
  first.add(call('m-2'));
  appendFileSync(file, '{"sequence":3,"opera');
  const second = new CallLog(file);
  second.add(call('m-3'));
  const all = [
    [1, 'm-1'],
    [2, 'm-2'],
    [3, 'm-3'],
  ];
  expect(attemptsOf(second)).toEqual(all);
  expect(attemptsOf(new CallLog(file))).toEqual(all);
  second.clear();
  expect(readFileSync(file, 'utf8')).toBe('');
  expect(attemptsOf(new CallLog(file))).toEqual([]);
});
