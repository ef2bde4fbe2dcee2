/** Log de procesos, newest first (F21). */
import type * as z from 'zod';
import type { listProcesses as contract, Process } from '#contract/processes.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import type { Item } from '#platform/table/kernel.ts';
import { type ProcessValue, processKey } from './entities.ts';
import { processAnswer, stateAt } from './rules.ts';
import type { ProcessStore } from './store.ts';

type Filter = z.output<typeof contract.query>;

const defaultLimit = 25;
/** Most processes read for one page. One is at most 4 KB with its checkpoint: a page stays below 40 read units. */
const scanLimit = 75;

const positionOf = (process: ProcessValue): Item => ({ ...processKey(process.tenant, process.processId) });

export const listProcesses = async (
  deps: { readonly processes: Pick<ProcessStore, 'listNewest'>; readonly cursors: Cursors; readonly clock: Clock },
  tenant: string,
  filter: Filter,
): Promise<{ items: Process[]; nextCursor?: string }> => {
  const { kind, state, limit = defaultLimit, cursor } = filter;
  const scope = `${tenant}:processes:${kind ?? ''}:${state ?? ''}`;
  const now = deps.clock.now();
  const wanted = (process: ProcessValue): boolean =>
    (kind === undefined || process.kind === kind) && (state === undefined || stateAt(process, now) === state);
  // Without filters every process read is shown; with them a page may be short and still have a next one.
  const reads = kind === undefined && state === undefined ? Math.min(limit, scanLimit) : scanLimit;
  const page = await deps.processes.listNewest(tenant, reads, deps.cursors.open<Item>(scope, cursor));
  const found = page.processes.filter(wanted);
  const items = found.slice(0, limit).map((process) => processAnswer(process, now));
  const cut = found[limit] === undefined ? undefined : found[limit - 1];
  const last = cut === undefined ? page.last : positionOf(cut);
  return last === undefined ? { items } : { items, nextCursor: deps.cursors.seal(scope, last) };
};
