/** Life of a contactability alert: raised, shown, blocking, cleared, replaced (A1–A11, A17, A18, A24–A26, F4–F7). */
import { describe, expect, it } from 'vitest';
import { as } from './support/api.ts';
import { bounce, open } from './support/email-events.ts';
import { eventually } from './support/eventually.ts';
import { untilAlert, untilCustomer, untilSent, untilStatus } from './support/messages.ts';
import { freshEmail, freshMobile, invalidMobile, missingEmail, whatsAppNumberThatFails } from './support/people.ts';
import { addressSchema, contactCheckSchema, customerSchema, historySchema, problemSchema } from './support/shapes.ts';
import { whatsAppTemplate } from './support/templates.ts';
import { publish } from './support/topics.ts';

const api = as('demo');

const clear = (customerId: string, addressId: string, body?: unknown) =>
  api.call(
    'POST',
    `/v1/customers/${customerId}/addresses/${addressId}/alert/clear`,
    body === undefined ? {} : { body },
  );

const failing = async (more: { channel: string; value: string }[] = []) => {
  const customer = await api.createCustomer([{ channel: 'email', value: missingEmail() }, ...more]);
  const { messageId } = await api.send(customer);
  const alert = await untilAlert(api, customer.customerId);
  return { customer, messageId, alert, addressId: customer.addresses[0]?.addressId ?? '' };
};

describe('an alert', () => {
  it('A1 A3 F1: a bounce for an unknown mailbox raises one, with reason, code and the raw diagnostic', async () => {
    const { alert, messageId } = await failing();
    expect(alert).toMatchObject({ class: 'HARD', reason: 'ADDRESS_NOT_FOUND', code: 'Permanent/NoEmail', messageId });
    expect(alert.diagnostic).toContain('550 5.1.1');
    const message = await api.message(messageId);
    expect(message).toMatchObject({ status: 'failed', failure: { class: 'HARD', code: 'Permanent/NoEmail' } });
  });

  it('A1 A4: a WhatsApp number without an account raises one', async () => {
    const templateId = await whatsAppTemplate();
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: whatsAppNumberThatFails(131026) }]);
    await api.send(customer, 0, { templateId });
    const alert = await untilAlert(api, customer.customerId);
    expect(alert).toMatchObject({ class: 'HARD', reason: 'NO_WHATSAPP_ACCOUNT', code: '131026' });
  });

  it('A2 A11 Q3: belongs to one address; the same phone on another channel and the other addresses stay usable', async () => {
    const phone = invalidMobile();
    const customer = await api.createCustomer([
      { channel: 'sms', value: phone },
      { channel: 'whatsapp', value: phone },
      { channel: 'email', value: freshEmail() },
    ]);
    await api.send(customer);
    await untilAlert(api, customer.customerId);
    const now = await untilCustomer(api, customer.customerId, (found) => expect(found.contactability).toBe('problems'));
    expect(now.addresses.map(({ alert }) => alert !== null)).toEqual([true, false, false]);
    const { messageId } = await api.send(customer, 2);
    await untilStatus(api, messageId, 'delivered');
  });

  it('A10 F11 F12: while it stands nothing is accepted, and contact-check tells the same reason', async () => {
    const { customer, addressId } = await failing([{ channel: 'sms', value: freshMobile() }]);
    const reply = await api.trySend({ customerId: customer.customerId, addressId, subject: 'Aviso', body: 'Hola' });
    expect([reply.status, reply.code]).toEqual([409, 'ADDRESS_ALERTED']);
    expect(problemSchema.parse(reply.json).errors?.map(({ code }) => code)).toContain('ADDRESS_ALERTED');
    const path = `/v1/customers/${customer.customerId}/contact-check`;
    const check = await api.take(contactCheckSchema, 200, 'GET', path, { query: { addressId } });
    expect(check.allowed).toBe(false);
    expect(check.reasons.map(({ code }) => code)).toContain('ADDRESS_ALERTED');
    const other = await api.take(contactCheckSchema, 200, 'GET', path, { query: { channel: 'sms' } });
    expect(other).toMatchObject({ allowed: true, reasons: [] });
  });

  it('A6 A7 A8 A9 Q2: with the last address the customer is No contactable; a good address ends that', async () => {
    const phone = invalidMobile();
    const { customer } = await failing([{ channel: 'sms', value: phone }]);
    const { customerId } = customer;
    await untilCustomer(api, customerId, (found) => expect(found.contactability).toBe('problems'));
    await api.send(customer, 1);
    const none = await untilCustomer(api, customerId, (found) => expect(found.contactability).toBe('none'));
    expect(none).toMatchObject({ contactabilityReason: 'ALL_ALERTED', segment: 'No contactable' });
    // Refused at once for the address; that it was the last one stands a moment later where sending looks.
    await eventually(async () => {
      const refused = await api.trySend({ customerId, addressId: none.addresses[1]?.addressId, body: 'Hola' });
      expect(refused.status).toBe(409);
      expect(problemSchema.parse(refused.json).errors?.map(({ code }) => code)).toContain('CUSTOMER_NOT_CONTACTABLE');
    });
    const added = await api.take(customerSchema, 201, 'POST', `/v1/customers/${customerId}/addresses`, {
      body: { channel: 'email', value: freshEmail() },
    });
    expect(added.contactability).toBe('problems');
    expect(added.segment).not.toBe('No contactable');
  });

  it('§5.3.13 I6: both last addresses failing at once give one right state', async () => {
    const customers = await Promise.all(
      Array.from({ length: 5 }, () =>
        api.createCustomer([
          { channel: 'email', value: missingEmail() },
          { channel: 'sms', value: invalidMobile() },
        ]),
      ),
    );
    await Promise.all(customers.flatMap((customer) => [api.send(customer, 0), api.send(customer, 1)]));
    for (const { customerId } of customers) {
      const none = await untilCustomer(api, customerId, (found) => expect(found.contactability).toBe('none'));
      expect(none).toMatchObject({ contactabilityReason: 'ALL_ALERTED', segment: 'No contactable' });
    }
  });

  it('Q2: a customer without addresses is No contactable; one with only a phone for calls shows it', async () => {
    const without = await api.createCustomer([]);
    expect(without).toMatchObject({ contactability: 'none', contactabilityReason: 'NO_ADDRESS', callOnly: false });
    const phoneOnly = await api.createCustomer([{ channel: 'call', value: freshMobile() }]);
    expect(phoneOnly).toMatchObject({ contactability: 'none', contactabilityReason: 'NO_ADDRESS', callOnly: true });
  });
});

