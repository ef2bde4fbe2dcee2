/**
 * Clearing of many alerts and its undo, whose workers are killed again and again, and two supervisors who clear the same
 * (issue 12, line 7; F9, ADR 61): each address changes once, each counts its own, history and audit trail are complete, and an
 * undo gives back what it was. `ALERTED=5000 npx vitest run --project crash test/crash/alert-actions.test.ts` is the cap of one
 * action.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertedAddress } from '#contract/alerts.ts';
import { inParallel } from '#platform/in-parallel.ts';
import { AlertChange, actionPartition } from '#shared/alert-actions/entities.ts';
import { AuditRecord } from '#shared/audit/entities.ts';
import { HistoryStore } from '#shared/contactability/history-store.ts';
import { hasEnded } from '#shared/processes/rules.ts';
import { type AlertWorld, createAlertWorld, noon } from '../support/alert-world.ts';
import { refOf } from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { type Fault, Lifetime } from '../support/faults.ts';

const size = Number(process.env.ALERTED ?? 120);
/** Every so many customers have the address of the one before as well. */
const sharedEach = 20;
/** Writes of a worker before it dies: with its two writes an address, about a sixth of the addresses. */
const life = Math.max(45, Math.round(size / 3));
/** A lease lasts as long as its worker can live, 15 minutes, and half a minute more. */
const leaseOverMs = 16 * 60_000;
const limitMs = 120_000 + size * 1_000;

let engine: TestTable;
let world: AlertWorld;
const addresses = Array.from({ length: size }, (_, index) => ({
  channel: 'email' as const,
  value: `persona.${index}@uno.example`,
}));

beforeAll(async () => {
  engine = await startTable();
  world = await createAlertWorld(engine);
  await inParallel([...addresses.entries()], 16, async ([index, address]) => {
    const shared = index % sharedEach === 1 ? addresses.slice(index - 1, index) : [];
    await world.addCustomer(`Persona ${index}`, [address, ...shared]);
    await world.fail(address, { at: noon + index });
  });
  await world.settle();
}, limitMs);
afterAll(() => engine?.stop());

/** Dies at the write of this number, before or after it was done. */
const diesAt =
  (write: number): Fault =>
  async (call, send, lifetime) => {
    if (call.kind !== 'effect' || call.position < write) return send();
    if (write % 2 === 0) await send();
    return lifetime.die();
  };

let lives = 0;
/** Works on a process to its end, with workers that die one after the other. @returns how many died */
const workWithKills = async (processId: string): Promise<number> => {
  for (let kills = 0; ; kills += 1) {
    lives += 1;
    const lifetime = new Lifetime(diesAt(life + (lives % 7)));
    await world
      .work(processId, { through: engine.through(lifetime.wrap(world.observer.wrap(engine.client))) })
      .catch((error: unknown) => {
        if (!lifetime.isDead) throw error;
      });
    if (hasEnded(await world.process(processId))) return kills;
    expect(lifetime.isDead, 'a worker ends before the action only where it was killed').toBe(true);
    world.time.at += leaseOverMs;
  }
};

/** The whole work list, page by page. */
const listAlerts = async (): Promise<readonly AlertedAddress[]> => {
  await world.settle();
  const items: AlertedAddress[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await world.list(`limit=100${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...page.items);
    if (page.nextCursor === undefined) return items;
    cursor = page.nextCursor;
  }
};

/** How often alerts of each address have ended. */
const endsOfAll = async (): Promise<readonly number[]> => {
  const history = new HistoryStore(engine.table);
  const ends: number[] = [];
  await inParallel([...addresses.entries()], 16, async ([index, address]) => {
    ends[index] = (await history.listEndedAlerts(refOf(address), { limit: 100 })).length;
  });
  return ends;
};

const itemsOf = (type: string, isOf: (item: Readonly<Record<string, unknown>>) => boolean): number =>
  [...world.observer.items.values()].filter((item) => item.type === type && isOf(item)).length;
const auditOf = (processId: string) => itemsOf(AuditRecord.type, ({ subjectId }) => subjectId === processId);
const changesOf = (processId: string) =>
  itemsOf(AlertChange.type, ({ pk }) => pk === actionPartition('demo', processId));

const undo = async (processId: string): Promise<string> =>
  (await world.call<{ processId: string }>('POST /v1/alerts/undo', { processId })).body.processId;

const toldOf = async (processId: string) => {
  const { state, rowsDone, alerts } = await world.process(processId);
  return { state, rowsDone, ...alerts?.counts };
};
const whole = { state: 'success', rowsDone: size, changed: size, unchanged: 0, changedSince: 0, failed: 0 };

describe(`${size} addresses`, () => {
  it(
    'are cleared once each by workers that are killed on the way, and an undo that is killed gives back what was',
    async () => {
      const before = await listAlerts();
      expect(before).toHaveLength(size);
      const processId = await world.ask('clear', { filter: {} });
      expect(await workWithKills(processId)).toBeGreaterThanOrEqual(3);
      expect(await toldOf(processId)).toEqual(whole);
      expect(await listAlerts()).toEqual([]);
      expect(new Set(await endsOfAll())).toEqual(new Set([1]));
      expect([auditOf(processId), changesOf(processId)]).toEqual([1, size]);
      const undone = await undo(processId);
      expect(await workWithKills(undone)).toBeGreaterThanOrEqual(2);
      expect(await toldOf(undone)).toEqual(whole);
      expect(auditOf(undone)).toBe(1);
      expect(await listAlerts()).toEqual(before);
    },
    limitMs,
  );

  it(
    'are cleared once each by two supervisors at once whose workers are killed, and each is told of their own',
    async () => {
      const before = await listAlerts();
      const ends = await endsOfAll();
      const mine = await world.ask('clear', { filter: {} });
      const theirs = await world.ask('clear', { filter: {} }, { userId: 'leo' });
      await Promise.all([workWithKills(mine), workWithKills(theirs)]);
      const [a, b] = [await toldOf(mine), await toldOf(theirs)];
      for (const [told, processId] of [
        [a, mine],
        [b, theirs],
      ] as const) {
        expect(told).toMatchObject({ state: 'success', rowsDone: size, changedSince: 0, failed: 0 });
        expect((told.changed ?? 0) + (told.unchanged ?? 0)).toBe(size);
        expect([changesOf(processId), auditOf(processId)]).toEqual([told.changed, 1]);
      }
      expect((a.changed ?? 0) + (b.changed ?? 0)).toBe(size);
      expect(await listAlerts()).toEqual([]);
      expect(await endsOfAll()).toEqual(ends.map((count) => count + 1));
      for (const processId of [mine, theirs]) await workWithKills(await undo(processId));
      expect(await listAlerts()).toEqual(before);
    },
    limitMs,
  );
});
