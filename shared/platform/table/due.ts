/** The index of everything that waits for a time, read shard by shard (design §5). */
import type { Key, Table } from './kernel.ts';
import { dueShards, timeKey } from './keys.ts';

/** Entries due at `now` (epoch ms) of one shard, oldest first; at most `limit`. */
export const listDue = async (table: Table, shard: number, now: number, limit: number): Promise<readonly Key[]> => {
  const { items } = await table.query({
    index: 'GSI3',
    pk: `DUE#${shard}`,
    sk: { from: timeKey(0), to: `${timeKey(now)}#~` },
    limit,
  });
  return items.map((item) => ({ pk: String(item.pk), sk: String(item.sk) }));
};

export const allShards: readonly number[] = Array.from({ length: dueShards }, (_, shard) => shard);