describe('the way out of an alert', () => {
  it('A18 A24 A26 F5: clearing makes the address sendable again, sends nothing by itself, and is kept', async () => {
    const { customer, addressId, messageId } = await failing();
    const reply = await clear(customer.customerId, addressId, { reason: 'customer_confirmed' });
    expect(reply.status, reply.text).toBe(200);
    expect(addressSchema.parse(reply.json)).toMatchObject({ addressId, alert: null });
    const after = await untilCustomer(api, customer.customerId, (found) => expect(found.contactability).toBe('ok'));
    expect(after.addresses[0]?.alert).toBeNull();
    const history = await api.take(historySchema, 200, 'GET', `/v1/customers/${customer.customerId}/history`);
    expect(history.items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['alert_raised', 'alert_cleared']));
    const cleared = history.items.find(({ kind }) => kind === 'alert_cleared');
    expect(cleared?.reason).toBe('customer_confirmed');
    expect(cleared?.by).not.toBe('system');
    expect((await api.message(messageId)).status).toBe('failed');
    await api.send(customer);
  });

  it('A18 Q9: without a body the reason is "verified"; an address without an alert answers ALERT_NOT_ACTIVE (#71)', async () => {
    const { customer, addressId } = await failing();
    expect((await clear(customer.customerId, addressId)).status).toBe(200);
    const again = await clear(customer.customerId, addressId);
    expect([again.status, again.code]).toEqual([409, 'ALERT_NOT_ACTIVE']);
    const history = await api.take(historySchema, 200, 'GET', `/v1/customers/${customer.customerId}/history`);
    expect(history.items.find(({ kind }) => kind === 'alert_cleared')?.reason).toBe('verified');
  });

  it("Q9 F6: clearing took the address off the provider's list too: the next failure is a new bounce, no suppression", async () => {
    const { customer, addressId } = await failing();
    expect((await clear(customer.customerId, addressId)).status).toBe(200);
    await api.send(customer);
    const alert = await untilAlert(api, customer.customerId);
    expect(alert).toMatchObject({ class: 'HARD', code: 'Permanent/NoEmail' });
  });

  it('A25 F4: a replaced address has a new id and no alert; what happens to the old one does not touch it', async () => {
    const { customer, addressId, messageId } = await failing();
    const value = freshEmail();
    const path = `/v1/customers/${customer.customerId}/addresses/${addressId}`;
    const replaced = await api.take(customerSchema, 200, 'PUT', path, { body: { value } });
    expect(replaced.addresses).toHaveLength(1);
    expect(replaced.addresses[0]).toMatchObject({ value, alert: null });
    expect(replaced.addresses[0]?.addressId).not.toBe(addressId);
    expect(replaced.contactability).toBe('ok');
    const old = await api.message(messageId);
    const providerId = old.attempts[0]?.providerId ?? '';
    await publish(
      'EmailEventsTopicArn',
      bounce({ providerId, recipient: old.recipient ?? '' }, { type: 'Permanent', subType: 'General' }),
    );
    const { messageId: next } = await api.send(replaced);
    await untilStatus(api, next, 'delivered');
    expect((await api.customer(customer.customerId)).addresses[0]?.alert).toBeNull();
    const history = await api.take(historySchema, 200, 'GET', `/v1/customers/${customer.customerId}/history`);
    expect(history.items.map(({ kind }) => kind)).toContain('address_replaced');
  });

  it('A26 §5.2.9: a late bounce of a message from before the clearing raises nothing; a new one does', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const first = await untilSent(api, (await api.send(customer)).messageId);
    const second = await untilSent(api, (await api.send(customer)).messageId);
    const of = ({ providerId, to }: typeof first) => ({ providerId, recipient: to });
    const later = new Date(Date.now() + 2_000);
    await publish('EmailEventsTopicArn', bounce(of(first), { type: 'Permanent', subType: 'General', at: later }));
    await untilAlert(api, customer.customerId);
    expect((await clear(customer.customerId, customer.addresses[0]?.addressId ?? '')).status).toBe(200);
    await publish('EmailEventsTopicArn', bounce(of(second), { type: 'Permanent', subType: 'General', at: later }));
    await untilStatus(api, second.messageId, 'failed');
    expect((await api.customer(customer.customerId)).addresses[0]?.alert).toBeNull();
    const third = await untilSent(api, (await api.send(customer)).messageId);
    await publish('EmailEventsTopicArn', bounce(of(third), { type: 'Permanent', subType: 'General', at: later }));
    expect(await untilAlert(api, customer.customerId)).toMatchObject({ messageId: third.messageId });
  });

  it('F7: a later proof of life ends a HARD alert by itself, and history says so', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const [first, second] = [await api.send(customer), await api.send(customer)];
    for (const { messageId } of [first, second]) await untilStatus(api, messageId, 'delivered');
    const of = async ({ messageId }: typeof first) => {
      const { providerId, to } = await untilSent(api, messageId);
      return { providerId, recipient: to };
    };
    const at = new Date(Date.now() + 1_000);
    await publish('EmailEventsTopicArn', bounce(await of(first), { type: 'Permanent', subType: 'General', at }));
    await untilAlert(api, customer.customerId);
    await publish('EmailEventsTopicArn', open(await of(second), new Date(Date.now() + 60_000)));
    await untilCustomer(api, customer.customerId, (found) => {
      expect(found.addresses[0]?.alert).toBeNull();
      expect(found.contactability).toBe('ok');
    });
    const history = await api.take(historySchema, 200, 'GET', `/v1/customers/${customer.customerId}/history`);
    expect(history.items.map(({ kind }) => kind)).toContain('alert_ended');
  });
});
