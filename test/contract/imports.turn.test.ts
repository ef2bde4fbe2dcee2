/** Imports of one company write in turn, and none holds up the others when its worker is gone (issue 11, line 11; F20). */
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Table } from '#platform/table/kernel.ts';
import { createImportTurn } from '#shared/imports/import-turn.ts';
import { ImportStore } from '#shared/imports/store.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { crashAt, Lifetime } from '../support/faults.ts';

let engine: TestTable;
beforeAll(async () => {
  engine = await startTable();
}, 60_000);
afterAll(() => engine?.stop());

const minute = 60_000;
const lifeMs = 15 * minute;

/** Turns of workers of this lifetime, with a clock of their own that sleeping moves. */
const turnsAt = (now: { ms: number }, lifetime = new Lifetime()) =>
  createImportTurn({
    turns: new ImportStore(new Table(lifetime.wrap(engine.client), engine.name)),
    clock: { now: () => now.ms },
    sleep: async (ms) => {
      now.ms += ms;
      await setImmediate();
    },
  });

/** Until this import is noted as the one that waits. */
const nextNoted = async (tenant: string, processId: string): Promise<void> => {
  const store = new ImportStore(engine.table);
  while ((await store.findTurn(tenant))?.value.next?.processId !== processId) await setImmediate();
};

describe('the turn of an import', () => {
  it('is taken up by its next worker at once, though others wait for it', async () => {
    const now = { ms: Date.UTC(2026, 5, 15, 12) };
    const turns = turnsAt(now);
    expect(await turns.take('dead', 'first', lifeMs)).toBe(true);
    // The worker of the first is gone; its next one asks while the second waits, and is noted as the next.
    const second = turns.take('dead', 'second', lifeMs);
    await nextNoted('dead', 'second');
    expect(await turns.take('dead', 'first', lifeMs)).toBe(true);
    expect(await second).toBe(false);
    await turns.leave('dead', 'first');
    // Whoever waited goes first.
    const before = now.ms;
    expect(await turns.take('dead', 'second', lifeMs)).toBe(true);
    expect(now.ms - before).toBeLessThan(minute);
  });

  it('is had by whoever wrote it and did not hear so', async () => {
    const now = { ms: Date.UTC(2026, 5, 15, 12) };
    const others = turnsAt(now);
    expect(await others.take('lost', 'second', lifeMs)).toBe(true);
    await others.leave('lost', 'second');
    const lost = turnsAt(now, new Lifetime(crashAt(0, 'repeated')));
    const [first, second] = await Promise.all([
      lost.take('lost', 'first', lifeMs),
      others.take('lost', 'second', lifeMs),
    ]);
    expect([first, second].toSorted()).toEqual([false, true]);
    await lost.leave('lost', 'first');
    await others.leave('lost', 'second');
    expect(await others.take('lost', 'second', lifeMs)).toBe(true);
  });

  it('is not kept by whoever gives up without having heard of any write', async () => {
    const now = { ms: Date.UTC(2026, 5, 15, 12) };
    // Each answer was lost, and the SDK's own repetition is refused.
    const deaf = new Lifetime(async ({ kind }, send) => {
      if (kind === 'effect') await send();
      return send();
    });
    expect(await turnsAt(now, deaf).take('deaf', 'first', 40_000)).toBe(false);
    expect(await turnsAt(now).take('deaf', 'second', lifeMs)).toBe(true);
  });
});
