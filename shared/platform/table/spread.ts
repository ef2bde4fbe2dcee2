/** Over how many partitions the lists and counters of a company lie. One place says it, so that it can be raised for all. */
import { shardOf } from './keys.ts';

/**
 * Partitions of each list: one bears 1,000 writes a second, about 40 projected customers, and DynamoDB splits a busy one by
 * its sort keys. Another number needs the lists made anew, as after a change of their rows.
 */
const shards = 1;

/** The partition of a list in which the row of this id lies. */
export const spreadPartition = (list: string, id: string, over: number = shards): string =>
  over === 1 ? list : `${list}#${shardOf(id, over)}`;

/** All partitions of a list; together they hold it, each in its order. */
export const spreadPartitions = (list: string, over: number = shards): readonly string[] =>
  over === 1 ? [list] : Array.from({ length: over }, (_, shard) => `${list}#${shard}`);
