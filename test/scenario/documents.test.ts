/** Account statements, pay buttons and invoices on their way to a customer (C11, C13, D23), at a company of their own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilStatus } from './support/messages.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshEmail, unique } from './support/people.ts';
import { settingsSchema } from './support/shapes.ts';

const api = as('acme');
const admin = as('acme', 'admin');
const debtSchema = z.looseObject({ debtId: z.string() });
const documentSchema = z.looseObject({ attachmentId: z.string(), contentType: z.string(), size: z.int() });
const code = `OP "7"/<b>&${unique()}`;
const debt = {
  code,
  dueDate: '2026-01-31',
  balance: 150_000,
  currency: 'CLP',
  state: 'overdue',
  instalments: [{ number: 3, dueDate: '2026-01-31', amount: 150_000, paid: false }],
  invoices: [{ number: 'F/9', dueDate: '2026-02-28', amount: 20_000 }],
};

let settings: Record<string, unknown>;
const pattern = 'https://pagos.example/p/{debtCode}?monto={amount}&moneda={currency}';
const link = `https://pagos.example/p/${encodeURIComponent(code)}?monto=150000&moneda=CLP`;
const pay = async (enabled: boolean): Promise<void> => {
  const body = { ...settings, payments: { enabled, linkPattern: pattern } };
  await admin.take(settingsSchema, 200, 'PUT', '/v1/settings', { body });
};

beforeAll(async () => {
  const current = await admin.take(settingsSchema, 200, 'GET', '/v1/settings');
  const { senders: _senders, updatedAt: _updatedAt, version: _version, ...input } = current;
  settings = input;
});
afterAll(async () => {
  await admin.take(settingsSchema, 200, 'PUT', '/v1/settings', { body: settings });
});

/** A customer with the debt. */
const someone = async () => {
  const to = freshEmail();
  const customer = await api.createCustomer([{ channel: 'email', value: to }]);
  const path = `/v1/customers/${customer.customerId}`;
  const { debtId } = await api.take(debtSchema, 200, 'PUT', `${path}/debts`, { body: debt });
  return { to, customer, path, invoicePath: `${path}/debts/${debtId}/invoice-document` };
};
const fileOf = async (path: string, format: string) => {
  const url = `${path}/account-statement?format=${format}`;
  const answer = await as('acme', 'viewer').call('GET', url);
  expect(answer.status, answer.text.slice(0, 300)).toBe(200);
  return answer;
};
const keep = (path: string, format: string, key: string = unique()) =>
  api.take(documentSchema, 201, 'POST', `${path}/account-statement`, {
    body: { format },
    headers: { 'idempotency-key': key },
  });

describe('account statement (C11)', () => {
  it('is shown as a page that a browser stores and that runs nothing, and as a PDF', async () => {
    const { path } = await someone();
    const page = await fileOf(path, 'html');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''Account%20statement%20/);
    expect(page.headers.get('content-security-policy')).toContain('sandbox');
    expect(page.text).toContain('OP &quot;7&quot;/&lt;b&gt;&amp;');
    expect(page.text).toContain('Instalment 3');
    expect(page.text).toContain('Invoice F/9');
    const pdf = await fileOf(path, 'pdf');
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.text).toMatch(/^%PDF-1\./);
    expect(await api.call('GET', `${path}/account-statement?format=docx`)).toMatchObject({ status: 400 });
  });

  it.runIf(operator)('goes out as PDF and as page, byte by byte what was kept', async () => {
    const { to, customer, path } = await someone();
    const kept = [await keep(path, 'pdf'), await keep(path, 'html')];
    const { messageId } = await api.send(customer, 0, { attachments: kept.map(({ attachmentId }) => attachmentId) });
    await untilStatus(api, messageId, 'delivered');
    const { files } = await theOperator().emailTo(to);
    expect(files.map(({ contentType, bytes }) => [contentType.split(';')[0], bytes.length])).toEqual(
      kept.map(({ contentType, size }) => [contentType, size]),
    );
    expect(files[1]?.bytes.toString()).toBe((await fileOf(path, 'html')).text);
    const stored = await api.take(
      z.object({ url: z.string() }),
      200,
      'GET',
      `/v1/messages/${messageId}/attachments/${kept[0]?.attachmentId}`,
    );
    expect(Buffer.from(await (await fetch(stored.url)).arrayBuffer())).toEqual(files[0]?.bytes);
  });

  it('is kept once for one key, and goes to its own customer alone', async () => {
    const { path } = await someone();
    const key = unique();
    const first = await keep(path, 'pdf', key);
    expect(await keep(path, 'pdf', key)).toEqual(first);
    const other = await someone();
    const body = { customerId: other.customer.customerId, addressId: other.customer.addresses[0]?.addressId };
    const refused = await api.trySend({ ...body, subject: 'X', body: 'X', attachments: [first.attachmentId] });
    expect(refused).toMatchObject({ status: 409, code: 'ATTACHMENT_CUSTOMER' });
  });
});

describe('while the company takes payments (C13, D23)', () => {
  beforeAll(() => pay(true));

  it.runIf(operator)('the pay button leads to the debt, its link escaped for what it stands in', async () => {
    const { to, customer } = await someone();
    const { messageId } = await eventually(() =>
      api.send(customer, 0, { body: 'Hola <b>\n{{payButton}}', merge: true, debtCode: code }),
    );
    await untilStatus(api, messageId, 'delivered');
    const { html, text } = await theOperator().emailTo(to);
    expect(text).toContain(`Pay here: ${link}`);
    expect(html).toContain(`<a href="${link.replaceAll('&', '&amp;')}"`);
    expect(html).toContain('Hola &lt;b&gt;');
  });

  it('the detail of an invoice goes along; one that is not there does not', async () => {
    const { customer, invoicePath } = await someone();
    const headers = { 'idempotency-key': unique() };
    const ask = () => api.take(documentSchema, 201, 'POST', invoicePath, { body: { number: 'F/9' }, headers });
    const kept = await eventually(ask);
    expect(await ask()).toEqual(kept);
    expect(kept.contentType).toBe('application/pdf');
    const { messageId } = await api.send(customer, 0, { attachments: [kept.attachmentId] });
    const message = await untilStatus(api, messageId, 'delivered');
    expect(message.attachments).toMatchObject([{ attachmentId: kept.attachmentId }]);
    expect(await api.call('POST', invoicePath, { body: { number: 'F/8' } })).toMatchObject({
      status: 404,
      code: 'INVOICE_NOT_FOUND',
    });
  });

  it('and no longer: no button, no invoice, not even one that was made before', async () => {
    const { customer, invoicePath } = await someone();
    const { attachmentId } = await eventually(() =>
      api.take(documentSchema, 201, 'POST', invoicePath, { body: { number: 'F/9' } }),
    );
    await pay(false);
    const address = { customerId: customer.customerId, addressId: customer.addresses[0]?.addressId, subject: 'X' };
    await eventually(async () => {
      const made = await api.call('POST', invoicePath, { body: { number: 'F/9' } });
      expect(made).toMatchObject({ status: 409, code: 'INVOICES_DISABLED' });
      const sent = await api.trySend({ ...address, body: 'X', attachments: [attachmentId] });
      expect(sent).toMatchObject({ status: 409, code: 'INVOICES_DISABLED' });
      const button = await api.trySend({ ...address, body: '{{payButton}}', merge: true });
      expect(button).toMatchObject({ status: 409, code: 'PAYMENTS_DISABLED' });
    });
  });
});
