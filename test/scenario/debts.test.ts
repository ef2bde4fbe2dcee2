/** Debts over HTTP alone: segment and summary, the payment order, partial changes, who changed what (C21–C30, C32, Q15). */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { freshEmail, freshMobile, freshRut, unique } from './support/people.ts';
import { customerRowSchema, pageOf } from './support/shapes.ts';

const api = as('demo');
const debtSchema = z.looseObject({
  debtId: z.string(),
  code: z.string(),
  dueDate: z.string(),
  openSince: z.string(),
  balance: z.int(),
  state: z.string(),
  stateNow: z.string(),
  daysOverdue: z.int(),
  version: z.int(),
});
const orderSchema = z.looseObject({
  name: z.string(),
  documentNumber: z.string().nullable(),
  segment: z.string(),
  date: z.string(),
  summary: z.looseObject({ dueDate: z.string().nullable(), daysOverdue: z.int(), state: z.string() }),
  totals: z.array(z.looseObject({ currency: z.string(), balance: z.int(), overdue: z.int(), openDebts: z.int() })),
  states: z.record(z.string(), z.int()),
  debts: z.array(debtSchema),
  changes: z.array(z.looseObject({ kind: z.string(), code: z.string(), by: z.string(), fields: z.array(z.unknown()) })),
});

