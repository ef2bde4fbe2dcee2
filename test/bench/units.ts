/**
 * Read and write units of one table access, from the images of the items alone (design §5 "Budgets").
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
import { isDeepStrictEqual } from 'node:util';
import type { Item } from '#platform/table/kernel.ts';
import { type ProjectedIndex, projectedIndexes } from '../../lib/index-projections.ts';
import { itemBytes } from './item-size.ts';

/** An item before and after a write; undefined where there is none. */
export interface Images {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** Writes are rounded up to 1 KB, and cost one unit at least. @param bytes size of the item */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));

/** Reads are rounded up to 4 KB; an eventually consistent one costs half. @param bytes that were read together */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);

const bytesOf = (item: Item | undefined): number => (item === undefined ? 0 : itemBytes(item));

/** The table's own part: the larger of the two images. */
export const tableWriteUnits = ({ before, after }: Images): number =>
  writeUnits(Math.max(bytesOf(before), bytesOf(after)));

/** What an index holds of an item; undefined where the item has not its keys. */
export const projected = (index: ProjectedIndex, item: Item | undefined): Item | undefined => {
  if (item?.[index.partitionKey] === undefined || item[index.sortKey] === undefined) return undefined;
  const names = [
    'pk',
    'sk',
    index.partitionKey,
    index.sortKey,
    ...(index.projection === 'keys' ? [] : index.projection),
  ];
  return Object.fromEntries(names.filter((name) => item[name] !== undefined).map((name) => [name, item[name]]));
};

/** A write as it lands on one partition of the table or of an index. */
export interface Landing {
  /** `table`, or the index. */
  readonly on: string;
  readonly pk: string;
  readonly units: number;
}

/** Where a write lands in one index: a new or gone entry 1 per KB, another key both, the same entry nowhere. */
const indexLandings = (index: ProjectedIndex, images: Images): readonly Landing[] => {
  const before = projected(index, images.before);
  const after = projected(index, images.after);
  if (isDeepStrictEqual(before, after)) return [];
  const land = (entry: Item | undefined, units: number): Landing => ({
    on: index.name,
    pk: String(entry?.[index.partitionKey]),
    units,
  });
  const sameKey =
    before?.[index.partitionKey] === after?.[index.partitionKey] && before?.[index.sortKey] === after?.[index.sortKey];
  if (before === undefined || after === undefined || sameKey) {
    return [land(after ?? before, writeUnits(Math.max(bytesOf(before), bytesOf(after))))];
  }
  return [before, after].map((entry) => land(entry, writeUnits(itemBytes(entry))));
};

/** Where a write lands in all indexes. */
export const landingsOf = (images: Images): readonly Landing[] =>
  projectedIndexes.flatMap((index) => indexLandings(index, images));

/** Writes of one index. */
export const indexWriteUnits = (index: ProjectedIndex, images: Images): number =>
  indexLandings(index, images).reduce((sum, { units }) => sum + units, 0);

/** Units of every index that a write touches, by name. */
export const indexWrites = (images: Images): readonly (readonly [name: string, units: number])[] =>
  projectedIndexes
    .map((index) => [index.name, indexWriteUnits(index, images)] as const)
    .filter(([, units]) => units > 0);
