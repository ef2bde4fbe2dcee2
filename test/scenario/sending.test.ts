/** Sending by three channels, templates, times, cancelling, repeats (C3, C9, C12, C14, D20–D22, E21–E23, F12, F14, F15). */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { as, request } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilAlert, untilStatus } from './support/messages.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshEmail, freshMobile, missingEmail, unique } from './support/people.ts';
import { acceptedSchema, problemSchema, templateSchema } from './support/shapes.ts';
import { createTemplate, whatsAppTemplate } from './support/templates.ts';

const api = as('demo');
const hour = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * hour).toISOString();

describe.concurrent('a message', () => {
  it('C3 C9 C14 D22: by e-mail is sent and delivered, with its attempt', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const { messageId, status } = await api.send(customer, 0, {
      subject: 'Aviso de pago',
      body: 'Hola 😀, tu cuota vence.',
    });
    expect(['queued', 'sending', 'sent']).toContain(status);
    const message = await untilStatus(api, messageId, 'delivered');
    expect(message).toMatchObject({ channel: 'email', direction: 'outbound', subject: 'Aviso de pago', failure: null });
    expect(message.body).toBe('Hola 😀, tu cuota vence.');
    expect(message.sentAt).not.toBeNull();
    expect(message.attempts).toHaveLength(1);
    expect(message.attempts[0]).toMatchObject({ outcome: 'accepted' });
  });

  it('C14 D20: by SMS is sent and delivered', async () => {
    const customer = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    await untilStatus(api, (await api.send(customer)).messageId, 'delivered');
  });

  it('C12 C14 E23: by WhatsApp goes as an approved template', async () => {
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: freshMobile() }]);
    const { messageId } = await api.send(customer, 0, { templateId: await whatsAppTemplate() });
    const message = await untilStatus(api, messageId, 'delivered');
    expect(message.body).toBe('Hola Rosa.');
  });

  it('D21: without a phone there is no SMS: contact-check says NO_ADDRESS', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const path = `/v1/customers/${customer.customerId}/contact-check`;
    const { json } = await api.call('GET', path, { query: { channel: 'sms' } });
    expect(json).toMatchObject({ allowed: false, reasons: [{ code: 'NO_ADDRESS', blocking: true }] });
  });

  it('C14: nothing is sent by call', async () => {
    const customer = await api.createCustomer([{ channel: 'call', value: freshMobile() }]);
    const body = { customerId: customer.customerId, addressId: customer.addresses[0]?.addressId, body: 'Hola' };
    expect(await api.trySend(body)).toMatchObject({ status: 400, code: 'CHANNEL_NOT_SENDABLE' });
  });
});

describe.concurrent('templates', () => {
  it('C12: merge tags of the customer and the company are filled in, those of the caller are given', async () => {
    const template = await createTemplate('email', '{{customerName}}: {{amount}} a {{companyName}}');
    expect(template.variables).toEqual(['amount']);
    const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }], { name: 'Ana & Cía' });
    const variables = { amount: '$ 50.000' };
    const { messageId } = await api.send(customer, 0, { templateId: template.templateId, variables });
    expect((await api.message(messageId)).body).toMatch(/^Ana & Cía: \$ 50\.000 a .+/);
  });

  it.runIf(operator)(
    '#54: markup in a body or value goes out as text: the HTML part is escaped as a whole',
    async () => {
      const template = await createTemplate('email', 'Hola {{customerName}}: {{amount}}');
      const to = freshEmail();
      const customer = await api.createCustomer([{ channel: 'email', value: to }], { name: 'Ana & <b>Cía</b>' });
      const variables = { amount: '<script>alert(1)</script>' };
      await api.send(customer, 0, { templateId: template.templateId, variables });
      await eventually(async () => {
        const html = await theOperator().htmlOf(to);
        expect(html).toContain('Ana &amp; &lt;b&gt;C');
        expect(html).toContain('&lt;script&gt;');
        expect(html).not.toContain('<script>');
      });
    },
  );

  it('#53: a value that looks like a template is sent as text', async () => {
    const template = await createTemplate('sms', 'Monto {{amount}}');
    const customer = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    const variables = { amount: '{{env "X"}} {{customerName}}' };
    const { messageId } = await api.send(customer, 0, { templateId: template.templateId, variables });
    expect((await api.message(messageId)).body).toBe('Monto {{env "X"}} {{customerName}}');
  });

  it('#51 #52: missing and unknown variables, archived, foreign channel are refused before anything is queued', async () => {
    const template = await createTemplate('sms', '{{amount}} {{dueDate}}');
    const customer = await api.createCustomer([
      { channel: 'sms', value: freshMobile() },
      { channel: 'email', value: freshEmail() },
    ]);
    const to = (index: number) => ({
      customerId: customer.customerId,
      addressId: customer.addresses[index]?.addressId,
      templateId: template.templateId,
    });
    const missing = await api.trySend(to(0));
    expect(missing).toMatchObject({ status: 400, code: 'TEMPLATE_VARIABLE_MISSING' });
    expect(missing.text).toMatch(/amount[\s\S]*dueDate/);
    const both = { amount: '1', dueDate: '2', other: '3' };
    expect(await api.trySend({ ...to(0), variables: both })).toMatchObject({ code: 'TEMPLATE_VARIABLE_UNKNOWN' });
    expect(await api.trySend({ ...to(1), subject: 'x' })).toMatchObject({ status: 400, code: 'TEMPLATE_CHANNEL' });
    await as('demo', 'supervisor').take(templateSchema, 200, 'PATCH', `/v1/templates/${template.templateId}`, {
      body: { state: 'archived' },
    });
    expect(await api.trySend(to(0))).toMatchObject({ status: 409, code: 'TEMPLATE_ARCHIVED' });
  });

  it('E23: a WhatsApp template that Meta has not approved is refused', async () => {
    const template = await createTemplate('whatsapp', 'Hola', { state: 'draft' });
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: freshMobile() }]);
    const body = {
      customerId: customer.customerId,
      addressId: customer.addresses[0]?.addressId,
      templateId: template.templateId,
    };
    expect(await api.trySend(body)).toMatchObject({ status: 409, code: 'TEMPLATE_NOT_APPROVED' });
  });
});

