/**
 * Opt-outs and complaints belong to the address, whoever owns it now or later (issue 10, B.6), and reach its owners in
 * time however many there are (C.14). On the real engine.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putAction } from '#platform/table/kernel.ts';
import { AddressStateStore } from '#shared/contactability/address-state-store.ts';
import { adoptOldRefusals } from '#shared/contactability/adopt-old-refusals.ts';
import { historyEntry } from '#shared/contactability/history-entry.ts';
import { HistoryStore } from '#shared/contactability/history-store.ts';
import { refreshOwners } from '#shared/contactability/refresh-owners.ts';
import { addressActions } from '#shared/customers/create-customer.ts';
import { Customer, CustomerHistory, Gate, gateKey } from '#shared/customers/entities.ts';
import { readContact } from '#shared/customers/read-contact.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { owners as ownersOf, recordOptOut, states as statesOf } from '../../functions/composition/contactability.ts';
import { customers as customersOf } from '../../functions/composition/customers.ts';
import {
  type AddressInput,
  addressKey,
  type CustomerAnswer,
  contactApi,
  countingLog,
  ListClient,
  refOf,
  seedCompanies,
} from '../support/contact-system.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { crashAt, Lifetime } from '../support/faults.ts';

const noon = Date.UTC(2026, 10, 20, 12);
let now = noon;
const clock = { now: () => now };
const sms = new ListClient();
const ses = new ListClient();

let engine: TestTable;
let api: ReturnType<typeof contactApi>;
beforeAll(async () => {
  engine = await startTable();
  await seedCompanies(engine.table);
  api = contactApi(engine.table, clock, { ses, sms });
}, 60_000);
afterAll(() => engine?.stop());

let people = 0;
const newAddress = (channel: AddressInput['channel']): AddressInput => {
  people += 1;
  const number = String(people).padStart(5, '0');
  return { channel, value: channel === 'email' ? `ana${number}@cliente.example` : `+569810${number}` };
};

const ground = (table = engine.table) => ({ table, clock, log: countingLog(), addressKey });
const refuse = async (address: AddressInput, over: { at?: number; source?: 'opt_out' | 'complaint' } = {}) =>
  recordOptOut(ground())({ ...refOf(address), source: 'opt_out', at: now, messageId: 'c-m1', ...over });

interface History {
  readonly items: readonly { kind: string; by: string; reason: string | null; addressId: string | null }[];
}
const customer = async (id: string) => (await api.call<CustomerAnswer>(`GET /v1/customers/${id}`)).body;
const historyOf = async (id: string) =>
  (await api.call<History>(`GET /v1/customers/${id}/history`)).body.items.filter(({ kind }) => kind.startsWith('dnd'));
const reasonsOf = async (id: string) => {
  const { body } = await api.call<{ reasons: { code: string }[] }>(`GET /v1/customers/${id}/contact-check`);
  return body.reasons.map(({ code }) => code);
};
const liftBy = (role: 'advisor' | 'supervisor', id: string, channel: string, consent?: string) =>
  api.call<CustomerAnswer>(
    `PUT /v1/customers/${id}/dnd`,
    { channel, active: false, ...(consent === undefined ? {} : { consent }) },
    { roles: [role] },
  );

describe('B.6: a refusal belongs to the address', () => {
  it.each(['email', 'sms', 'whatsapp'] as const)(
    '%s: who is created with it, or gets it, is covered',
    async (channel) => {
      now += 3_600_000;
      const address = newAddress(channel);
      const first = await api.addCustomer([address]);
      await refuse(address, { source: channel === 'email' ? 'complaint' : 'opt_out' });
      const created = await api.addCustomer([address]);
      const other = await api.addCustomer([newAddress(channel)]);
      expect((await customer(other.customerId)).dnd).toEqual([]);
      await api.call(`POST /v1/customers/${other.customerId}/addresses`, address);
      for (const one of [first, created, other]) {
        const { dnd, addresses } = await customer(one.customerId);
        const own = addresses.find(({ value }) => value === address.value)?.addressId;
        const source = channel === 'email' ? 'complaint' : 'opt_out';
        expect(dnd).toEqual([{ channel, scope: 'all', source, at: new Date(now).toISOString(), addressId: own }]);
        expect(await reasonsOf(one.customerId)).toContain('CONTACT_DND');
        expect(await historyOf(one.customerId)).toMatchObject([{ kind: 'dnd_set', by: 'customer', addressId: own }]);
      }
    },
  );

  it('an address that nobody owned when it was said refuses whoever comes to own it', async () => {
    const address = newAddress('sms');
    await refuse(address);
    const one = await api.addCustomer([address]);
    expect((await customer(one.customerId)).dnd).toMatchObject([{ channel: 'sms', source: 'opt_out', scope: 'all' }]);
  });

  it('the wish holds for the other addresses of the channel too, and outlives the removal of the address', async () => {
    const [address, second] = [newAddress('sms'), newAddress('sms')];
    const one = await api.addCustomer([address, second]);
    await refuse(address);
    const [refused, other] = (await customer(one.customerId)).addresses;
    const path = `GET /v1/customers/${one.customerId}/contact-check?addressId=`;
    expect((await api.call<{ allowed: boolean }>(path + other?.addressId)).body.allowed).toBe(false);
    await api.call(`DELETE /v1/customers/${one.customerId}/addresses/${refused?.addressId}`);
    expect((await customer(one.customerId)).dnd).toMatchObject([{ source: 'opt_out', addressId: null }]);
    expect((await api.call<{ allowed: boolean }>(path + other?.addressId)).body.allowed).toBe(false);
  });

  it('Q9: consent with one owner lifts it for every owner, and the history of each tells who and why', async () => {
    const address = newAddress('sms');
    const [one, two] = [await api.addCustomer([address]), await api.addCustomer([address])];
    await refuse(address);
    const told = now;
    now += 60_000;
    expect((await liftBy('advisor', two.customerId, 'sms', 'por teléfono')).status).toBe(403);
    expect((await liftBy('supervisor', two.customerId, 'sms')).body).toMatchObject({ code: 'CONSENT_REQUIRED' });
    expect((await liftBy('supervisor', two.customerId, 'sms', 'por teléfono')).body.dnd).toEqual([]);
    for (const { customerId } of [one, two]) {
      expect((await customer(customerId)).dnd).toEqual([]);
      expect(await reasonsOf(customerId)).toEqual([]);
      expect(await historyOf(customerId)).toMatchObject([
        { kind: 'dnd_lifted', by: 'user-1', reason: 'por teléfono' },
        { kind: 'dnd_set', by: 'customer', reason: 'opt_out' },
      ]);
    }
    // Told again after it was lifted: nothing. A new one: holds again, for both.
    await refuse(address, { at: told });
    expect((await customer(one.customerId)).dnd).toEqual([]);
    await refuse(address);
    expect((await customer(one.customerId)).dnd).toHaveLength(1);
    expect((await customer(two.customerId)).dnd).toHaveLength(1);
  });

  it('entries of before refusals belonged to addresses hold, and are lifted as they were', async () => {
    const address = newAddress('sms');
    const one = await api.addCustomer([address]);
    const customers = new CustomerStore(engine.table);
    const gate = await customers.findGate('demo', one.customerId);
    if (gate === undefined) throw new Error('The customer has no gate.');
    const old = { channel: 'sms', scope: 'all', source: 'complaint', at: noon } as const;
    await customers.saveGate({ ...gate.value, dnd: [old] }, gate.revision);
    expect((await customer(one.customerId)).dnd).toMatchObject([{ source: 'complaint', addressId: null }]);
    expect(await reasonsOf(one.customerId)).toContain('CONTACT_DND');
    expect((await liftBy('supervisor', one.customerId, 'sms')).status).toBe(409);
    expect((await liftBy('supervisor', one.customerId, 'sms', 'carta del 3')).body.dnd).toEqual([]);
    expect(await historyOf(one.customerId)).toMatchObject([{ kind: 'dnd_lifted', reason: 'carta del 3' }]);
  });

  it('the rebuild gives old entries to their address, so that they hold for its other owners', async () => {
    const address = newAddress('sms');
    const [one, two] = [await api.addCustomer([address, newAddress('sms')]), await api.addCustomer([address])];
    const [customers, states, owners] = [customersOf(ground()), statesOf(ground()), ownersOf(ground())];
    const own = one.addresses.find(({ value }) => value === address.value);
    const gate = await customers.findGate('demo', one.customerId);
    if (gate === undefined || own === undefined) throw new Error('The customer is not there.');
    const old = { channel: 'sms', scope: 'all', source: 'opt_out', at: noon } as const;
    await customers.saveGate({ ...gate.value, dnd: [old] }, gate.revision);
    const told = {
      kind: 'dnd_set',
      by: 'customer',
      channel: 'sms',
      addressId: own.addressId,
      reason: 'opt_out',
    } as const;
    const entryId = `dnd-sms-opt_out-${own.addressId}`;
    const entry = historyEntry({ tenant: 'demo', customerId: one.customerId }, noon, { ...told, entryId });
    await engine.table.put(CustomerHistory, entry, 'any');
    const deps = {
      states,
      clock,
      history: new HistoryStore(engine.table),
      readContact: (tenant: string, id: string) => readContact({ customers }, tenant, id, { consistent: true }),
      refreshCustomer: owners.refreshCustomer,
    };
    for (let run = 0; run < 2; run += 1) await adoptOldRefusals(deps, 'demo', one.customerId);
    for (const { customerId } of [one, two]) {
      expect((await customer(customerId)).dnd).toMatchObject([{ source: 'opt_out', at: new Date(noon).toISOString() }]);
      expect(await historyOf(customerId)).toMatchObject([{ kind: 'dnd_set', by: 'customer' }]);
    }
    expect((await customer(one.customerId)).dnd).toMatchObject([{ addressId: own.addressId }]);
  });

  it('two companies that know the same number do not meet', async () => {
    const address = newAddress('sms');
    await refuse(address);
    const there = await api.addCustomer([address], 'acme');
    const { body } = await api.call<CustomerAnswer>(`GET /v1/customers/${there.customerId}`, undefined, {
      tenant: 'acme',
    });
    expect(body.dnd).toEqual([]);
  });
});

describe('C.14: an address with thousands of owners', () => {
  const owners = 2_000;

  /** Customers of one address, laid down without the API. */
  const fill = async (address: AddressInput): Promise<void> => {
    const model = await api.addCustomer([address]);
    const customers = new CustomerStore(engine.table);
    const page = await customers.findPage('demo', model.customerId, { consistent: true });
    const [own] = page?.addresses ?? [];
    if (page === undefined || own === undefined) throw new Error('The customer is not there.');
    const actions = Array.from({ length: owners - 1 }, (_, n) => {
      const customerId = `many-${people}-${String(n).padStart(4, '0')}`;
      return [
        putAction(Customer, { ...page.customer.value, customerId }, 'any'),
        putAction(Gate, { ...page.gate.value, customerId }, 'any'),
        ...addressActions({ ...own.value, customerId }),
      ];
    }).flat();
    await engine.table.batchWrite(actions.flatMap((action) => (action.kind === 'put' ? [action] : [])));
  };

  const refused = async (address: AddressInput): Promise<number> => {
    const customers = new CustomerStore(engine.table);
    let count = 0;
    let after: Parameters<CustomerStore['listOwners']>[1]['after'];
    do {
      const page = await customers.listOwners(refOf(address), { limit: 500, after });
      const gates = await engine.table.batchGet(
        page.owners.map(({ tenant, customerId }) => gateKey(tenant, customerId)),
      );
      count += gates.filter((gate) => Array.isArray(gate.dnd) && gate.dnd.length === 1).length;
      after = page.last;
    } while (after !== undefined);
    return count;
  };

  it('holds at once, reaches everybody through kills in between, and lifts the same way', async () => {
    now += 3_600_000;
    const address = newAddress('email');
    await fill(address);
    const ref = refOf(address);
    const states = new AddressStateStore(engine.table);
    // The event itself: a bounded piece of work, whatever the number of owners.
    const event = new Lifetime();
    await recordOptOut(ground(engine.through(event.wrap(engine.client))))({
      ...ref,
      source: 'complaint',
      at: now,
      messageId: null,
    });
    expect(event.effects.length).toBeLessThan(40);
    expect((await states.find(ref))?.value.refusals).toHaveLength(1);
    expect(await refused(address)).toBeLessThan(owners);
    // The sweep, struck again and again: each run goes on where the one before had come to.
    let runs = 0;
    for (let done = false; !done; runs += 1) {
      const life = new Lifetime(runs % 2 === 0 ? crashAt(700, 'after') : undefined);
      const deps = ownersOf(ground(engine.through(life.wrap(engine.client))));
      const result = await refreshOwners(deps, ref, { pageSize: 100, maxPages: 10 }).catch(() => undefined);
      done = result?.done ?? false;
      expect(runs).toBeLessThan(20);
    }
    expect(await refused(address)).toBe(owners);
    expect((await states.find(ref))?.value.ownersDueAt).toBeNull();

    const some = await new CustomerStore(engine.table).listOwners(ref, { limit: 1 });
    now += 60_000;
    const lifted = await liftBy('supervisor', some.owners[0]?.customerId ?? '', 'email', 'correo del 21');
    expect(lifted.status).toBe(200);
    const deps = ownersOf(ground());
    while (!(await refreshOwners(deps, ref, { pageSize: 100, maxPages: 10 })).done);
    expect(await refused(address)).toBe(0);
  }, 180_000);
});
