/** What the help desk does with a customer, over HTTP alone (D10, E11, E13–E28, F22). */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { freshEmail, freshMobile, freshRut, unique } from './support/people.ts';
import { customerRowSchema, customerSchema, pageOf, userSchema } from './support/shapes.ts';
import { whatsAppTemplate } from './support/templates.ts';

const api = as('demo');
const reasonsSchema = z.array(z.looseObject({ code: z.string(), detail: z.string(), nextAction: z.string() }));
const formSchema = z.looseObject({ freeText: z.array(z.string()), approvalNeeded: z.boolean() });
const accountsSchema = z.looseObject({
  items: z.array(
    z.looseObject({
      channel: z.string(),
      allowed: z.boolean(),
      byHand: z.looseObject({ allowed: z.boolean(), reasons: reasonsSchema }).nullable(),
      byTemplate: z.looseObject({ allowed: z.boolean(), reasons: reasonsSchema }).nullable(),
      sendsFrom: z.looseObject({ accountId: z.string(), value: z.string() }).nullable(),
      form: formSchema.nullable(),
    }),
  ),
  reasons: reasonsSchema,
  metadata: z.record(z.string(), z.unknown()),
});
const ownAccountSchema = z.looseObject({
  accountId: z.string(),
  channel: z.string(),
  value: z.string(),
  state: z.string(),
  default: z.boolean(),
});

describe.concurrent('a customer in place', () => {
  it('D10: assignee, mobile, e-mail, tag and DND are recorded one by one', async () => {
    const { customerId } = await api.createCustomer([]);
    const path = `/v1/customers/${customerId}`;
    const users = await api.take(pageOf(userSchema), 200, 'GET', '/v1/users');
    const advisorId = users.items.find(({ roles }) => roles.includes('advisor'))?.userId;
    await api.take(customerSchema, 200, 'PUT', `${path}/assignee`, { body: { advisorId } });
    for (const [channel, value] of [
      ['sms', freshMobile()],
      ['email', freshEmail()],
    ]) {
      await api.take(customerSchema, 201, 'POST', `${path}/addresses`, { body: { channel, value } });
    }
    await Promise.all(
      ['vip', 'promesa'].map((tag) => api.take(customerSchema, 200, 'PATCH', `${path}/tags`, { body: { add: [tag] } })),
    );
    await api.take(customerSchema, 200, 'PUT', `${path}/dnd`, { body: { channel: 'sms', active: true } });
    const customer = await api.customer(customerId);
    expect(customer).toMatchObject({ advisorId, dnd: [{ channel: 'sms' }], contactability: 'ok' });
    expect(customer.addresses.map(({ channel }) => channel).toSorted()).toEqual(['email', 'sms']);
    expect(customer.tags).toEqual(expect.arrayContaining(['vip', 'promesa']));
    const unknown = await api.call('PUT', `${path}/assignee`, { body: { advisorId: 'nobody' } });
    expect(unknown).toMatchObject({ status: 404, code: 'USER_NOT_FOUND' });
  });

  it('E11 E13 E16 E17: metadata are typed, shown as columns, and their absence is a filter', async () => {
    const mark = unique();
    const portfolios = [`Cartera ${mark}`];
    const metadata = { rut: freshRut(), gender: 'Femenino', address: 'Lira 1' };
    const typed = await api.createCustomer([], { portfolios, metadata });
    const untyped = await api.createCustomer([], { portfolios });
    const rows = z.looseObject({ customerId: z.string(), metadata: z.record(z.string(), z.unknown()) });
    const query = { portfolio: `Cartera ${mark}`, columns: 'rut,gender' };
    await eventually(async () => {
      const { items } = await api.take(pageOf(rows), 200, 'GET', '/v1/customers', { query });
      const shown = new Map(items.map((row) => [row.customerId, row.metadata]));
      expect(shown.get(typed.customerId)).toEqual({ rut: metadata.rut, gender: 'Femenino' });
      expect(shown.get(untyped.customerId)).toEqual({});
    });
    const without = await api.take(pageOf(customerRowSchema), 200, 'GET', '/v1/customers', {
      query: { portfolio: `Cartera ${mark}`, untyped: 'true' },
    });
    expect(without.items.map(({ customerId }) => customerId)).toEqual([untyped.customerId]);
    const refused = await api.call('PATCH', `/v1/customers/${typed.customerId}`, {
      body: { metadata: { rut: '12345678-9', color: 'rojo' } },
    });
    expect(refused).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'metadata.rut' }, { path: 'metadata.color', code: 'METADATA_FIELD_UNKNOWN' }] },
    });
    const fields = z.looseObject({ fields: z.array(z.looseObject({ key: z.string(), builtIn: z.boolean() })) });
    const known = await as('demo', 'viewer').take(fields, 200, 'GET', '/v1/metadata-fields');
    expect(known.fields.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['email', 'clientNumber', 'rut', 'gender', 'phone', 'address']),
    );
  });
});

