/** Templates from draft to archive, and as a customer would read them: C12, D1, D20, E23. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshEmail, freshMobile } from './support/people.ts';
import { messageSchema, problemSchema, templateSchema } from './support/shapes.ts';
import { createTemplate, readTemplate, untilTemplate } from './support/templates.ts';

const api = as('demo');

const previewSchema = z.strictObject({
  channel: z.string(),
  subject: z.string().nullable(),
  body: z.string(),
  html: z.string().nullable(),
  missing: z.array(z.string()),
  length: z.int(),
  parts: z.int().nullable(),
});
const preview = (path: string, body: object) => api.take(previewSchema, 200, 'POST', `/v1/templates/${path}`, { body });
const refused = async (path: string, body: object) =>
  problemSchema.parse((await api.call('POST', `/v1/templates/${path}`, { body })).json);
const person = (name = 'Ana <b>Rojas</b>') =>
  api.createCustomer(
    [
      { channel: 'email', value: freshEmail() },
      { channel: 'sms', value: freshMobile() },
    ],
    { name },
  );

describe.concurrent('previews (C12)', () => {
  it('C12 D1: what a preview shows is what is sent, values escaped in the HTML only', async () => {
    const customer = await person();
    const { templateId } = await createTemplate('email', 'Hola {{customerName}}:\n{{amount}} & más', {
      subject: 'Aviso de {{companyName}}',
    });
    const values = { variables: { amount: '{{customerName}} <script>' } };
    const shown = await preview(`${templateId}/preview`, { customerId: customer.customerId, ...values });
    expect(shown).toMatchObject({ channel: 'email', missing: [], parts: null, length: shown.body.length });
    expect(shown.body).toBe('Hola Ana <b>Rojas</b>:\n{{customerName}} <script> & más');
    expect(shown.html).toContain('Ana &lt;b&gt;Rojas&lt;/b&gt;:<br>');
    expect(shown.html).toContain('{{customerName}} &lt;script&gt; &amp; más');
    expect(shown.html).not.toMatch(/<(?!br>)/);
    const { messageId } = await api.send(customer, 0, { templateId, ...values });
    const sent = await api.take(messageSchema, 200, 'GET', `/v1/messages/${messageId}`);
    expect(sent).toMatchObject({ subject: shown.subject, body: shown.body });
  });

  it('C12: what is missing stays as its tag and is listed: variables, and data that the customer lacks', async () => {
    const { customerId } = await person('Eva Soto');
    const { templateId } = await createTemplate('sms', '{{customerFirstName}}: {{amount}}, deuda {{debtCode}}');
    const shown = await preview(`${templateId}/preview`, { customerId });
    expect([shown.body, shown.missing]).toEqual(['Eva: {{amount}}, deuda {{debtCode}}', ['amount', 'debtCode']]);
    const unknown = await refused(`${templateId}/preview`, { customerId, variables: { extra: 'x' } });
    expect(unknown).toMatchObject({ status: 400, code: 'TEMPLATE_VARIABLE_UNKNOWN' });
    const debt = await refused(`${templateId}/preview`, { customerId, debtCode: 'nothing' });
    expect(debt).toMatchObject({ status: 404, code: 'DEBT_NOT_FOUND' });
  });

  it('C12: takes the debt that is named', async () => {
    const { customerId } = await person();
    const debts = { D1: 10_000, D2: 20_000 };
    for (const [code, balance] of Object.entries(debts)) {
      const body = { code, dueDate: '2026-01-31', balance, currency: 'CLP', state: 'overdue' };
      expect((await api.call('PUT', `/v1/customers/${customerId}/debts`, { body })).status).toBe(200);
    }
    const { templateId } = await createTemplate('sms', '{{debtCode}} {{debtBalance}}');
    expect((await preview(`${templateId}/preview`, { customerId, debtCode: 'D2' })).body).toMatch(/^D2 .*20\.000$/);
  });

  it('D20: counts the parts of an SMS by its alphabet, and refuses what sending would refuse', async () => {
    const { customerId } = await person();
    const partsOf = async (body: string) => {
      const shown = await preview('preview', { channel: 'sms', body, customerId });
      return [shown.length, shown.parts];
    };
    expect(await partsOf('a'.repeat(160))).toEqual([160, 1]);
    expect(await partsOf('a'.repeat(161))).toEqual([161, 2]);
    expect(await partsOf('ű'.repeat(71))).toEqual([71, 2]);
    expect(await partsOf('€'.repeat(81))).toEqual([81, 2]);
    const long = await refused('preview', { channel: 'sms', body: 'a'.repeat(1_531), customerId });
    expect(long).toMatchObject({ status: 400, code: 'TEXT_TOO_LONG' });
    const gap = await refused('preview', { channel: 'sms', body: '{{#a}}x{{/a}}', customerId });
    expect(gap).toMatchObject({ status: 400, code: 'TEMPLATE_INVALID' });
    const link = await refused('preview', {
      channel: 'email',
      subject: 'x',
      body: '{{a}}',
      customerId,
      variables: { a: 'javascript:alert(1)' },
    });
    expect(link).toMatchObject({ status: 400, code: 'URL_SCHEME' });
    expect(await refused('preview', { channel: 'sms', body: 'x', customerId: 'nobody' })).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
    });
  });
});

const supervisor = as('demo', 'supervisor');
const synchronisedSchema = z.strictObject({ templates: z.int(), changed: z.int(), left: z.int() });
const synchronise = () => supervisor.take(synchronisedSchema, 200, 'POST', '/v1/templates/synchronise');
const change = (templateId: string, body: object) =>
  supervisor.take(templateSchema, 200, 'PATCH', `/v1/templates/${templateId}`, { body });

describe.concurrent('WhatsApp templates and Meta (E23)', () => {
  it('E23: pending submits, and the answer of Meta comes by itself, with the reason of a rejection', async () => {
    const good = await createTemplate('whatsapp', 'Hola {{customerFirstName}}, tu cuota vence.', { state: 'pending' });
    const bad = await createTemplate('whatsapp', 'Hola, tu regalo es gratis.', { state: 'pending' });
    expect(good).toMatchObject({ state: 'pending', providerName: expect.stringMatching(/^[a-z0-9_]+$/) });
    expect(await untilTemplate(good.templateId, 'approved')).toMatchObject({ stateReason: null });
    expect(await untilTemplate(bad.templateId, 'rejected')).toMatchObject({ stateReason: 'PROMOTIONAL' });
    await change(bad.templateId, { body: 'Hola, tu cuota vence mañana.' });
    expect(await untilTemplate(bad.templateId, 'approved')).toMatchObject({ stateReason: null });
  });

  it('E23: a text that Meta does not take is rejected at once, in its words', async () => {
    const made = await createTemplate('whatsapp', '{{customerFirstName}}, hola.', { state: 'pending' });
    expect(made).toMatchObject({ state: 'rejected', stateReason: expect.stringContaining('start or end') });
  });

  it('E23: only Meta says approved; supervisors synchronise, advisors do not', async () => {
    const body = { channel: 'whatsapp', name: 'x', body: 'Hola', state: 'approved' };
    expect(await supervisor.call('POST', '/v1/templates', { body })).toMatchObject({
      status: 400,
      code: 'FIELD_NOT_WRITABLE',
    });
    expect(await api.call('POST', '/v1/templates/synchronise')).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await synchronise()).templates).toBeGreaterThan(0);
    const byHand = await as('acme', 'supervisor').call('POST', '/v1/templates/synchronise');
    expect(byHand).toMatchObject({ status: 409, code: 'ACCOUNT_NOT_CONNECTED' });
    const recorded = await createTemplate('whatsapp', 'Hello', { state: 'approved', language: 'en' }, 'acme');
    expect(recorded).toMatchObject({ state: 'approved', providerName: null });
  });

  it.skipIf(operator === undefined)('E23: pausing and disabling by Meta stop sending, and end by Meta', async () => {
    const { templateId, providerName } = await createTemplate('whatsapp', 'Hola, tu cuota vence.');
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: freshMobile() }]);
    const target = { customerId: customer.customerId, addressId: customer.addresses[0]?.addressId, templateId };
    for (const [event, state] of [
      ['PAUSED', 'paused'],
      ['DISABLED', 'disabled'],
    ] as const) {
      await theOperator().decide(providerName ?? '', event);
      await untilTemplate(templateId, state);
      expect(await api.trySend(target)).toMatchObject({ status: 409, code: 'TEMPLATE_NOT_APPROVED' });
    }
    await theOperator().decide(providerName ?? '', 'APPROVED', { publish: false });
    await synchronise();
    await untilTemplate(templateId, 'approved');
    await api.send(customer, 0, { templateId });
  });

  it('E23: an archived template stays at Meta, and comes back without a new review', async () => {
    const { templateId } = await createTemplate('whatsapp', 'Hola, tu cuota vence.');
    await change(templateId, { state: 'archived' });
    await synchronise();
    expect(await readTemplate(templateId)).toMatchObject({ state: 'archived' });
    expect(await change(templateId, { state: 'pending' })).toMatchObject({ state: 'approved' });
  });
});

// By itself: another test that synchronises would ask Meta first.
describe('a message that Meta refuses (E23)', () => {
  it.skipIf(operator === undefined)(
    'E23: a message refused for its template pauses it until Meta is asked',
    async () => {
      const { templateId, providerName } = await createTemplate('whatsapp', 'Hola, tu cuota vence.');
      const customer = await api.createCustomer([{ channel: 'whatsapp', value: freshMobile() }]);
      await theOperator().decide(providerName ?? '', 'PAUSED', { publish: false });
      const { messageId } = await api.send(customer, 0, { templateId });
      await eventually(async () => expect(await api.message(messageId)).toMatchObject({ status: 'failed' }));
      expect(await untilTemplate(templateId, 'paused')).toMatchObject({ stateReason: '132015' });
      // The address is not at fault.
      expect(await api.customer(customer.customerId)).toMatchObject({ contactability: 'ok' });
      await theOperator().decide(providerName ?? '', 'APPROVED', { publish: false });
      await synchronise();
      await untilTemplate(templateId, 'approved');
    },
  );

  it.skipIf(operator === undefined)(
    'E23 F11: one that waits goes on waiting when Meta pauses its template meanwhile, and says why',
    async () => {
      const { templateId, providerName } = await createTemplate('whatsapp', 'Hola, tu cuota vence.');
      const customer = await api.createCustomer([{ channel: 'whatsapp', value: freshMobile() }]);
      const sendAt = new Date(Date.now() + 5_000).toISOString();
      const { messageId } = await api.send(customer, 0, { templateId, sendAt });
      await theOperator().decide(providerName ?? '', 'PAUSED');
      await untilTemplate(templateId, 'paused');
      // What is due is looked at once a minute, and by turns with the other work of that minute.
      const waits = await eventually(async () => {
        const message = await api.message(messageId);
        expect(message.status).toBe('deferred');
        return message;
      }, 200_000);
      expect(waits.events.at(-1)).toMatchObject({ kind: 'deferred', code: 'HOLD_TEMPLATE' });
      expect(waits.attempts).toEqual([]);
    },
    240_000,
  );
});
