/** The index of everything that waits for a time, read shard by shard (design §5). */
import type { Item, Key, Table } from './kernel.ts';
import { dueShards, timeKey, timeOfKey } from './keys.ts';

const duePartition = (shard: number): string => `DUE#${shard}`;

/** Everything due at `now` (epoch ms) in one shard, oldest first, in pages. */
export async function* listDue(table: Table, shard: number, now: number): AsyncGenerator<readonly Key[], undefined> {
  const due = { index: 'GSI3', pk: duePartition(shard), sk: { from: timeKey(0), to: `${timeKey(now)}#~` } } as const;
  let after: Item | undefined;
  do {
    const page = await table.query({ ...due, limit: 25, after });
    yield page.items.map((item) => ({ pk: String(item.pk), sk: String(item.sk) }));
    after = page.last;
  } while (after !== undefined);
  return undefined;
}

/** Time of the first entry of a partition of the due index, epoch ms; infinite where it is empty. */
export const firstDue = async (table: Pick<Table, 'query'>, pk: string): Promise<number> => {
  const { items } = await table.query({ index: 'GSI3', pk, limit: 1 });
  return items[0] === undefined ? Number.POSITIVE_INFINITY : timeOfKey(String(items[0].g3sk));
};

/** Time of the first entry of all shards, epoch ms; infinite where nothing waits. */
export const firstDueOfShards = async (table: Pick<Table, 'query'>): Promise<number> =>
  Math.min(...(await Promise.all(allShards.map((shard) => firstDue(table, duePartition(shard))))));

export const allShards: readonly number[] = Array.from({ length: dueShards }, (_, shard) => shard);