describe('the accounts of a customer', () => {
  const accountsOf = (customerId: string, user = api) =>
    user.take(accountsSchema, 200, 'GET', `/v1/customers/${customerId}/accounts`);

  it('E18 E19 E20 E21 E22 E23: each with its form, its sender and what stands against it', async () => {
    const phone = freshMobile();
    await whatsAppTemplate();
    const { customerId } = await api.createCustomer(
      [
        { channel: 'whatsapp', value: phone },
        { channel: 'email', value: freshEmail() },
      ],
      { metadata: { clientNumber: 'C-77' } },
    );
    const { items, reasons, metadata } = await accountsOf(customerId, as('demo', 'viewer'));
    expect(metadata).toEqual({ clientNumber: 'C-77' });
    expect(reasons).toEqual([]);
    expect(items.map(({ channel, allowed }) => [channel, allowed])).toEqual([
      ['email', true],
      ['whatsapp', true],
    ]);
    const [email, whatsapp] = items;
    expect(email?.form).toMatchObject({ freeText: ['subject', 'body', 'attachments'], approvalNeeded: false });
    expect(whatsapp?.form).toMatchObject({ freeText: ['body'], approvalNeeded: true });
    expect(whatsapp?.byHand?.reasons.map(({ code }) => code)).toEqual(['WHATSAPP_WINDOW_CLOSED']);
    expect(whatsapp?.byTemplate?.allowed).toBe(true);
    expect(email?.sendsFrom?.value).toContain('@');
  });

  it('E26 E27: an account that an administrator disconnects sends nothing until it is connected again', async () => {
    const acme = as('acme', 'admin');
    const list = () =>
      acme.take(pageOf(ownAccountSchema), 200, 'GET', '/v1/accounts', { query: { channel: 'whatsapp' } });
    const [account] = (await list()).items;
    const { customerId } = await acme.createCustomer([{ channel: 'whatsapp', value: freshMobile() }]);
    const path = `/v1/accounts/${account?.accountId}`;
    expect((await as('acme', 'supervisor').call('POST', `${path}/disconnect`)).code).toBe('FORBIDDEN');
    expect((await as('demo', 'admin').call('POST', `${path}/disconnect`)).code).toBe('ACCOUNT_NOT_FOUND');
    await acme.take(ownAccountSchema, 200, 'POST', `${path}/disconnect`);
    try {
      await eventually(async () => {
        const { items, reasons } = await accountsOf(customerId, acme);
        expect(reasons.map(({ code }) => code)).toEqual(['NO_VALID_ACCOUNT']);
        expect(items[0]).toMatchObject({ allowed: false, sendsFrom: null });
        expect(items[0]?.byTemplate?.reasons.map(({ code }) => code)).toContain('NO_PROACTIVE_ACCOUNT');
      });
    } finally {
      const again = await acme.take(ownAccountSchema, 200, 'POST', `${path}/reconnect`);
      expect(again).toMatchObject({ state: 'connected', default: true });
    }
    const refreshed = await acme.take(pageOf(ownAccountSchema), 200, 'POST', '/v1/accounts/refresh');
    expect(refreshed.items.every(({ state }) => state === 'connected')).toBe(true);
  });
});

describe.concurrent('tickets and shared views', () => {
  it('E28: a ticket has network, number, date and a link; its number is of one customer', async () => {
    const tickets = z.looseObject({ number: z.string(), network: z.string(), link: z.string().nullable() });
    const [one, other] = [await api.createCustomer([]), await api.createCustomer([])];
    const body = { number: unique(), network: 'instagram', state: 'open', link: 'https://desk.example/t/9' };
    const path = `/v1/customers/${one.customerId}/tickets`;
    expect((await api.call('PUT', path, { body })).status).toBe(200);
    const { items } = await as('demo', 'viewer').take(pageOf(tickets), 200, 'GET', path);
    expect(items).toMatchObject([{ ...body, updatedAt: expect.any(String) }]);
    const taken = await api.call('PUT', `/v1/customers/${other.customerId}/tickets`, { body });
    expect(taken).toMatchObject({ status: 409, code: 'TICKET_EXISTS' });
    const script = await api.call('PUT', path, { body: { ...body, link: 'javascript:alert(1)' } });
    expect(script).toMatchObject({ status: 400, code: 'URL_SCHEME' });
  });

  it('F22: a shared view is seen by the company and changed by its owner and supervisors', async () => {
    const view = z.looseObject({ viewId: z.string(), name: z.string(), version: z.int() });
    const body = { name: unique(), filters: { contactability: 'none' }, columns: ['name', 'segment'], sort: 'name' };
    const made = await api.take(view, 201, 'POST', '/v1/views/customers', { body });
    const seen = await as('demo', 'viewer').take(pageOf(view), 200, 'GET', '/v1/views/customers');
    expect(seen.items.find(({ viewId }) => viewId === made.viewId)).toMatchObject(body);
    const foreign = await as('acme', 'viewer').take(pageOf(view), 200, 'GET', '/v1/views/customers');
    expect(foreign.items.map(({ viewId }) => viewId)).not.toContain(made.viewId);
    const path = `/v1/views/customers/${made.viewId}`;
    expect((await as('demo', 'supervisor').call('PUT', path, { body: { ...body, sort: '-name' } })).status).toBe(200);
    const wrong = await api.call('PUT', path, { body: { ...body, filters: { color: 'rojo' } } });
    expect(wrong).toMatchObject({ status: 400, code: 'FILTER_INVALID' });
    expect((await api.call('DELETE', path)).status).toBe(200);
  });
});
