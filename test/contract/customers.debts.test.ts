/** Debts through their routes on the real engine: C22–C24, C27–C30, C32, Q15. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { CustomerSchema } from '#contract/customers.ts';
import { type DebtChange, type DebtSchema, debtLimit, type PaymentOrderSchema } from '#contract/debts.ts';
import type { Problem } from '#contract/errors.ts';
import { createCursors } from '#platform/cursor.ts';
import { toItem } from '#platform/table/kernel.ts';
import { signedBySystem } from '#shared/audit/audit-actions.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company } from '#shared/companies/entities.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { Debt } from '#shared/customers/entities.ts';
import { ListingStore } from '#shared/customers/listing-store.ts';
import { projectCustomer } from '#shared/customers/project-customer.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';

type Customer = z.infer<typeof CustomerSchema>;
type DebtView = z.infer<typeof DebtSchema>;
type Order = z.infer<typeof PaymentOrderSchema>;
interface PageOf<Item> {
  readonly items: Item[];
  readonly nextCursor?: string;
}

const caller = { tenant: 'demo' };
/** 23:59:00 in Santiago on 23 November, a minute before the day changes. */
const beforeMidnight = Date.UTC(2026, 10, 24, 2, 59);
const minute = 60_000;
const instalment = { dueDate: '2026-01-01', amount: 1, paid: false };
const debt = { code: 'OP 1/2026', dueDate: '2026-11-23', balance: 50_000, currency: 'CLP', state: 'current' };

let engine: TestTable;
let now = beforeMidnight - 180 * minute;
let startedAt = now;
let api: ReturnType<typeof callApi>;

