/** Read units, as DynamoDB bills eventually consistent reads: half a unit per 4 KB begun. Pure. */
import type { Item } from './kernel.ts';

/** Size of an item as it is billed, about: attribute names and values as UTF-8. */
const bytesOf = (item: Item): number => Buffer.byteLength(JSON.stringify(item));

/** @param items that one query has read */
export const queryUnits = (items: readonly Item[]): number =>
  Math.max(1, Math.ceil(items.reduce((sum, item) => sum + bytesOf(item), 0) / 4096)) / 2;

/** @param items that were asked for by their keys, each of which costs half a unit at least */
export const itemUnits = (items: readonly Item[]): number => items.reduce((sum, item) => sum + queryUnits([item]), 0);