describe('a message for later', () => {
  it('B5 B17: waits as scheduled, and can be cancelled', async () => {
    const customer = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    const { messageId, status } = await api.send(customer, 0, { sendAt: inHours(48) });
    expect(status).toBe('scheduled');
    const cancelled = await api.take(acceptedSchema, 200, 'POST', `/v1/messages/${messageId}/cancel`);
    expect(cancelled.status).toBe('cancelled');
    const again = await api.call('POST', `/v1/messages/${messageId}/cancel`);
    expect([200, 409]).toContain(again.status);
    expect((await api.message(messageId)).status).toBe('cancelled');
  });

  it('a message that is on its way cannot be cancelled', async () => {
    const customer = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    const { messageId } = await api.send(customer);
    await untilStatus(api, messageId, 'delivered');
    const reply = await api.call('POST', `/v1/messages/${messageId}/cancel`);
    expect(reply).toMatchObject({ status: 409, code: 'MESSAGE_NOT_CANCELLABLE' });
  });

  it.runIf(operator)(
    'F15 Q8: when it falls due it is sent; into a pause it is skipped, an alert blocks it',
    async () => {
      const phone = freshMobile();
      const customer = await api.createCustomer([
        { channel: 'sms', value: phone },
        { channel: 'email', value: freshEmail() },
      ]);
      const due = await api.send(customer, 0, { sendAt: inHours(1) });
      const paused = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
      const automatic = { purpose: 'automatic', origin: { kind: 'flow', id: 'mora', name: 'Mora temprana' } };
      const skipped = await api.send(paused, 0, { sendAt: inHours(1), ...automatic });
      const pause = await api.call('PUT', `/v1/customers/${paused.customerId}/pause`, { body: { until: inHours(24) } });
      expect(pause.status, pause.text).toBe(200);
      await theOperator().tick(new Date(Date.now() + 1.1 * hour));
      await untilStatus(api, due.messageId, 'delivered');
      await untilStatus(api, skipped.messageId, 'skipped');
      expect(await theOperator().calls('sms', phone)).toHaveLength(1);
    },
  );

  it.runIf(operator)(
    'A10 I4 §5.3.9: messages that wait for an address that got an alert are blocked, none is sent',
    async () => {
      const to = missingEmail();
      const customer = await api.createCustomer([{ channel: 'email', value: to }]);
      const waiting = await Promise.all([1, 2, 3].map(() => api.send(customer, 0, { sendAt: inHours(1) })));
      await api.send(customer);
      await untilAlert(api, customer.customerId);
      await theOperator().tick(new Date(Date.now() + 1.1 * hour));
      for (const { messageId } of waiting) {
        const { events } = await untilStatus(api, messageId, 'blocked');
        expect(events.find(({ kind }) => kind === 'blocked')?.reasons).toContain('ADDRESS_ALERTED');
      }
      expect(await theOperator().calls('email', to)).toHaveLength(1);
    },
  );

  it.runIf(operator)(
    'A25: a message queued to an address that was replaced meanwhile is cancelled, not sent',
    async () => {
      const phone = freshMobile();
      const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
      const { messageId } = await api.send(customer, 0, { sendAt: inHours(1) });
      const path = `/v1/customers/${customer.customerId}/addresses/${customer.addresses[0]?.addressId}`;
      expect((await api.call('PUT', path, { body: { value: freshMobile() } })).status).toBe(200);
      await theOperator().tick(new Date(Date.now() + 1.1 * hour));
      await untilStatus(api, messageId, 'cancelled');
      expect(await theOperator().calls('sms', phone)).toEqual([]);
    },
  );
});

