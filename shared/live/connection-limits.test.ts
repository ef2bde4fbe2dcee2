import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { superfluous } from './connection-limits.ts';
import type { ConnectionValue } from './entities.ts';

const now = 1_795_000_000_000;
const connection = (over: Partial<ConnectionValue>): ConnectionValue => ({
  connectionId: 'a',
  tenant: 'demo',
  userId: 'ana',
  connectedAt: now,
  tokenEndsAt: now + 60_000,
  ...over,
});

describe('limits of connections (issue 3, 2: bounded)', () => {
  it('closes the oldest of a user who opens more than ten', () => {
    const all = Array.from({ length: 13 }, (_, i) => connection({ connectionId: `c${i}`, connectedAt: now + i }));
    expect(superfluous(all, now + 20).map(({ connectionId }) => connectionId)).toEqual(['c2', 'c1', 'c0']);
  });

  it('closes those whose token has ended, whoever they are, and counts them no more', () => {
    const all = Array.from({ length: 10 }, (_, i) => connection({ connectionId: `c${i}`, tokenEndsAt: now }));
    expect(superfluous([...all, connection({ connectionId: 'new' })], now)).toHaveLength(10);
  });

  it('keeps at most 500 of a company and 10 of a user, and the newest of each', () => {
    const some = fc.array(
      fc.record({
        userId: fc.constantFrom('a', 'b', 'c', ...Array.from({ length: 80 }, (_, i) => `u${i}`)),
        age: fc.nat(1_000),
      }),
      { maxLength: 900, size: 'max' },
    );
    fc.assert(
      fc.property(some, (drawn) => {
        const all = drawn.map(({ userId, age }, i) =>
          connection({ connectionId: `c${i}`, userId, connectedAt: now - age }),
        );
        const gone = new Set(superfluous(all, now));
        const kept = all.filter((one) => !gone.has(one));
        expect(kept.length).toBeLessThanOrEqual(500);
        for (const userId of new Set(all.map((one) => one.userId))) {
          const own = kept.filter((one) => one.userId === userId);
          const closed = [...gone].filter((one) => one.userId === userId);
          expect(own.length).toBeLessThanOrEqual(10);
          const oldestKept = Math.min(...own.map(({ connectedAt }) => connectedAt));
          for (const { connectedAt } of closed)
            if (own.length === 10) expect(connectedAt).toBeLessThanOrEqual(oldestKept);
        }
        if (gone.size === 0) expect(kept).toHaveLength(all.length);
      }),
      { numRuns: 60 },
    );
  });
});
