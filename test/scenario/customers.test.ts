/** Customers and addresses: create, edit, search, filters, favourites, debts (A5, A14, A15, E2, E5–E12, Q2b, Q6, Q12, Q13). */
import { beforeAll, describe, expect, it } from 'vitest';
import { as } from './support/api.ts';
import { customerIds, listAllCustomers, untilCustomerListed } from './support/customer-list.ts';
import { eventually } from './support/eventually.ts';
import { untilAlert } from './support/messages.ts';
import { freshEmail, freshMobile, freshRut, missingEmail, unique } from './support/people.ts';
import { type Customer, customerSchema } from './support/shapes.ts';

const api = as('demo');

describe.concurrent('a customer', () => {
  it('A5 E2: has several addresses over several channels, normalised (#34, #37)', async () => {
    const mailbox = freshEmail();
    const phone = freshMobile();
    const spaced = phone.replace(/^\+56(9)(\d{4})(\d{4})$/, '+56 $1 $2-$3');
    const customer = await api.createCustomer([
      { channel: 'email', value: mailbox.toUpperCase() },
      { channel: 'sms', value: spaced },
      { channel: 'whatsapp', value: phone },
      { channel: 'call', value: phone, label: 'casa' },
    ]);
    expect(customer.addresses.map(({ value }) => value)).toEqual([mailbox, phone, phone, phone]);
    expect(customer).toMatchObject({ contactability: 'ok', version: 1, favorite: false, dnd: [], pausedUntil: null });
  });

  it('Q13: needs no document; where one is given, type and number are unique in the company', async () => {
    const document = { documentType: 'RUT', documentNumber: freshRut() };
    const first = await api.createCustomer([], document);
    const dotted = document.documentNumber.replace(/^(\d{2})(\d{3})(\d{3})/, '$1.$2.$3');
    const again = await api.call('POST', '/v1/customers', {
      body: { name: 'Otra', documentType: 'rut', documentNumber: dotted, addresses: [] },
    });
    expect(again).toMatchObject({ status: 409, code: 'DOCUMENT_EXISTS' });
    // Who has it is told, so that the form can lead there (E2).
    expect(JSON.parse(again.text)).toMatchObject({ customerId: first.customerId });
    expect((await as('acme').createCustomer([], document)).documentNumber).toBe(first.documentNumber);
    const wrong = { ...document, documentNumber: '12345678-9' };
    const refused = await api.call('POST', '/v1/customers', { body: { name: 'X', addresses: [], ...wrong } });
    expect(refused).toMatchObject({ status: 400, code: 'DOCUMENT_INVALID' });
  });

  it('#79: is changed under its version; null removes a field', async () => {
    const customer = await api.createCustomer([], { metadata: { address: 'Talca' }, timeZone: 'America/Santiago' });
    const path = `/v1/customers/${customer.customerId}`;
    const changed = await api.take(customerSchema, 200, 'PATCH', path, {
      body: { name: 'Rosa Nueva', timeZone: null, influencer: true },
      headers: { 'if-match': `"${customer.version}"` },
    });
    expect(changed).toMatchObject({
      name: 'Rosa Nueva',
      timeZone: null,
      influencer: true,
      metadata: { address: 'Talca' },
    });
    expect(changed.version).toBeGreaterThan(customer.version);
    const stale = await api.call('PATCH', path, {
      body: { name: 'Z' },
      headers: { 'if-match': `"${customer.version}"` },
    });
    expect(stale).toMatchObject({ status: 412, code: 'VERSION_CONFLICT' });
    expect((await api.customer(customer.customerId)).name).toBe('Rosa Nueva');
  });

  it('two changes at once under one version: exactly one wins', async () => {
    const customer = await api.createCustomer([]);
    const change = (name: string) =>
      api.call('PATCH', `/v1/customers/${customer.customerId}`, {
        body: { name },
        headers: { 'if-match': String(customer.version) },
      });
    const statuses = (await Promise.all(['A', 'B', 'C', 'D'].map(change))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412 || status === 503)).toHaveLength(3);
  });

  it('addresses are added and deleted; one twice is refused (#34), and so is the 21st (#47)', async () => {
    const value = freshEmail();
    const customer = await api.createCustomer([{ channel: 'email', value }]);
    const path = `/v1/customers/${customer.customerId}/addresses`;
    expect(await api.call('POST', path, { body: { channel: 'email', value: value.toUpperCase() } })).toMatchObject({
      status: 409,
      code: 'ADDRESS_EXISTS',
    });
    const gone = await api.take(customerSchema, 200, 'DELETE', `${path}/${customer.addresses[0]?.addressId}`);
    expect(gone).toMatchObject({ addresses: [], contactability: 'none' });
    const full = await api.createCustomer(
      Array.from({ length: 20 }, () => ({ channel: 'email', value: freshEmail() })),
    );
    const more = await api.call('POST', `/v1/customers/${full.customerId}/addresses`, {
      body: { channel: 'email', value: freshEmail() },
    });
    expect(more).toMatchObject({ status: 409, code: 'ADDRESS_LIMIT' });
  });

  it('F14: created twice with one key is one customer', async () => {
    const headers = { 'idempotency-key': unique() };
    const body = { name: 'Una Vez', addresses: [{ channel: 'email', value: freshEmail() }] };
    const made = await Promise.all([1, 2, 3].map(() => api.call('POST', '/v1/customers', { body, headers })));
    const created = made
      .filter(({ status }) => status === 201)
      .map(({ json }) => customerSchema.parse(json).customerId);
    expect(created.length).toBeGreaterThan(0);
    const last = await api.take(customerSchema, 201, 'POST', '/v1/customers', { body, headers });
    expect(new Set([...created, last.customerId]).size).toBe(1);
  });

  it('Q12: placeholders are refused as addresses', async () => {
    const refused = [
      { channel: 'sms', value: '1' },
      { channel: 'sms', value: '999999999' },
      { channel: 'email', value: 'sin correo' },
      { channel: 'email', value: 'no@no.cl' },
    ].map(
      async (address) => (await api.call('POST', '/v1/customers', { body: { name: 'X', addresses: [address] } })).code,
    );
    for (const code of await Promise.all(refused)) expect(code).toBe('ADDRESS_PLACEHOLDER');
  });

  it('C23–C30 Q15: debts give summary and segment', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
    expect(customer).toMatchObject({ segment: 'Sin deuda', debtSummary: { state: 'none', daysOverdue: 0 } });
    const dueDate = new Date(Date.now() - 45 * 86_400_000).toISOString().slice(0, 10);
    const debts = `/v1/customers/${customer.customerId}/debts`;
    const debt = { code: 'OP-1', dueDate, balance: 125_000, currency: 'CLP', state: 'overdue' };
    expect((await api.call('PUT', debts, { body: debt })).status).toBe(200);
    expect((await api.call('PUT', debts, { body: { ...debt, code: 'OP-2', balance: 5_000 } })).status).toBe(200);
    expect((await api.call('PUT', debts, { body: { ...debt, balance: 100_000 } })).status).toBe(200);
    const now = await api.customer(customer.customerId);
    expect(now).toMatchObject({ segment: 'Mora 31–60', debtSummary: { balances: { CLP: 105_000 }, state: 'overdue' } });
    expect(Math.abs(now.debtSummary.daysOverdue - 45)).toBeLessThanOrEqual(1);
    const { json } = await api.call('GET', debts);
    expect(json).toMatchObject({ items: [{ code: 'OP-1' }, { code: 'OP-2' }] });
  });

  it('E29: notes are kept, newest first', async () => {
    const { customerId } = await api.createCustomer([]);
    const path = `/v1/customers/${customerId}/notes`;
    for (const text of ['Primera', 'Segunda'])
      expect((await api.call('POST', path, { body: { text } })).status).toBe(201);
    expect((await as('demo', 'viewer').call('GET', path)).json).toMatchObject({
      items: [{ text: 'Segunda' }, { text: 'Primera' }],
    });
  });

  it('E5 E6: a favourite is the favourite of one person', async () => {
    const { customerId } = await api.createCustomer([]);
    const path = `/v1/customers/${customerId}/favorite`;
    expect((await api.call('PUT', path, { body: { favorite: true } })).json).toEqual({ favorite: true });
    expect((await api.customer(customerId)).favorite).toBe(true);
    expect((await as('demo', 'supervisor').customer(customerId)).favorite).toBe(false);
    await untilCustomerListed({ favorite: 'true' }, customerId);
    await untilCustomerListed({ favorite: 'true' }, customerId, false, as('demo', 'supervisor'));
  });
});