beforeAll(async () => {
  engine = await startTable();
  for (const tenant of ['demo', 'acme']) {
    const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
    const senders = { email: null, sms: null, whatsapp: null };
    await engine.table.put(Company, newCompany({ tenant, name: tenant, senders, ...place }, now), 'absent');
  }
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(() => {
  startedAt += 1_000;
  now = startedAt;
  const clock = { now: () => now };
  // Anew, so that no test works with settings that another one remembers.
  api = callApi(customerRoutes({ table: engine.table, clock, cursors: createCursors('k'), addressKey: 'key' }));
});

let count = 0;
const create = async (): Promise<string> => {
  count += 1;
  const body = { name: `Ana ${count}`, addresses: [{ channel: 'email', value: `ana${count}@ejemplo.cl` }] };
  return (await api<Customer>({ call: 'POST /v1/customers', body, caller })).body.customerId;
};
const get = async <Body>(path: string): Promise<Body> => {
  const answer = await api<Body>({ call: `GET ${path}`, caller });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const put = async (customerId: string, over: object = {}): Promise<DebtView> => {
  now += 1;
  const call = `PUT /v1/customers/${customerId}/debts`;
  const answer = await api<DebtView>({ call, body: { ...debt, ...over }, caller });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const change = (method: string, customerId: string, debtId: string, body?: unknown, version?: number) =>
  api<DebtView & Problem>({
    call: `${method} /v1/customers/${customerId}/debts/${debtId}`,
    caller,
    ...(body === undefined ? {} : { body }),
    ...(version === undefined ? {} : { headers: { 'if-match': `"${version}"` } }),
  });
const project = async (customerId: string) => {
  const stores = { customers: new CustomerStore(engine.table), listings: new ListingStore(engine.table) };
  await projectCustomer(stores, 'demo', customerId);
};
const listed = async (segment: string): Promise<string[]> => {
  const list = await get<PageOf<Customer>>(`/v1/customers?segment=${encodeURIComponent(segment)}&limit=100`);
  return list.items.map(({ customerId }) => customerId);
};

describe('midnight (Q15, C22–C24)', () => {
  it('moves days overdue, state and segment on the page, in lists and in the order, without a write', async () => {
    const customerId = await create();
    await put(customerId);
    await project(customerId);
    const look = async () => {
      const { segment, debtSummary, version } = await get<Customer>(`/v1/customers/${customerId}`);
      const { items } = await get<PageOf<DebtView>>(`/v1/customers/${customerId}/debts`);
      const order = await get<Order>(`/v1/customers/${customerId}/payment-order`);
      const [first] = items;
      return {
        segment,
        days: debtSummary.daysOverdue,
        state: debtSummary.state,
        version,
        debt: [first?.state, first?.stateNow, first?.daysOverdue],
        order: [order.date, order.segment, order.totals[0]?.overdue, order.states],
        current: (await listed('Vigente')).includes(customerId),
        late: (await listed('Mora 1–30')).includes(customerId),
      };
    };
    now = beforeMidnight;
    expect(await look()).toEqual({
      segment: 'Vigente',
      days: 0,
      state: 'current',
      version: 2,
      debt: ['current', 'current', 0],
      order: ['2026-11-23', 'Vigente', 0, { current: 1 }],
      current: true,
      late: false,
    });
    now = beforeMidnight + minute;
    expect(await look()).toEqual({
      segment: 'Mora 1–30',
      days: 1,
      state: 'overdue',
      version: 2,
      debt: ['current', 'overdue', 1],
      order: ['2026-11-24', 'Mora 1–30', 50_000, { overdue: 1 }],
      current: false,
      late: true,
    });
  });

  it("follows the company's zone when that changes", async () => {
    const customerId = await create();
    await put(customerId);
    now = beforeMidnight;
    expect(await get<Customer>(`/v1/customers/${customerId}`)).toMatchObject({ debtSummary: { daysOverdue: 0 } });
    const companies = new CompanyStore(engine.table);
    const stored = await companies.find('demo');
    if (stored === undefined) throw new Error('no company');
    const moved = await companies.change(stored, { ...stored.value, timeZone: 'Atlantic/Azores' }, signedBySystem(now));
    now += 6_000;
    expect(await get<Customer>(`/v1/customers/${customerId}`)).toMatchObject({ debtSummary: { daysOverdue: 1 } });
    await companies.change(moved, stored.value, signedBySystem(now));
  });

  it('the day that a clock change makes 23 hours long counts as one day', async () => {
    // Chile set its clocks forward at midnight of 6 September 2026: that day began at 01:00.
    const customerId = await create();
    await put(customerId, { dueDate: '2026-09-04' });
    const at = async (time: number) => {
      now = time;
      return (await get<Customer>(`/v1/customers/${customerId}`)).debtSummary.daysOverdue;
    };
    expect(await at(Date.UTC(2026, 8, 6, 3, 59))).toBe(1);
    expect(await at(Date.UTC(2026, 8, 6, 4, 0))).toBe(2);
    expect(await at(Date.UTC(2026, 8, 7, 2, 59))).toBe(2);
    expect(await at(Date.UTC(2026, 8, 7, 3, 0))).toBe(3);
  });

  it('C27: the oldest unpaid instalment counts, and paying it moves the customer back', async () => {
    const customerId = await create();
    const instalments = [
      { number: 1, dueDate: '2026-08-24', amount: 10_000, paid: true },
      { number: 2, dueDate: '2026-09-24', amount: 10_000, paid: false },
      { number: 3, dueDate: '2026-12-24', amount: 10_000, paid: false },
    ];
    const { debtId, openSince } = await put(customerId, { dueDate: '2026-08-24', instalments });
    expect(openSince).toBe('2026-09-24');
    expect(await get<Customer>(`/v1/customers/${customerId}`)).toMatchObject({
      segment: 'Mora 31–60',
      debtSummary: { dueDate: '2026-09-24', state: 'overdue' },
    });
    const paid = instalments.map((one) => ({ ...one, paid: one.number < 3 }));
    await change('PATCH', customerId, debtId, { instalments: paid, balance: 10_000 });
    expect(await get<Customer>(`/v1/customers/${customerId}`)).toMatchObject({
      segment: 'Vigente',
      debtSummary: { dueDate: '2026-12-24', daysOverdue: 0, state: 'current', balances: { CLP: 10_000 } },
    });
  });
});

describe('changing a debt (C28–C30)', () => {
  it('takes named fields under the version that was read; the others stay', async () => {
    const customerId = await create();
    const first = await put(customerId, { invoices: [{ number: 'F-1', dueDate: '2026-11-23', amount: 50_000 }] });
    expect(first).toMatchObject({ version: 1, code: 'OP 1/2026', invoices: [{ number: 'F-1' }] });
    const changed = await change('PATCH', customerId, first.debtId, { balance: 20_000 }, 1);
    expect(changed).toMatchObject({ status: 200, body: { version: 2, balance: 20_000, invoices: first.invoices } });
    expect(await change('PATCH', customerId, first.debtId, { balance: 1 }, 1)).toMatchObject({
      status: 412,
      body: { code: 'VERSION_CONFLICT' },
    });
    const bare = await change('PATCH', customerId, first.debtId, { invoices: null });
    expect(bare.body.invoices).toBeUndefined();
    const gone = await change('DELETE', customerId, first.debtId, undefined, 2);
    expect(gone.body.code).toBe('VERSION_CONFLICT');
    expect(await change('DELETE', customerId, first.debtId, undefined, 3)).toMatchObject({
      status: 200,
      body: { debtId: first.debtId },
    });
    expect((await change('DELETE', customerId, first.debtId)).body.code).toBe('DEBT_NOT_FOUND');
    expect((await change('PATCH', customerId, first.debtId, { balance: 1 })).body.code).toBe('DEBT_NOT_FOUND');
    expect(await get<Customer>(`/v1/customers/${customerId}`)).toMatchObject({ debtSummary: { state: 'none' } });
  });

  it('F14: the same facts again write nothing', async () => {
    const customerId = await create();
    const first = await put(customerId);
    now += minute;
    expect(await put(customerId)).toEqual(first);
    expect((await get<Customer>(`/v1/customers/${customerId}`)).version).toBe(2);
    const { items } = await get<PageOf<DebtChange>>(`/v1/customers/${customerId}/debts/changes`);
    expect(items).toHaveLength(1);
  });

  it('two changes at once are both in the sum', async () => {
    const customerId = await create();
    await Promise.all(['A', 'B', 'C', 'D'].map((code) => put(customerId, { code, balance: 100 })));
    const { debtSummary, version } = await get<Customer>(`/v1/customers/${customerId}`);
    expect([debtSummary.balances, version]).toEqual([{ CLP: 400 }, 5]);
  });

  it('reads debts that were written before they had a version', async () => {
    const customerId = await create();
    const value = { tenant: 'demo', customerId, ...debt, state: 'current' as const, updatedAt: 5 };
    const item = toItem(Debt, { ...value, createdAt: 0, version: 0 }, 1);
    const { createdAt: _createdAt, version: _version, ...old } = item;
    await engine.table.batchWrite([{ kind: 'put', item: { ...old, v: 1 }, expected: 'any' }]);
    const { items } = await get<PageOf<DebtView>>(`/v1/customers/${customerId}/debts`);
    expect(items).toMatchObject([{ code: debt.code, version: 1, createdAt: '1970-01-01T00:00:00.005Z' }]);
    expect(await put(customerId, { balance: 1 })).toMatchObject({ version: 2 });
  });

  it('pages through many debts by due date, and refuses one too many', async () => {
    const customerId = await create();
    const actions = Array.from({ length: debtLimit }, (_, i) => {
      const dueDate = `2026-${String(12 - (i % 12)).padStart(2, '0')}-15`;
      const more = { createdAt: now, updatedAt: now, version: 1, state: 'current' as const };
      const item = toItem(Debt, { tenant: 'demo', customerId, ...debt, ...more, code: `D${i}`, dueDate }, 1);
      return { kind: 'put' as const, item, expected: 'any' as const };
    });
    await engine.table.batchWrite(actions);
    const codes: string[] = [];
    const dates: string[] = [];
    let cursor: string | undefined;
    do {
      const more: string = cursor === undefined ? '' : `&cursor=${cursor}`;
      const page: PageOf<DebtView> = await get(`/v1/customers/${customerId}/debts?limit=30${more}`);
      codes.push(...page.items.map(({ code }) => code));
      dates.push(...page.items.map(({ openSince }) => openSince));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(codes).size).toBe(debtLimit);
    expect(dates).toEqual(dates.toSorted());
    const call = `PUT /v1/customers/${customerId}/debts`;
    const refused = await api<Problem>({ call, body: { ...debt, code: 'one more' }, caller });
    expect(refused).toMatchObject({ status: 409, body: { code: 'DEBT_LIMIT' } });
    expect(await put(customerId, { code: 'D0', balance: 7 })).toMatchObject({ balance: 7 });
  });

  it.each([
    ['a date that is none', { dueDate: '2026-02-30' }, 'DATE_INVALID'],
    ['an amount with a fraction', { balance: 1.5 }, 'WRONG_TYPE'],
    ['a currency of its own', { currency: 'pesos' }, 'VALUE_INVALID'],
    ['an unknown state', { state: 'late' }, 'VALUE_INVALID'],
    ['an instalment twice', { instalments: [1, 1].map((number) => ({ number, ...instalment })) }, 'VALUE_INVALID'],
    ['a field that is not known', { color: 'red' }, 'UNKNOWN_FIELD'],
  ])('refuses %s', async (_what, over, code) => {
    const customerId = await create();
    const call = `PUT /v1/customers/${customerId}/debts`;
    const answer = await api<Problem>({ call, body: { ...debt, ...over }, caller });
    expect([answer.status, answer.body.code], JSON.stringify(answer.body)).toEqual([400, code]);
  });
});

describe('the payment order in full (C32)', () => {
  it('holds every debt, sums per currency, states, and who changed what when', async () => {
    const customerId = await create();
    const instalments = [1, 2].map((number) => ({ ...instalment, number, amount: 25_000, paid: number === 1 }));
    const first = await put(customerId, { code: 'A', instalments });
    await put(customerId, { code: 'B', currency: 'USD', dueDate: '2027-01-01', balance: 900 });
    await put(customerId, { code: 'C', dueDate: '2027-02-01', balance: 100 });
    const mistake = await put(customerId, { code: 'D' });
    now += 10;
    await change('PATCH', customerId, first.debtId, { balance: 25_000, state: 'disputed' });
    now += 10;
    await change('DELETE', customerId, mistake.debtId);
    const order = await get<Order>(`/v1/customers/${customerId}/payment-order`);
    expect(order).toMatchObject({
      customerId,
      date: '2026-11-23',
      segment: 'Mora más de 90',
      summary: { dueDate: '2026-01-01', balances: { CLP: 25_100, USD: 900 }, state: 'disputed' },
      totals: [
        { currency: 'CLP', balance: 25_100, overdue: 25_000, openDebts: 2, unpaidInstalmentsAmount: 25_000 },
        { currency: 'USD', balance: 900, overdue: 0, openDebts: 1, unpaidInstalments: 0 },
      ],
      states: { disputed: 1, current: 2 },
    });
    expect(order.debts.map(({ code }) => code)).toEqual(['A', 'B', 'C']);
    expect(order.changes.map(({ kind, code, by }) => [kind, code, by])).toEqual([
      ['deleted', 'D', 'user-1'],
      ['changed', 'A', 'user-1'],
      ['created', 'D', 'user-1'],
      ['created', 'C', 'user-1'],
      ['created', 'B', 'user-1'],
      ['created', 'A', 'user-1'],
    ]);
    expect(order.changes[1]?.fields).toEqual([
      { field: 'balance', before: 50_000, after: 25_000 },
      { field: 'state', before: 'current', after: 'disputed' },
    ]);
    expect(order.changes[5]?.fields.find(({ field }) => field === 'instalments')).toMatchObject({ after: '1/2' });
    const path = `/v1/customers/${customerId}/debts/changes?limit=4`;
    const page = await get<PageOf<DebtChange>>(path);
    const rest = await get<PageOf<DebtChange>>(`${path}&cursor=${page.nextCursor}`);
    expect([...page.items, ...rest.items]).toEqual(order.changes);
  });
});

it("I17: another company's debt answers exactly as one that does not exist", async () => {
  const customerId = await create();
  const { debtId } = await put(customerId);
  const calls = (id: string): [string, unknown][] => [
    [`GET /v1/customers/${id}/debts`, undefined],
    [`PUT /v1/customers/${id}/debts`, debt],
    [`PATCH /v1/customers/${id}/debts/${debtId}`, { balance: 1 }],
    [`DELETE /v1/customers/${id}/debts/${debtId}`, undefined],
    [`GET /v1/customers/${id}/debts/changes`, undefined],
    [`GET /v1/customers/${id}/payment-order`, undefined],
  ];
  const missing = calls('01missing');
  for (const [position, [call, body]] of calls(customerId).entries()) {
    const foreign = await api({ call, body, caller: { tenant: 'acme' } });
    expect(foreign, call).toEqual(await api({ call: missing[position]?.[0] ?? '', body, caller: { tenant: 'acme' } }));
    expect(foreign.status, call).toBe(404);
  }
});
