/** Keys made of a time sort as times do. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { dueKey, timeKey, timeOfKey } from './keys.ts';

it('a time as a key sorts like the time, also one with a part of a millisecond', () => {
  const time = fc.double({ min: 0, max: 999_999_999_999_999, noNaN: true });
  fc.assert(
    fc.property(time, time, (one, other) => {
      const [first, second] = [one, other].toSorted((a, b) => a - b);
      expect(timeKey(first ?? 0) <= timeKey(second ?? 0)).toBe(true);
    }),
  );
  expect(timeKey(1_795_992_221_948.4722) < timeKey(1_795_992_288_825)).toBe(true);
});

it('the time is read again from the key', () => {
  const [, sortKey] = dueKey(1_795_992_221_948.4722, 'demo.p1');
  expect(timeOfKey(sortKey)).toBe(1_795_992_221_948);
});
