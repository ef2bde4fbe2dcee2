/** Several writers of one customer at once, on the real engine: I6, I8, Q7, Q8. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Contactability } from '#contract/vocabulary.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import type { Assess } from '#shared/customers/assessment.ts';
import { addAddress, deleteAddress } from '#shared/customers/change-addresses.ts';
import { createCustomer } from '#shared/customers/create-customer.ts';
import { readContact } from '#shared/customers/read-contact.ts';
import { refreshContactability } from '#shared/customers/refresh-contactability.ts';
import { setFavorite } from '#shared/customers/set-favorite.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { updateGate } from '#shared/customers/update-gate.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const tenant = 'demo';
const now = Date.UTC(2026, 10, 23, 15);
const company = newCompany(
  {
    tenant,
    name: 'Demo',
    timeZone: 'America/Santiago',
    language: 'es',
    defaultCountry: 'CL',
    senders: { email: null, sms: null, whatsapp: null },
  },
  now,
);

let engine: TestTable;
let customers: CustomerStore;
beforeAll(async () => {
  engine = await startTable();
  customers = new CustomerStore(engine.table);
}, 60_000);
afterAll(() => engine?.stop());

/** Addresses with an alert, by value: what another slice keeps. */
const alerted = new Set<string>();

/** Says what the alerts are at the moment of the question, and takes its time, so that others come between. */
const assess: Assess = async ({ addresses }) => {
  const bad = addresses.filter(({ value }) => alerted.has(value)).length;
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
  const all = bad === addresses.length;
  const contactability: Contactability = all ? 'none' : bad > 0 ? 'problems' : 'ok';
  return {
    standings: new Map(),
    contactability,
    contactabilityReason: all ? (bad === 0 ? 'NO_ADDRESS' : 'ALL_ALERTED') : null,
    callOnly: false,
    alerts: bad,
  };
};

const deps = () => ({
  customers,
  findCompany: async () => company,
  findUser: async () => undefined,
  assess,
  clock: { now: () => now },
  addressKey: 'address-key-of-the-test',
});

let count = 0;
const create = async (addresses: number): Promise<{ customerId: string; values: string[] }> => {
  count += 1;
  const customerId = `c${count}`;
  const values = Array.from({ length: addresses }, (_, i) => `c${count}-${i}@ejemplo.cl`);
  await createCustomer(deps(), {
    tenant,
    userId: 'ana',
    customerId,
    body: { name: 'Ana', addresses: values.map((value) => ({ channel: 'email' as const, value })) },
    at: now,
    repeated: false,
  });
  return { customerId, values };
};

const read = async (customerId: string) => {
  const contact = await readContact({ customers }, tenant, customerId, { consistent: true });
  if (contact === undefined) throw new Error('the customer is gone');
  return contact;
};

it('I6: two bounces at once leave one right state, whatever their order (20 times)', async () => {
  for (let run = 0; run < 20; run += 1) {
    const { customerId, values } = await create(2);
    await Promise.all(
      values.map(async (value) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
        alerted.add(value);
        await refreshContactability(deps(), tenant, customerId);
      }),
    );
    const { customer } = await read(customerId);
    expect(customer).toMatchObject({ contactability: 'none', contactabilityReason: 'ALL_ALERTED', alerts: 2 });
    // What people have open stays valid: nobody edited the customer.
    expect(customer.version).toBe(1);
  }
});

it('I6, I8: addresses that come and go while alerts are raised leave head and gate as the addresses are', async () => {
  for (let run = 0; run < 5; run += 1) {
    const { customerId, values } = await create(2);
    const [first] = (await read(customerId)).addresses;
    const target = { tenant, userId: 'ana', customerId };
    const added = { channel: 'email' as const, value: `nueva-${customerId}@ejemplo.cl` };
    alerted.add(values[1] ?? '');
    await Promise.all([
      refreshContactability(deps(), tenant, customerId),
      deleteAddress(deps(), { ...target, addressId: first?.addressId ?? '', ifMatch: undefined }),
      addAddress(deps(), { ...target, addressId: `new${run}`, at: now, body: added }),
    ]);
    const { customer, gate, addresses } = await read(customerId);
    expect(addresses.map(({ value }) => value).sort()).toEqual([values[1], added.value].sort());
    expect([...gate.activeAddressIds].sort()).toEqual(addresses.map(({ addressId }) => addressId).sort());
    expect(customer).toMatchObject({ contactability: 'problems', alerts: 1, version: 3 });
  }
});

it('Q7, Q8: a pause and two DND entries at once are all kept', async () => {
  const { customerId } = await create(1);
  const dnd = (channel: 'email' | 'sms') => ({ channel, scope: 'all' as const, source: 'manual' as const, at: now });
  await Promise.all([
    updateGate({ customers }, tenant, customerId, (gate) => ({ ...gate, pausedUntil: now + 1 })),
    updateGate({ customers }, tenant, customerId, (gate) => ({ ...gate, dnd: [...gate.dnd, dnd('email')] })),
    updateGate({ customers }, tenant, customerId, (gate) => ({ ...gate, dnd: [...gate.dnd, dnd('sms')] })),
  ]);
  const { gate, revisions } = await read(customerId);
  expect(gate.pausedUntil).toBe(now + 1);
  expect(gate.dnd.map(({ channel }) => channel).sort()).toEqual(['email', 'sms']);
  await updateGate({ customers }, tenant, customerId, (same) => same);
  expect((await read(customerId)).revisions).toEqual(revisions);
  await expect(updateGate({ customers }, tenant, 'nobody', (gate) => gate)).rejects.toThrow('NOT_FOUND');
});

it('an action beside the gate that does not hold is told to the caller, and nothing is written', async () => {
  const { customerId } = await create(1);
  const { customer, gate } = await read(customerId);
  const extra = () => [{ kind: 'check' as const, key: { pk: 'T#demo#NOTHING', sk: 'X' }, expected: 7 }];
  await expect(
    updateGate({ customers }, tenant, customerId, (before) => ({ ...before, pausedUntil: 5 }), extra),
  ).rejects.toThrow(ConditionFailed);
  expect(await read(customerId)).toMatchObject({ customer, gate });
});

it('E6: hearts set at once are all kept', async () => {
  const ids = await Promise.all([1, 2, 3, 4].map(async () => (await create(0)).customerId));
  const set = (customerId: string, favorite: boolean) =>
    setFavorite(deps(), { tenant, userId: 'ana', customerId, favorite });
  await Promise.all(ids.map((customerId) => set(customerId, true)));
  await set(ids[0] ?? '', false);
  const stored = await customers.findFavorites(tenant, 'ana', { consistent: true });
  expect(Object.keys(stored?.value.customerIds ?? {}).sort()).toEqual(ids.slice(1).sort());
});
