/** Log de procesos, newest first (F21). */
import type * as z from 'zod';
import type { listProcesses as contract, Process } from '#contract/processes.ts';
import { anyOf, valuesOf } from '#contract/values-text.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import type { Item } from '#platform/table/kernel.ts';
import { type ProcessValue, processKey } from './entities.ts';
import { processAnswer, stateAt } from './rules.ts';
import type { ProcessStore } from './store.ts';

type Filter = z.output<typeof contract.query>;

export interface ListProcessesDeps {
  readonly processes: Pick<ProcessStore, 'listNewest'>;
  readonly cursors: Cursors;
  readonly clock: Clock;
}

const defaultLimit = 25;
/** Most processes that are read at a time: one is at most 4 KB with its checkpoint. */
const chunk = 75;
/**
 * Most read units of a page that has rows, and of one that has none: that one looks on until there is something to show.
 * The log of some years is read to its end by it.
 */
const [unitLimit, emptyUnitLimit] = [38, 2_000];

const positionOf = (process: ProcessValue): Item => ({ ...processKey(process.tenant, process.processId) });

/** Reads chunk by chunk until the page is full, the log has ended, or the units are spent. */
const fillPage = async (
  { processes }: Pick<ListProcessesDeps, 'processes'>,
  tenant: string,
  wanted: (process: ProcessValue) => boolean,
  { limit, reads, start }: { readonly limit: number; readonly reads: number; readonly start: Item | undefined },
): Promise<{ readonly found: readonly ProcessValue[]; readonly next: Item | undefined }> => {
  const found: ProcessValue[] = [];
  let after = start;
  for (let spent = 0; ; ) {
    const page = await processes.listNewest(tenant, reads, after);
    spent += page.units;
    for (const [index, process] of page.processes.entries()) {
      if (!wanted(process)) continue;
      found.push(process);
      if (found.length < limit) continue;
      const isLast = index === page.processes.length - 1;
      return { found, next: isLast ? page.last : positionOf(process) };
    }
    if (page.last === undefined) return { found, next: undefined };
    after = page.last;
    if (spent + Math.max(page.units, 2) > (found.length > 0 ? unitLimit : emptyUnitLimit))
      return { found, next: after };
  }
};

export const listProcesses = async (
  deps: ListProcessesDeps,
  tenant: string,
  filter: Filter,
): Promise<{ items: Process[]; nextCursor?: string }> => {
  const { kind, state, limit = defaultLimit, cursor } = filter;
  const scope = `${tenant}:processes:${kind ?? ''}:${state ?? ''}`;
  const now = deps.clock.now();
  const [kinds, states] = [anyOf(valuesOf(kind)), anyOf(valuesOf(state))];
  const wanted = (process: ProcessValue): boolean => kinds([process.kind]) && states([stateAt(process, now)]);
  const { found, next } = await fillPage(deps, tenant, wanted, {
    limit,
    reads: kind === undefined && state === undefined ? Math.min(limit, chunk) : chunk,
    start: deps.cursors.open<Item>(scope, cursor),
  });
  const items = found.map((process) => processAnswer(process, now));
  return next === undefined ? { items } : { items, nextCursor: deps.cursors.seal(scope, next) };
};
