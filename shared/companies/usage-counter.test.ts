import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchOf, createUsageCounter, type Meter } from './usage-counter.ts';
import type { UsageWindow } from './usage-store.ts';

/** What the table adds up, and how often it is asked. */
const newTable = () => {
  const totals = new Map<string, number>();
  const table = {
    writes: 0,
    away: false,
    add: async ({ tenant, counter, start }: UsageWindow, amount: number): Promise<number> => {
      if (table.away) throw new Error('throttled');
      table.writes += 1;
      const key = `${tenant} ${counter} ${start}`;
      const total = (totals.get(key) ?? 0) + amount;
      totals.set(key, total);
      return total;
    },
  };
  return table;
};

const start = Date.parse('2026-11-23T15:00:00Z');
const newContainer = (usage: ReturnType<typeof newTable>, time: { now: number }, failed = () => {}) =>
  createUsageCounter({ usage, clock: { now: () => time.now }, failed });
const meter = (limit: number): Meter => ({ tenant: 'demo', counter: 'requestsPerMinute', limit, seconds: 60 });

describe('counting in batches (B8)', () => {
  it('lets in exactly the limit in one container, and tells when the window ends', async () => {
    const time = { now: start + 12_300 };
    const counter = newContainer(newTable(), time);
    const taken = [];
    for (let request = 0; request < 1_100; request += 1) taken.push(await counter.take(meter(1_000), 1));
    expect(taken.filter(({ allowed }) => allowed)).toHaveLength(1_000);
    expect(taken.at(-1)).toEqual({ allowed: false, limit: 1_000, seconds: 60, remaining: 0, resetSeconds: 48 });
    time.now = start + 60_000;
    expect(await counter.take(meter(1_000), 1)).toMatchObject({ allowed: true, remaining: 999, resetSeconds: 60 });
  });

  it('writes to the table once for half a per cent of the limit, and never for few requests', async () => {
    const table = newTable();
    const counter = newContainer(table, { now: start });
    for (let request = 0; request < 6_000; request += 1) await counter.take(meter(6_000), 1);
    expect(table.writes).toBe(200);
    const quiet = newTable();
    const other = newContainer(quiet, { now: start });
    for (let request = 0; request < 29; request += 1) await other.take(meter(6_000), 1);
    expect(quiet.writes).toBe(0);
  });

  it('is exact for small limits, however many containers there are', async () => {
    const table = newTable();
    const containers = Array.from({ length: 5 }, () => newContainer(table, { now: start }));
    let allowed = 0;
    for (let request = 0; request < 40; request += 1) {
      const container = containers[request % containers.length];
      if ((await container?.take(meter(7), 1))?.allowed) allowed += 1;
    }
    expect(allowed).toBe(7);
  });

  it('lets in the limit and at most a batch less one of each container more (property)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 1, max: 12 }),
        fc.infiniteStream(fc.nat()),
        async (limit, count, choices) => {
          const table = newTable();
          const containers = Array.from({ length: count }, () => newContainer(table, { now: start }));
          let allowed = 0;
          for (let request = 0; request < limit + count * batchOf(limit) + 50; request += 1) {
            const container = containers[choices.next().value % count];
            if ((await container?.take(meter(limit), 1))?.allowed) allowed += 1;
          }
          expect(allowed).toBeLessThanOrEqual(limit + count * (batchOf(limit) - 1));
          expect(allowed).toBeGreaterThanOrEqual(limit - count * batchOf(limit));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('does not let one that is too large use up what is left for smaller ones', async () => {
    const table = newTable();
    const [here, there] = [newContainer(table, { now: start }), newContainer(table, { now: start })];
    const bytes: Meter = { tenant: 'demo', counter: 'uploadBytesPerDay', limit: 1_000, seconds: 86_400 };
    expect(await here.take(bytes, 600)).toMatchObject({ allowed: true });
    expect(await there.take(bytes, 500)).toMatchObject({ allowed: false, remaining: 400 });
    expect(await there.take(bytes, 400)).toMatchObject({ allowed: true, remaining: 0 });
    here.giveBack(bytes, 600);
    expect(await here.take(bytes, 500)).toMatchObject({ allowed: true });
  });

  it('keeps companies and counters apart', async () => {
    const counter = newContainer(newTable(), { now: start });
    expect(await counter.take(meter(1), 1)).toMatchObject({ allowed: true });
    expect(await counter.take(meter(1), 1)).toMatchObject({ allowed: false });
    expect(await counter.take({ ...meter(1), tenant: 'acme' }, 1)).toMatchObject({ allowed: true });
    expect(await counter.take({ ...meter(1), counter: 'sendsPerMinute' }, 1)).toMatchObject({ allowed: true });
  });

  it('refuses nobody because the table is away, says so, and makes up for it', async () => {
    const table = newTable();
    let told = 0;
    const counter = newContainer(table, { now: start }, () => {
      told += 1;
    });
    table.away = true;
    expect(await counter.take(meter(3), 1)).toMatchObject({ allowed: true, remaining: 2 });
    expect(told).toBe(1);
    table.away = false;
    expect(await counter.take(meter(3), 1)).toMatchObject({ allowed: true, remaining: 1 });
    const other = newContainer(table, { now: start });
    expect(await other.take(meter(3), 1)).toMatchObject({ allowed: true, remaining: 0 });
    expect(await other.take(meter(3), 1)).toMatchObject({ allowed: false });
  });
});
