/**
 * Size of an item by DynamoDB's rules: names and strings in UTF-8, numbers about half a byte a digit, three bytes for a
 * list or map and one for each of its elements.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
import type { Item } from '#platform/table/kernel.ts';

/** 1 byte, and 1 for two significant digits: zeros at either end do not count. */
const numberBytes = (value: number): number => {
  const [digits = ''] = Math.abs(value).toExponential().replace('.', '').split('e');
  return Math.ceil(digits.length / 2) + 1 + (value < 0 ? 1 : 0);
};

const valueBytes = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberBytes(value);
  if (value === null || typeof value === 'boolean') return 1;
  if (Array.isArray(value)) return value.reduce<number>((sum, element) => sum + 1 + valueBytes(element), 3);
  if (typeof value === 'object') {
    return Object.entries(value).reduce((sum, [name, element]) => sum + 1 + attributeBytes(name, element), 3);
  }
  throw new TypeError(`No size is known for a ${typeof value} in an item: extend item-size.ts.`);
};

/** A value that is `undefined` is not written (marshallOptions). */
const attributeBytes = (name: string, value: unknown): number =>
  value === undefined ? 0 : Buffer.byteLength(name) + valueBytes(value);

/** @returns bytes */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + attributeBytes(name, value), 0);