/** The company's date, `days` from now; demo is in Santiago. */
const day = (days: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Santiago' }).format(Date.now() + days * 86_400_000);
const debtsOf = (customerId: string) => `/v1/customers/${customerId}/debts`;
const put = (customerId: string, over: object = {}) => {
  const body = { code: 'OP 1/2026', dueDate: day(-45), balance: 90_000, currency: 'CLP', state: 'current', ...over };
  return api.take(debtSchema, 200, 'PUT', debtsOf(customerId), { body });
};
const order = (customerId: string) => api.take(orderSchema, 200, 'GET', `/v1/customers/${customerId}/payment-order`);

describe.concurrent('what the header of a conversation shows', () => {
  it('C21 C22 C23 C24 C25 C26: segment, due date, days overdue, state, document and mobile', async () => {
    const document = { documentType: 'RUT', documentNumber: freshRut() };
    const phone = freshMobile();
    const { customerId } = await api.createCustomer([{ channel: 'sms', value: phone }], document);
    await put(customerId);
    expect(await api.customer(customerId)).toMatchObject({
      ...document,
      segment: 'Mora 31–60',
      debtSummary: { dueDate: day(-45), daysOverdue: 45, state: 'overdue', balances: { CLP: 90_000 } },
      addresses: [{ channel: 'sms', value: phone }],
    });
  });

  it('Q15: the list follows, and its filter by segment does', async () => {
    const mark = unique();
    const { customerId } = await api.createCustomer([{ channel: 'email', value: freshEmail() }], {
      portfolios: [`Cartera ${mark}`],
    });
    const { debtId, version } = await put(customerId, { dueDate: day(-100) });
    const find = async (segment: string) => {
      const query = { segment, portfolio: `Cartera ${mark}` };
      return (await api.take(pageOf(customerRowSchema), 200, 'GET', '/v1/customers', { query })).items;
    };
    await eventually(async () => expect(await find('Mora más de 90')).toMatchObject([{ customerId }]));
    await api.take(debtSchema, 200, 'PATCH', `${debtsOf(customerId)}/${debtId}`, {
      body: { dueDate: day(0) },
      headers: { 'if-match': `"${version}"` },
    });
    await eventually(async () => {
      expect(await find('Vigente')).toMatchObject([{ customerId, debtSummary: { daysOverdue: 0, state: 'current' } }]);
      expect(await find('Mora más de 90')).toEqual([]);
    });
  });
});

describe.concurrent('the payment order (C32)', () => {
  it('C27 C28 C29 C30: codes, instalments, invoices, balances, states, and every change', async () => {
    const { customerId } = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const instalments = [1, 2, 3].map((number) => ({
      number,
      dueDate: day(-90 + number * 30),
      amount: 30_000,
      paid: number === 1,
    }));
    const invoices = [{ number: 'F-1001', dueDate: day(-60), amount: 90_000 }];
    const first = await put(customerId, { instalments, invoices, dueDate: day(-60), balance: 60_000 });
    expect(first).toMatchObject({ openSince: day(-30), daysOverdue: 30, state: 'current', stateNow: 'overdue' });
    await put(customerId, { code: 'USD-7', currency: 'USD', dueDate: day(10), balance: 1_250 });
    const path = `${debtsOf(customerId)}/${first.debtId}`;
    const paid = { instalments: instalments.map((one) => ({ ...one, paid: one.number < 3 })), balance: 30_000 };
    await api.take(debtSchema, 200, 'PATCH', path, { body: paid, headers: { 'if-match': `"${first.version}"` } });
    const stale = await api.call('PATCH', path, {
      body: { balance: 1 },
      headers: { 'if-match': `"${first.version}"` },
    });
    expect(stale).toMatchObject({ status: 412, code: 'VERSION_CONFLICT' });
    const full = await order(customerId);
    expect(full).toMatchObject({
      date: day(0),
      segment: 'Vigente',
      summary: { dueDate: day(0), daysOverdue: 0, state: 'current' },
      totals: [
        { currency: 'CLP', balance: 30_000, overdue: 0, openDebts: 1, unpaidInstalments: 1 },
        { currency: 'USD', balance: 1_250, overdue: 0, openDebts: 1 },
      ],
      states: { current: 2 },
      debts: [{ code: 'OP 1/2026', invoices }, { code: 'USD-7' }],
    });
    expect(full.changes.map(({ kind, code }) => [kind, code])).toEqual([
      ['changed', 'OP 1/2026'],
      ['created', 'USD-7'],
      ['created', 'OP 1/2026'],
    ]);
    expect(full.changes[0]?.fields).toEqual([
      { field: 'balance', before: 60_000, after: 30_000 },
      { field: 'instalments', before: '2/3', after: '1/3' },
    ]);
  });

  it('a debt that is paid leaves the sums, one that was a mistake is deleted, and both stay on record', async () => {
    const { customerId } = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const [kept, mistake] = [await put(customerId, { code: 'A' }), await put(customerId, { code: 'B' })];
    await api.take(debtSchema, 200, 'PATCH', `${debtsOf(customerId)}/${kept.debtId}`, {
      body: { state: 'paid', balance: 0 },
    });
    const gone = await api.call('DELETE', `${debtsOf(customerId)}/${mistake.debtId}`);
    expect(gone.status).toBe(200);
    expect((await api.call('DELETE', `${debtsOf(customerId)}/${mistake.debtId}`)).code).toBe('DEBT_NOT_FOUND');
    expect(await order(customerId)).toMatchObject({ segment: 'Sin deuda', totals: [], debts: [{ code: 'A' }] });
    const changes = await api.take(
      pageOf(z.looseObject({ kind: z.string() })),
      200,
      'GET',
      `${debtsOf(customerId)}/changes`,
    );
    expect(changes.items.map(({ kind }) => kind)).toEqual(['deleted', 'changed', 'created', 'created']);
    expect((await api.customer(customerId)).debtSummary).toMatchObject({ state: 'paid', balances: {} });
  });

  it('many debts come page by page, oldest first, also of one state', async () => {
    const { customerId } = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
    for (const number of [3, 1, 2]) await put(customerId, { code: `D${number}`, dueDate: day(10 - number * 5) });
    const codes: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: '1', ...(cursor === undefined ? {} : { cursor }) };
      const page = await api.take(pageOf(debtSchema), 200, 'GET', debtsOf(customerId), { query });
      codes.push(...page.items.map(({ code }) => code));
      cursor = page.nextCursor;
    } while (cursor !== undefined && codes.length < 10);
    expect(codes).toEqual(['D3', 'D2', 'D1']);
    const late = await api.take(pageOf(debtSchema), 200, 'GET', debtsOf(customerId), { query: { state: 'overdue' } });
    expect(late.items.map(({ code }) => code)).toEqual(['D3']);
  });

  it('viewers read it and change nothing', async () => {
    const { customerId } = await api.createCustomer([]);
    const { debtId } = await put(customerId);
    const viewer = as('demo', 'viewer');
    expect((await viewer.call('GET', `/v1/customers/${customerId}/payment-order`)).status).toBe(200);
    const body = { balance: 1 };
    expect((await viewer.call('PATCH', `${debtsOf(customerId)}/${debtId}`, { body })).code).toBe('FORBIDDEN');
  });
});