describe('the same request again (F14)', () => {
  const one = async () => {
    const customer = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    return { customerId: customer.customerId, addressId: customer.addresses[0]?.addressId, body: 'Hola' };
  };

  it('#21 #22: the key is required, and has 1 to 255 visible ASCII characters', async () => {
    const body = await one();
    const without = await api.call('POST', '/v1/messages', { body });
    expect(without).toMatchObject({ status: 400, code: 'IDEMPOTENCY_KEY_REQUIRED' });
    expect(await api.trySend(body, 'k'.repeat(256))).toMatchObject({ status: 400, code: 'IDEMPOTENCY_KEY_INVALID' });
    expect(await api.trySend(body, 'clave\u00f1')).toMatchObject({ status: 400, code: 'IDEMPOTENCY_KEY_INVALID' });
  });

  it('§5.3: ten at once with one key give one message and one call of the provider', async () => {
    const body = await one();
    const key = randomUUID();
    const replies = await Promise.all(Array.from({ length: 10 }, () => api.trySend(body, key)));
    const accepted = replies.filter(({ status }) => status === 202);
    expect(replies.filter(({ status }) => status !== 202 && status !== 409 && status !== 503)).toEqual([]);
    const ids = new Set(accepted.map(({ json }) => acceptedSchema.parse(json).messageId));
    expect(ids.size).toBe(1);
    const [messageId = ''] = ids;
    const message = await untilStatus(api, messageId, 'delivered');
    expect(message.attempts).toHaveLength(1);
    if (operator) expect(await operator.calls('sms', message.recipient ?? '')).toHaveLength(1);
    expect(acceptedSchema.parse((await api.trySend(body, key)).json).messageId).toBe(messageId);
  });

  it('#23: the same key with another body is refused', async () => {
    const body = await one();
    const key = randomUUID();
    expect((await api.trySend(body, key)).status).toBe(202);
    expect(await api.trySend({ ...body, body: 'Otra cosa' }, key)).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it("#25: another company's use of the same key is independent", async () => {
    const key = randomUUID();
    const ours = acceptedSchema.parse((await api.trySend(await one(), key)).json);
    const customer = await as('acme').createCustomer([{ channel: 'sms', value: freshMobile() }]);
    const body = { customerId: customer.customerId, addressId: customer.addresses[0]?.addressId, body: 'Hello' };
    const theirs = acceptedSchema.parse((await as('acme').trySend(body, key)).json);
    expect(theirs.messageId).not.toBe(ours.messageId);
  });
});

describe.runIf(operator)('a provider that refuses for now (F15)', () => {
  it('throttling is retried by the ledger, with one accepted call in the end', async () => {
    const phone = freshMobile();
    await theOperator().fault('sms', { mode: 'throttle', times: 1, match: phone });
    const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
    const { messageId } = await api.send(customer);
    await eventually(async () => {
      const { status } = await api.message(messageId);
      expect(['deferred', 'delivered']).toContain(status);
    });
    await theOperator().tick(new Date(Date.now() + hour));
    const message = await untilStatus(api, messageId, 'delivered');
    expect(message.attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted']);
    const outcomes = (await theOperator().calls('sms', phone)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['refused', 'accepted']);
  });

  it('a definite refusal of the request fails the message at once', async () => {
    const phone = freshMobile();
    await theOperator().fault('sms', { mode: 'badRequest', times: 1, match: phone });
    const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
    const message = await untilStatus(api, (await api.send(customer)).messageId, 'failed');
    expect(message.attempts).toHaveLength(1);
    expect((await api.customer(customer.customerId)).addresses[0]?.alert).toBeNull();
  });
});

describe('the API as a whole', () => {
  it('answers health without a token, and every error as a problem document', async () => {
    const health = await request('GET', '/v1/health');
    expect([health.status, health.json]).toEqual([200, { status: 'ok' }]);
    const missing = await api.call('GET', `/v1/customers/${unique()}`);
    expect(missing.headers.get('content-type')).toContain('application/problem+json');
    expect(problemSchema.parse(missing.json)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });
});
