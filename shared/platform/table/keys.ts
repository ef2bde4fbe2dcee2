/** Parts of keys. Everything of a company begins with `T#<tenant>#` (design §5). */
import { tenantPattern } from '#contract/fields.ts';

/** Free text inside a key: `#` separates parts, so it is written as `%23`. */
export const keyPart = (text: string): string => text.replaceAll('%', '%25').replaceAll('#', '%23');

/** The text that `keyPart` made a part of a key. */
export const textOfPart = (part: string): string => part.replaceAll('%23', '#').replaceAll('%25', '%');

/**
 * Partition key of a company's data.
 * @throws TypeError when the tenant id is not one: keys of two companies must never meet
 */
export const tenantKey = (tenant: string, ...parts: readonly string[]): string => {
  if (!tenantPattern.test(tenant)) throw new TypeError('Not a tenant id.');
  return `T#${tenant}#${parts.join('#')}`;
};

/** The company that a partition key begins with; undefined: it is of none. */
export const tenantOfKey = (pk: string): string | undefined => /^T#([a-z0-9-]{3,40})#/.exec(pk)?.[1];

/** Number of shards of the index of everything that waits for a time. */
export const dueShards = 16;

/** Epoch milliseconds as text that sorts like the number; a part of one is left out, since its digits would sort last. */
export const timeKey = (ms: number): string => String(Math.floor(ms)).padStart(15, '0');

/** The time that a sort key of `timeKey` begins with, epoch ms. */
export const timeOfKey = (sortKey: string): number => Number(sortKey.slice(0, 15));

/** Shard of an id, from 0: the same one for ever. */
export const shardOf = (id: string, shards: number): number => {
  let sum = 0;
  for (let i = 0; i < id.length; i += 1) sum = (sum * 31 + id.charCodeAt(i)) % 65_521;
  return sum % shards;
};

/** Keys in the due index: the shard follows from the item's id, the order is the time (epoch ms). */
export const dueKey = (at: number, id: string): readonly [string, string] => [
  `DUE#${shardOf(id, dueShards)}`,
  `${timeKey(at)}#${id}`,
];
