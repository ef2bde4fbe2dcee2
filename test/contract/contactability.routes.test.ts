/** Alerts, "can I contact?", pause, DND and history over the API, on the real engine (A8–A11, A18, A24–A26, F4–F7, F11). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareFailure } from '#shared/contactability/address-state.ts';
import { type AddressRef, AddressStateStore } from '#shared/contactability/address-state-store.ts';
import type { FailureFact } from '#shared/contactability/alert.ts';
import { recordOptOut, refreshOwners, states } from '../../functions/composition/contactability.ts';
import { take } from '../../functions/composition/part.ts';
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
import { canStrike, crashAt, crashModes, Lifetime } from '../support/faults.ts';

const noon = Date.UTC(2026, 10, 20, 12);
let now = noon;
const clock = { now: () => now };

let engine: TestTable;
let ses: ListClient;
let sms: ListClient;
let api: ReturnType<typeof contactApi>;
beforeAll(async () => {
  engine = await startTable();
  await seedCompanies(engine.table);
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  now += 3_600_000;
  ses = new ListClient();
  sms = new ListClient();
  api = contactApi(engine.table, clock, { ses, sms });
});

let people = 0;
const email = (): AddressInput => {
  people += 1;
  return { channel: 'email', value: `ana${people}@cliente.example` };
};
const phone = (channel: 'sms' | 'whatsapp'): AddressInput => {
  people += 1;
  return { channel, value: `+569800${String(people).padStart(5, '0')}` };
};

const ground = () => ({ table: engine.table, clock, log: countingLog(), addressKey });
const bounce = async (ref: AddressRef, over: Partial<FailureFact> = {}) => {
  const fact: FailureFact = {
    factId: `fact-${now}`,
    messageId: 'c1-m1',
    class: 'HARD',
    code: 'Permanent/NoEmail',
    reason: 'ADDRESS_NOT_FOUND',
    at: now,
    epoch: 0,
    day: '2026-11-20',
    ...over,
  };
  const plan = await prepareFailure(take(ground(), { states }), { ...ref, fact, threshold: 3 });
  if (plan.actions.length > 0) await engine.table.transact(plan.actions);
  if (plan.raised) await refreshOwners(ground())(ref);
  return plan;
};

const customer = async (id: string) => (await api.call<CustomerAnswer>(`GET /v1/customers/${id}`)).body;
const clearPath = (one: CustomerAnswer): string =>
  `POST /v1/customers/${one.customerId}/addresses/${one.addresses[0]?.addressId}/alert/clear`;

interface Entry {
  readonly at: string;
  readonly kind: string;
  readonly by: string;
  readonly reason: string | null;
  readonly messageId: string | null;
}
interface Check {
  readonly allowed: boolean;
  readonly reasons: readonly { code: string; detail: string; blocking: boolean; until?: string; nextAction?: string }[];
}
const historyOf = async (id: string, query = '') =>
  (await api.call<{ items: Entry[]; nextCursor?: string }>(`GET /v1/customers/${id}/history${query}`)).body;
const check = async (id: string, query = '') =>
  (await api.call<Check>(`GET /v1/customers/${id}/contact-check${query}`)).body;
const codes = (answer: Check) => answer.reasons.map(({ code }) => code);

describe('clearing an alert', () => {
  it('A18, A26, Q9, F5: asks SES first, then the address is usable and history tells who and why', async () => {
    const address = email();
    const one = await api.addCustomer([address]);
    await bounce(refOf(address));
    expect(await customer(one.customerId)).toMatchObject({
      contactability: 'none',
      addresses: [{ alert: { class: 'HARD' } }],
    });
    now += 1000;
    const cleared = await api.call(clearPath(one), { reason: 'customer_confirmed', comment: 'por teléfono' });
    expect(cleared).toMatchObject({ status: 200, body: { alert: null, softFailures: 0 } });
    expect(ses.calls).toEqual([{ EmailAddress: address.value, TenantName: 'ses-demo' }]);
    expect(await customer(one.customerId)).toMatchObject({ contactability: 'ok' });
    expect((await historyOf(one.customerId)).items.slice(0, 2)).toMatchObject([
      { kind: 'alert_cleared', by: 'user-1', reason: 'customer_confirmed: por teléfono' },
      { kind: 'alert_raised', by: 'system', reason: 'ADDRESS_NOT_FOUND', messageId: 'c1-m1' },
    ]);
    const again = await api.call(clearPath(one));
    expect(again).toMatchObject({ status: 409, body: { code: 'ALERT_NOT_ACTIVE' } });
  });

  it('Q9: while SES does not answer the address stays blocked and says so; the next try ends it', async () => {
    const address = email();
    const one = await api.addCustomer([address]);
    await bounce(refOf(address), { class: 'SUPPRESSED', code: 'Permanent/Suppressed' });
    ses.failure = new Error('no answer');
    expect(await api.call(clearPath(one))).toMatchObject({ status: 503, body: { code: 'PROVIDER_UNAVAILABLE' } });
    expect(codes(await check(one.customerId))).toEqual([
      'ADDRESS_ALERTED',
      'PROVIDER_SUPPRESSED',
      'CUSTOMER_NOT_CONTACTABLE',
    ]);
    ses.failure = Object.assign(new Error('not listed'), { name: 'NotFoundException' });
    expect((await api.call(clearPath(one))).status).toBe(200);
    expect(await check(one.customerId)).toEqual({ allowed: true, reasons: [] });
  });

  it('§5.3 scenarios 11, 12: a late bounce of an old attempt raises nothing, a new one does', async () => {
    const address = email();
    const one = await api.addCustomer([address]);
    await bounce(refOf(address));
    await api.call(clearPath(one));
    expect((await bounce(refOf(address), { factId: 'late', at: now + 9 })).outcome).toBe('OLDER_EPOCH');
    expect((await customer(one.customerId)).contactability).toBe('ok');
    expect((await bounce(refOf(address), { factId: 'new', at: now + 9, epoch: 1 })).raised).toBe(true);
    expect((await customer(one.customerId)).contactability).toBe('none');
  });

  it('Q3, §5.3 scenarios 17, 18: every owner in the company is flagged and cleared, no other company', async () => {
    const address = email();
    const [one, two] = [await api.addCustomer([address]), await api.addCustomer([address])];
    const foreign = await api.addCustomer([address], 'acme');
    await bounce(refOf(address));
    const states = async () => [
      (await customer(one.customerId)).contactability,
      (await customer(two.customerId)).contactability,
      (await api.call<CustomerAnswer>(`GET /v1/customers/${foreign.customerId}`, undefined, { tenant: 'acme' })).body
        .contactability,
    ];
    expect(await states()).toEqual(['none', 'none', 'ok']);
    await api.call(clearPath(two));
    expect(await states()).toEqual(['ok', 'ok', 'ok']);
  });

  it('A24, A25: the replaced address has no alert, and history still tells of the old one', async () => {
    const [bad, good] = [email(), email()];
    const one = await api.addCustomer([bad]);
    await bounce(refOf(bad));
    now += 1000;
    const path = `/v1/customers/${one.customerId}/addresses/${one.addresses[0]?.addressId}`;
    const replaced = await api.call<CustomerAnswer>(`PUT ${path}`, { value: good.value });
    expect(replaced.body).toMatchObject({ contactability: 'ok', addresses: [{ alert: null }] });
    const kinds = (await historyOf(one.customerId)).items.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['alert_raised', 'address_replaced']));
  });

  it('I17: another company gets the answer of a customer that does not exist', async () => {
    const one = await api.addCustomer([email()]);
    const acme = { tenant: 'acme', roles: ['admin'] as const };
    const calls = [
      [clearPath(one), {}],
      [`GET /v1/customers/${one.customerId}/contact-check`, undefined],
      [`GET /v1/customers/${one.customerId}/history`, undefined],
      [`PUT /v1/customers/${one.customerId}/pause`, { until: null }],
      [`PUT /v1/customers/${one.customerId}/dnd`, { channel: 'sms', active: true }],
      [`PUT /v1/customers/${one.customerId}/dnd`, { channel: 'sms', active: false }],
    ] as const;
    for (const [target, body] of calls) {
      const foreign = await api.call(target, body, acme);
      const missing = await api.call(target.replace(one.customerId, 'nobody'), body, acme);
      expect([target, foreign.status, foreign.body]).toEqual([target, 404, missing.body]);
    }
  });

  it.each(crashModes)(
    '§5.4 Clear: a crash %s any effect and a repeat end in one clearing',
    async (mode) => {
      for (let position = 0; ; position += 1) {
        const address = email();
        const one = await api.addCustomer([address]);
        await bounce(refOf(address));
        const lifetime = new Lifetime(async (call, send, self) =>
          canStrike(call.name, mode) ? crashAt(position, mode)(call, send, self) : send(),
        );
        const dying = contactApi(engine.through(lifetime.wrap(engine.client)), clock, { ses: lifetime.wrap(ses), sms });
        await dying.call(clearPath(one)).catch(() => undefined);
        const repeat = await api.call(clearPath(one));
        expect([200, 409]).toContain(repeat.status);
        await refreshOwners(ground())(refOf(address));
        const stored = await new AddressStateStore(engine.table).find(refOf(address), { consistent: true });
        expect(stored?.value).toMatchObject({ epoch: 1, facts: [], providerPending: false, ownersDueAt: null });
        expect((await customer(one.customerId)).contactability).toBe('ok');
        const cleared = (await historyOf(one.customerId)).items.filter(({ kind }) => kind === 'alert_cleared');
        expect(cleared).toHaveLength(1);
        if (position >= lifetime.effects.length) {
          expect(position).toBeGreaterThan(2);
          break;
        }
      }
    },
    60_000,
  );
});

describe('"can I contact?"', () => {
  it('F11: names all reasons at once, each with what to do, in the language of the company', async () => {
    const address = email();
    const one = await api.addCustomer([address]);
    await bounce(refOf(address));
    const until = new Date(now + 86_400_000).toISOString();
    await api.call(`PUT /v1/customers/${one.customerId}/dnd`, { channel: 'email', active: true, scope: 'all' });
    await api.call(`PUT /v1/customers/${one.customerId}/pause`, { until });
    const answer = await check(one.customerId, '?channel=email&purpose=automatic');
    expect(answer.allowed).toBe(false);
    expect(codes(answer)).toEqual(['ADDRESS_ALERTED', 'CUSTOMER_NOT_CONTACTABLE', 'CONTACT_DND', 'CONTACT_PAUSED']);
    expect(answer.reasons[0]?.detail).toContain('La dirección no existe');
    expect(answer.reasons.every(({ nextAction }) => nextAction !== undefined)).toBe(true);
    expect(answer.reasons[3]).toMatchObject({ until, blocking: true });
  });

  it('A11: another address of the customer stays usable', async () => {
    const [bad, good] = [email(), email()];
    const one = await api.addCustomer([bad, good]);
    await bounce(refOf(bad));
    expect((await customer(one.customerId)).contactability).toBe('problems');
    expect(await check(one.customerId)).toEqual({ allowed: true, reasons: [] });
    const badId = one.addresses[0]?.addressId;
    expect(codes(await check(one.customerId, `?addressId=${badId}`))).toEqual(['ADDRESS_ALERTED']);
  });

  it('E24, E26: WhatsApp without template needs the window, and an approved template', async () => {
    const one = await api.addCustomer([phone('whatsapp')]);
    const answer = await check(one.customerId, '?channel=whatsapp');
    expect(codes(answer)).toEqual(['WHATSAPP_WINDOW_CLOSED', 'NO_APPROVED_TEMPLATE']);
    expect(codes(await check(one.customerId, '?channel=email'))).toEqual(['NO_ADDRESS']);
  });
});

describe('pause and DND', () => {
  it('C38, Q8: a pause warns people, blocks what is automatic, and ends by itself', async () => {
    const one = await api.addCustomer([email()]);
    const path = `PUT /v1/customers/${one.customerId}/pause`;
    const until = new Date(now + 60_000).toISOString();
    expect((await api.call<CustomerAnswer>(path, { until, reason: 'promesa' })).body.pausedUntil).toBe(until);
    expect(await check(one.customerId)).toMatchObject({ allowed: true, reasons: [{ blocking: false }] });
    expect(await check(one.customerId, '?purpose=automatic')).toMatchObject({ allowed: false });
    now += 60_000;
    expect(await check(one.customerId, '?purpose=automatic')).toEqual({ allowed: true, reasons: [] });
    expect((await historyOf(one.customerId)).items[0]).toMatchObject({ kind: 'paused', reason: 'promesa' });
    for (const [value, code] of [
      [new Date(now - 1).toISOString(), 'DATE_OUT_OF_RANGE'],
      ['2030-02-30T10:00:00Z', 'DATE_INVALID'],
      ['2026-12-01T10:00:00', 'DATE_NO_ZONE'],
    ]) {
      expect(await api.call(path, { until: value })).toMatchObject({ status: 400, body: { code } });
    }
  });

  it('D28: an entry of a person is set, changed and lifted by any advisor', async () => {
    const one = await api.addCustomer([phone('sms')]);
    const path = `PUT /v1/customers/${one.customerId}/dnd`;
    await api.call(path, { channel: 'sms', active: true });
    const changed = await api.call<CustomerAnswer>(path, { channel: 'sms', active: true, scope: 'all' });
    expect(changed.body.dnd).toMatchObject([{ channel: 'sms', scope: 'all', source: 'manual' }]);
    expect(codes(await check(one.customerId))).toEqual(['CONTACT_DND']);
    expect((await api.call<CustomerAnswer>(path, { channel: 'sms', active: false })).body.dnd).toEqual([]);
    expect(sms.calls).toEqual([]);
  });

  it('Q9, F6: an opt-out is lifted by a supervisor with consent, after AWS took the number off its list', async () => {
    const address = phone('sms');
    const one = await api.addCustomer([address]);
    const stop = { ...refOf(address), source: 'opt_out', at: now, messageId: null } as const;
    await recordOptOut(ground())(stop);
    const path = `PUT /v1/customers/${one.customerId}/dnd`;
    const lift = { channel: 'sms', active: false, consent: 'llamada del 20' };
    const supervisor = { roles: ['supervisor'] } as const;
    expect(await api.call(path, lift)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await api.call(path, { channel: 'sms', active: false }, supervisor)).toMatchObject({
      status: 409,
      body: { code: 'CONSENT_REQUIRED' },
    });
    sms.failure = new Error('no answer');
    expect((await api.call(path, lift, supervisor)).status).toBe(503);
    expect((await customer(one.customerId)).dnd).toHaveLength(1);
    sms.failure = undefined;
    expect((await api.call<CustomerAnswer>(path, lift, supervisor)).body.dnd).toEqual([]);
    expect(sms.calls.at(-1)).toEqual({ OptOutListName: 'Default', OptedOutNumber: address.value });
    // The same event told again, days later: it was seen, the consent is newer.
    await recordOptOut(ground())(stop);
    expect((await customer(one.customerId)).dnd).toEqual([]);
    expect((await historyOf(one.customerId)).items.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['dnd_set', 'dnd_lifted']),
    );
  });
});

describe('history', () => {
  it('F5: page by page it is the same list, newest first, each entry once', async () => {
    const address = email();
    const one = await api.addCustomer([address]);
    for (let epoch = 0; epoch < 3; epoch += 1) {
      now += 1000;
      await bounce(refOf(address), { factId: `f${epoch}`, at: now, epoch });
      now += 1000;
      await api.call(clearPath(one));
    }
    now += 1000;
    await bounce(refOf(address), { factId: 'f3', at: now, epoch: 3 });
    const whole = (await historyOf(one.customerId)).items;
    expect(whole.filter(({ kind }) => kind.startsWith('alert'))).toHaveLength(7);
    expect(whole.map(({ at }) => at)).toEqual(whole.map(({ at }) => at).toSorted((a, b) => b.localeCompare(a)));
    const pages: Entry[] = [];
    let query = '?limit=2';
    for (let page = 0; page < 20; page += 1) {
      const { items, nextCursor } = await historyOf(one.customerId, query);
      pages.push(...items);
      if (nextCursor === undefined) break;
      query = `?limit=2&cursor=${nextCursor}`;
    }
    expect(pages).toEqual(whole);
  });
});