describe('the list of customers', () => {
  const mark = unique();
  let good: Customer;
  let bad: Customer;
  let worse: Customer;

  beforeAll(async () => {
    const more = { portfolios: [`Cartera ${mark}`], tags: [`tag ${mark}`] };
    good = await api.createCustomer([{ channel: 'email', value: freshEmail() }], {
      ...more,
      name: `Álvaro Ñandú ${mark}`,
      influencer: true,
      metadata: { address: 'Talca' },
      documentType: 'RUT',
      documentNumber: freshRut(),
    });
    bad = await api.createCustomer(
      [
        { channel: 'email', value: missingEmail() },
        { channel: 'sms', value: freshMobile() },
      ],
      {
        ...more,
        name: `Beatriz ${mark}`,
      },
    );
    worse = await api.createCustomer([{ channel: 'email', value: missingEmail() }], {
      ...more,
      name: `Carlos ${mark}`,
    });
    await Promise.all([bad, worse].map(async (customer) => api.send(customer)));
    await Promise.all([bad, worse].map(async ({ customerId }) => untilAlert(api, customerId)));
    await untilCustomerListed({ contactability: 'none', portfolio: `Cartera ${mark}` }, worse.customerId);
    await untilCustomerListed({ contactability: 'problems', portfolio: `Cartera ${mark}` }, bad.customerId);
    await untilCustomerListed({ portfolio: `Cartera ${mark}` }, good.customerId);
  });

  const expectList = (query: Record<string, string>, wanted: () => Customer[]) =>
    eventually(async () => {
      const found = customerIds(await listAllCustomers(query));
      const ours = [good, bad, worse].map(({ customerId }) => customerId).filter((id) => found.includes(id));
      expect(ours.toSorted()).toEqual(customerIds(wanted()).toSorted());
    });

  it('A15 Q2b: "with problems" finds every customer with an alert, also the No contactable ones', () =>
    expectList({ contactability: 'problems' }, () => [bad, worse]));
  it('A6 A15: "none" finds the No contactable ones', () => expectList({ contactability: 'none' }, () => [worse]));
  it('A15: "ok" finds those without any alert', () => expectList({ contactability: 'ok' }, () => [good]));
  it('A15 A14: contactability and search combined', () =>
    expectList({ contactability: 'problems', q: `beatriz ${mark}` }, () => [bad]));
  it('portfolio and tag', async () => {
    await expectList({ portfolio: `Cartera ${mark}` }, () => [good, bad, worse]);
    await expectList({ tag: `tag ${mark}`, contactability: 'none' }, () => [worse]);
  });
  it('E8 E9: all, and influencers', async () => {
    await expectList({ influencer: 'true' }, () => [good]);
    await expectList({ q: mark }, () => [good, bad, worse]);
  });
  it('E10 Q6: new ones, of today and the five dates before', () =>
    expectList({ new: 'true' }, () => [good, bad, worse]));
  it('E11: untyped ones have no metadata', () => expectList({ untyped: 'true' }, () => [bad, worse]));
  it('Q15: by segment; No contactable is one', async () => {
    await expectList({ segment: 'No contactable' }, () => [worse]);
    await expectList({ segment: 'Sin deuda', portfolio: `Cartera ${mark}` }, () => [good, bad]);
  });
  it('A14 E7: search by name without accents, document, e-mail and end of the phone', async () => {
    await expectList({ q: `alvaro nandu ${mark}` }, () => [good]);
    await expectList({ q: good.documentNumber ?? '' }, () => [good]);
    await expectList({ q: bad.addresses[0]?.value ?? '' }, () => [bad]);
    await expectList({ q: bad.addresses[1]?.value ?? '' }, () => [bad]);
  });
  it('sorts by name both ways and pages without gap or repeat', async () => {
    const query = { portfolio: `Cartera ${mark}`, limit: '1' };
    expect(customerIds(await listAllCustomers({ ...query, sort: 'name' }))).toEqual(customerIds([good, bad, worse]));
    expect(customerIds(await listAllCustomers({ ...query, sort: '-name' }))).toEqual(customerIds([worse, bad, good]));
  });
  it('a changed customer moves in the lists', async () => {
    const path = `/v1/customers/${good.customerId}`;
    await api.take(customerSchema, 200, 'PATCH', path, { body: { name: `Zoila ${mark}`, influencer: false } });
    await untilCustomerListed({ influencer: 'true' }, good.customerId, false);
    await untilCustomerListed({ q: `zoila ${mark}` }, good.customerId);
    await untilCustomerListed({ q: `alvaro ${mark}` }, good.customerId, false);
  });
});
