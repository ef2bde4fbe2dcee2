/** Due work is fair between companies and kinds (issue 10, C.11). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lane, workFairly } from './fair-lanes.ts';

const always = () => true;
/** A line of so many pages; each is written down as it is worked on. */
const laneOf = (name: string, pages: number, worked: string[]): Lane => {
  let left = pages;
  return async () => {
    left -= 1;
    worked.push(name);
    await Promise.resolve();
    return { done: 10, failed: 1, more: left > 0 };
  };
};

describe('lines of work', () => {
  it('of ten entries wait one page of the line of 200,000 that stands before them', async () => {
    const worked: string[] = [];
    const lanes = [laneOf('long', 2_000, worked), laneOf('short', 1, worked), laneOf('other', 2, worked)];
    expect(await workFairly(lanes, 1, always)).toEqual({ done: 20_030, failed: 2_003 });
    expect(worked.slice(0, 5)).toEqual(['long', 'short', 'other', 'long', 'other']);
  });

  it('are worked on to their ends, in turn, and never more of them at once than is said', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (pages, width) => {
          const worked: string[] = [];
          let [now, most] = [0, 0];
          const lanes = pages.map((count, index): Lane => {
            const lane = laneOf(String(index), count, worked);
            return async () => {
              now += 1;
              most = Math.max(most, now);
              const page = await lane();
              now -= 1;
              return page;
            };
          });
          await workFairly(lanes, width, always);
          expect(most).toBeLessThanOrEqual(width);
          expect(worked).toHaveLength(pages.reduce((sum, count) => sum + count, 0));
          // Before a line has its second page, each has had its first.
          const [seconds = worked.length] = worked.flatMap((name, at) => (worked.indexOf(name) < at ? [at] : []));
          expect(new Set(worked.slice(0, seconds)).size).toBe(pages.length);
        },
      ),
    );
  });

  it('stop where there is no time for another page', async () => {
    const worked: string[] = [];
    const lanes = [laneOf('a', 9, worked), laneOf('b', 9, worked)];
    expect(await workFairly(lanes, 2, () => worked.length < 5)).toMatchObject({ done: worked.length * 10 });
    expect(worked.length).toBeLessThanOrEqual(6);
  });
});
