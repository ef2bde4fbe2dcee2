/** The state of an address against the real engine: A1, A10, F1–F4, F7, I7. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putAction } from '#platform/table/kernel.ts';
import { prepareFailure, recordProofOfLife, standingOf } from '#shared/contactability/address-state.ts';
import { type AddressRef, AddressStateStore } from '#shared/contactability/address-state-store.ts';
import type { FailureFact } from '#shared/contactability/alert.ts';
import { HistoryStore } from '#shared/contactability/history-store.ts';
import { type ListOwners, refreshOwners } from '#shared/contactability/refresh-owners.ts';
import { Owner } from '#shared/customers/entities.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 20, 12);
const clock = { now: () => noon + 30 * day };

let engine: TestTable;
let states: AddressStateStore;
beforeAll(async () => {
  engine = await startTable();
  states = new AddressStateStore(engine.table);
}, 60_000);
afterAll(() => engine?.stop());

const listOwners: ListOwners = (ref, page) => new CustomerStore(engine.table).listOwners(ref, page);

let addresses = 0;
const newRef = (): AddressRef => {
  addresses += 1;
  return { tenant: 'demo', channel: 'email', hash: `hash${addresses}` };
};

const fact = (over: Partial<FailureFact> = {}): FailureFact => ({
  factId: `f${over.at ?? noon}`,
  messageId: `c1-m${over.at ?? noon}`,
  class: 'HARD',
  code: 'Permanent/NoEmail',
  at: noon,
  epoch: 0,
  day: new Date(over.at ?? noon).toISOString().slice(0, 10),
  ...over,
});

const fail = async (ref: AddressRef, failure: FailureFact, threshold = 3) => {
  const plan = await prepareFailure({ states, clock }, { ...ref, fact: failure, threshold });
  if (plan.actions.length > 0) await engine.table.transact(plan.actions);
  return plan;
};

const alertOf = async (ref: AddressRef) => {
  const stored = await states.find(ref, { consistent: true });
  return standingOf(stored?.value, 3);
};

describe('failures of an address', () => {
  it('A1, Q1: a hard bounce raises the alert at once, in one action, and a repeat writes nothing', async () => {
    const ref = newRef();
    const first = await fail(ref, fact());
    expect(first).toMatchObject({ outcome: 'APPLIED', raised: true });
    expect(first.actions).toHaveLength(1);
    expect((await alertOf(ref)).alert).toMatchObject({ class: 'HARD', messageId: `c1-m${noon}` });
    expect(await fail(ref, fact())).toEqual({ outcome: 'DUPLICATE', actions: [], raised: false });
  });

  it('F3: soft failures are counted until the threshold of the company', async () => {
    const ref = newRef();
    const soft = (days: number) => fact({ class: 'SOFT', at: noon + days * day });
    expect((await fail(ref, soft(0))).raised).toBe(false);
    await fail(ref, soft(1));
    expect(await alertOf(ref)).toMatchObject({ alert: null, softFailures: 2, softFailureThreshold: 3 });
    expect((await fail(ref, soft(2))).raised).toBe(true);
    expect((await alertOf(ref)).alert).toMatchObject({ class: 'SOFT', reason: 'REPEATED_FAILURES' });
  });

  it('F4: two failures at once are both counted; the later writer is told and prepares again', async () => {
    const ref = newRef();
    const plans = await Promise.all(
      [0, 1].map((n) =>
        prepareFailure({ states, clock }, { ...ref, fact: fact({ class: 'SOFT', at: noon + n * day }), threshold: 2 }),
      ),
    );
    await engine.table.transact(plans[0]?.actions ?? []);
    await expect(engine.table.transact(plans[1]?.actions ?? [])).rejects.toMatchObject({ name: 'ConditionFailed' });
    expect((await fail(ref, fact({ class: 'SOFT', at: noon + day }), 2)).raised).toBe(true);
  });
});

describe('proof of life', () => {
  it('F7: a delivery before any failure costs one write, and a failure that is earlier raises nothing', async () => {
    const ref = newRef();
    expect(await recordProofOfLife({ states, clock }, { ...ref, at: noon })).toEqual({ ended: false });
    const late = await fail(ref, fact({ at: noon - 1 }));
    expect(late).toEqual({ outcome: 'OLDER_THAN_LIFE', actions: [], raised: false });
    expect((await fail(ref, fact({ at: noon + 1 }))).raised).toBe(true);
  });

  it('F7, F5: a later delivery ends the alert once, with an entry that names the failure', async () => {
    const ref = newRef();
    await fail(ref, fact());
    expect(await recordProofOfLife({ states, clock }, { ...ref, at: noon + 5 })).toEqual({ ended: true });
    expect(await recordProofOfLife({ states, clock }, { ...ref, at: noon + 5 })).toEqual({ ended: false });
    expect((await alertOf(ref)).alert).toBeNull();
    const history = await new HistoryStore(engine.table).listEndedAlerts(ref, { limit: 10 });
    expect(history).toHaveLength(1);
    expect(history[0]).toMatchObject({ raisedAt: noon, endedAt: noon + 5, endedBy: 'system' });
  });

  it('F7: after a crash between the mark and the rest, the repeat of the event writes the rest', async () => {
    const ref = newRef();
    await fail(ref, fact());
    await states.raiseAliveAt(ref, noon + 5);
    expect((await alertOf(ref)).alert).toBeNull();
    expect(await recordProofOfLife({ states, clock }, { ...ref, at: noon + 5 })).toEqual({ ended: true });
    expect(await new HistoryStore(engine.table).listEndedAlerts(ref, { limit: 10 })).toHaveLength(1);
  });

  it('Q9, F7: ends the wait for the provider with the alert, so that no address stays blocked without one', async () => {
    const ref = newRef();
    await fail(ref, fact());
    const stored = await states.find(ref, { consistent: true });
    if (stored === undefined) throw new Error('The state was not written.');
    await states.put({ ...stored.value, providerPending: true }, stored.revision);
    await recordProofOfLife({ states, clock }, { ...ref, at: noon + 5 });
    expect(await alertOf(ref)).toMatchObject({ alert: null, providerPending: false });
  });

  it('F7: never ends a suppression', async () => {
    const ref = newRef();
    await fail(ref, fact({ class: 'SUPPRESSED', code: 'Permanent/Suppressed' }));
    await recordProofOfLife({ states, clock }, { ...ref, at: noon + 5 });
    expect((await alertOf(ref)).alert).toMatchObject({ class: 'SUPPRESSED', providerSuppressed: true });
  });
});

describe('owners', () => {
  it('Q3, I6: every owner is recomputed once, in parts, and the due entry goes when all are done', async () => {
    const ref = newRef();
    const owners = Array.from({ length: 7 }, (_, n) => `c${n}`);
    await engine.table.transact(
      owners.map((customerId) => putAction(Owner, { ...ref, customerId, addressId: `a-${customerId}` }, 'absent')),
    );
    await fail(ref, fact());
    const seen: string[] = [];
    const deps = { states, listOwners, refreshCustomer: async (_tenant: string, id: string) => void seen.push(id) };
    expect(await refreshOwners(deps, ref, { pageSize: 2, maxPages: 2 })).toEqual({ done: false, owners: 4 });
    expect(await refreshOwners(deps, ref, { pageSize: 2, maxPages: 2 })).toMatchObject({ owners: 3, done: true });
    expect(seen).toEqual(owners);
    expect((await states.find(ref))?.value.ownersDueAt).toBeNull();
  });

  it('I6: a change during the work keeps the due entry', async () => {
    const ref = newRef();
    await engine.table.put(Owner, { ...ref, customerId: 'c1', addressId: 'a1' }, 'absent');
    await fail(ref, fact());
    const refreshCustomer = async () => {
      await recordProofOfLife({ states, clock }, { ...ref, at: noon + 5 });
    };
    expect(await refreshOwners({ states, listOwners, refreshCustomer }, ref)).toMatchObject({ done: false });
    expect((await states.find(ref))?.value.ownersDueAt).not.toBeNull();
  });
});
