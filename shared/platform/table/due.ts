/** The index of everything that waits for a time, read shard by shard (design §5). */
import type { Key, Table } from './kernel.ts';
import { dueShards, timeKey } from './keys.ts';

/** Everything due at `now` (epoch ms) in one shard, oldest first, page by page. */
export async function* listDue(table: Table, shard: number, now: number): AsyncGenerator<Key> {
  const due = { index: 'GSI3', pk: `DUE#${shard}`, sk: { from: timeKey(0), to: `${timeKey(now)}#~` } } as const;
  for await (const item of table.queryAll({ ...due, limit: 100 })) yield { pk: String(item.pk), sk: String(item.sk) };
}

export const allShards: readonly number[] = Array.from({ length: dueShards }, (_, shard) => shard);
