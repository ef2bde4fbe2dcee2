/** Read units of a page, as DynamoDB bills eventually consistent reads: half a unit per 4 KB begun. Pure. */
import type { Item } from './kernel.ts';

/** Size of an item as it is billed, about: attribute names and values as UTF-8. */
const bytesOf = (item: Item): number => Buffer.byteLength(JSON.stringify(item));

/** @param items that one query has read */
export const queryUnits = (items: readonly Item[]): number =>
  Math.max(1, Math.ceil(items.reduce((sum, item) => sum + bytesOf(item), 0) / 4096)) / 2;
