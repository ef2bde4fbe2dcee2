/** What must be true of processes: the counts are those of the rows (I11), and none is left lying. */
import * as z from 'zod';
import type { Clock } from '#platform/clock.ts';
import type { Damage, Walk } from '#platform/table/invariant.ts';
import type { ProcessValue } from './entities.ts';
import { hasEnded } from './rules.ts';
import type { ProcessStore } from './store.ts';

/** How long after its time a process may still wait for a worker, ms. */
const stuckAfterMs = 3_600_000;

/** @param now epoch ms */
export const judgeProcess = (process: ProcessValue, now: number): readonly Omit<Damage, 'repair'>[] => {
  const { processId: place, dueAt, kind, state, rowsDone, finishedAt } = process;
  const damage = { place, basis: `${state} ${dueAt} ${rowsDone}` };
  const counts = Object.values(process.import?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  const found: Omit<Damage, 'repair'>[] = [];
  if (process.import !== undefined && counts !== rowsDone) {
    found.push({ ...damage, invariant: 'process-counts', what: `${counts} rows are counted of ${rowsDone}` });
  }
  if (hasEnded(process) !== (finishedAt !== null)) {
    found.push({ ...damage, invariant: 'process-ends', what: `it is ${state} with the end ${finishedAt}` });
  }
  // The nightly check goes on by its own schedule.
  if (kind === 'integrity_check') return found;
  if (!hasEnded(process) && dueAt === null) {
    found.push({ ...damage, invariant: 'process-waits', what: `it is ${state} and nothing is due` });
  } else if (dueAt !== null && dueAt < now - stuckAfterMs) {
    const hours = Math.floor((now - dueAt) / 3_600_000);
    found.push({ ...damage, invariant: 'process-waits', what: `it is ${state}, due for ${hours} h` });
  }
  return found;
};

/** Every process of a company. */
export const createProcessWalk = (deps: {
  readonly processes: Pick<ProcessStore, 'listNewest' | 'find'>;
  readonly clock: Clock;
}): Walk => ({
  name: 'processes',
  async page(tenant, after) {
    const from = after === undefined ? undefined : z.record(z.string(), z.unknown()).parse(after);
    const { processes, last } = await deps.processes.listNewest(tenant, 100, from);
    const looks = processes.map(({ processId }) => async () => {
      const process = await deps.processes.find(tenant, processId);
      return process === undefined ? [] : judgeProcess(process, deps.clock.now());
    });
    return last === undefined ? { looks } : { looks, after: last };
  },
});
