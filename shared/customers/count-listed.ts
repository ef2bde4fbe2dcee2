/** Brings the counters of lists in step with customers as they stand in lists now (ADR 66). */
import { isDeepStrictEqual } from 'node:util';
import { changeItem } from '#platform/table/change-item.ts';
import { putAction } from '#platform/table/kernel.ts';
import { type CountState, countedAction, type ListCountStore, mostStates } from './list-count-store.ts';
import { countersOf, countPartition, groupOf, ListCount } from './list-counts.ts';

export interface CountListedDeps {
  readonly counts: Pick<ListCountStore, 'findStates' | 'findGroups' | 'write'>;
}

/** Actions of a transaction. */
const mostActions = 100;

interface Move {
  readonly state: CountState;
  readonly counters: readonly string[];
  /** Partition, group, counter and what is added to it. */
  readonly deltas: readonly (readonly [partition: string, group: string, counter: string, by: number])[];
}

const moveOf = (tenant: string, state: CountState): Move | undefined => {
  const counters = state.row === undefined ? [] : countersOf(state.row);
  const before = state.counted?.value.counters ?? [];
  if (isDeepStrictEqual(counters, before)) return undefined;
  const partition = countPartition(tenant, state.customerId);
  const delta = (by: number) => (counter: string) => [partition, groupOf(counter), counter, by] as const;
  return {
    state,
    counters,
    deltas: [
      ...counters.filter((counter) => !before.includes(counter)).map(delta(1)),
      ...before.filter((counter) => !counters.includes(counter)).map(delta(-1)),
    ],
  };
};

const itemOf = ([partition, group]: Move['deltas'][number]): string => `${partition}\n${group}`;

/** As many moves as fit into one transaction, one at least. */
const fitting = (moves: readonly Move[]): readonly Move[] => {
  const groups = new Set<string>();
  const taken: Move[] = [];
  for (const move of moves) {
    const more = move.deltas.map(itemOf).filter((item) => !groups.has(item));
    if (taken.length > 0 && taken.length + 1 + groups.size + new Set(more).size > mostActions) break;
    for (const item of more) groups.add(item);
    taken.push(move);
  }
  return taken;
};

const writeMoves = async ({ counts }: CountListedDeps, tenant: string, moves: readonly Move[]): Promise<void> => {
  const deltas = moves.flatMap((move) => move.deltas);
  const items = new Map(deltas.map((delta) => [itemOf(delta), { partition: delta[0], group: delta[1] }]));
  const stored = await counts.findGroups([...items.values()]);
  const known = new Map(stored.map((each) => [`${each.value.partition}\n${each.value.group}`, each]));
  const groups = [...items].map(([item, key]) => {
    const before = known.get(item);
    const after = { ...before?.value.counts };
    for (const delta of deltas) {
      if (itemOf(delta) !== item) continue;
      const [, , counter, by] = delta;
      after[counter] = (after[counter] ?? 0) + by;
      if (after[counter] === 0) delete after[counter];
    }
    const value = { ...(before?.value ?? key), counts: after };
    return putAction(ListCount, value, before?.revision ?? 'absent');
  });
  await counts.write([...moves.map(({ state, counters }) => countedAction(tenant, state, counters)), ...groups]);
};

/**
 * Follows whoever wrote the listings: a stream's batch, an erasure, a repair. Counts each customer by what is counted of it,
 * so that repeats add nothing.
 * @throws ChangeGivenUp
 */
export const countListed = async (
  deps: CountListedDeps,
  tenant: string,
  customerIds: readonly string[],
): Promise<void> => {
  const ids = [...new Set(customerIds)];
  for (let start = 0; start < ids.length; start += mostStates) {
    const some = ids.slice(start, start + mostStates);
    let isLeft = true;
    while (isLeft) {
      isLeft = await changeItem({
        item: `counters of lists of ${tenant}`,
        read: () => deps.counts.findStates(tenant, some),
        decide: (states) => {
          const moves = states.flatMap((state) => moveOf(tenant, state) ?? []);
          if (moves.length === 0) return { result: false };
          const taken = fitting(moves);
          return { write: () => writeMoves(deps, tenant, taken).then(() => taken.length < moves.length) };
        },
      });
    }
  }
};
