/** Unknown callers and senders turned into customers, and reported calls, over HTTP and topics (C2, C34, C35, D5, D13, I14). */
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { threadOf, untilListed } from './support/conversations.ts';
import { eventually } from './support/eventually.ts';
import { untilStatus } from './support/messages.ts';
import { freshMobile, unique } from './support/people.ts';
import { smsReply } from './support/phone-events.ts';
import { pageOf, settingsSchema, unmatchedSchema } from './support/shapes.ts';
import { publish } from './support/topics.ts';

const api = as('demo');
let ourNumber = '';
beforeAll(async () => {
  const { senders } = await api.take(settingsSchema, 200, 'GET', '/v1/settings');
  ourNumber = senders.sms?.originationIdentity ?? '';
});

const callSchema = z.strictObject({
  customerId: z.string().nullable(),
  messageId: z.string().nullable(),
  unmatchedId: z.string().nullable(),
});
const madeSchema = z.strictObject({ messageId: z.string(), customerId: z.string() });

const report = (body: object, user = api) => user.take(callSchema, 201, 'POST', '/v1/inbound/calls', { body });

const unmatchedOf = async (from: string) => {
  const query = { limit: '100' };
  const { items } = await api.take(pageOf(unmatchedSchema), 200, 'GET', '/v1/inbound/unmatched', { query });
  return items.filter((item) => item.from === from);
};
const untilUnmatched = (from: string, count: number) =>
  eventually(async () => {
    const items = await unmatchedOf(from);
    expect(items).toHaveLength(count);
    return items;
  });

describe.concurrent('somebody whom nobody knows (D13)', () => {
  it('calls, writes, and becomes a customer with all of it in one conversation', async () => {
    const phone = freshMobile();
    await publish('InboundTopicArn', smsReply(phone, ourNumber, '¿Puedo pagar en cuotas?'));
    await untilUnmatched(phone, 1);
    const call = await report({ from: phone, answered: false, callId: unique() });
    const [first] = await untilUnmatched(phone, 2);
    expect(first).toMatchObject({ channel: 'call', text: 'Llamada perdida', reason: 'UNKNOWN_SENDER' });
    const path = `/v1/inbound/unmatched/${call.unmatchedId}/customer`;
    const made = await api.take(madeSchema, 201, 'POST', path, { body: { name: 'Rosa Nueva', tags: ['web'] } });
    // Again, with whatever: the same customer.
    const again = await api.take(madeSchema, 201, 'POST', path, { body: { name: 'Otra' } });
    expect(again).toEqual(made);
    const customer = await api.customer(made.customerId);
    expect(customer).toMatchObject({ name: 'Rosa Nueva', contactability: 'ok' });
    expect(customer.addresses.map(({ channel }) => channel).toSorted()).toEqual(['call', 'sms']);
    expect(await unmatchedOf(phone)).toEqual([]);
    const row = await untilListed(api, made.customerId, {
      bold: true,
      unread: true,
      pendingCall: true,
      name: 'Rosa Nueva',
    });
    expect(row.last).toMatchObject({ channel: 'call', direction: 'inbound' });
    expect((await threadOf(api, made.customerId)).map(({ channel }) => channel).toSorted()).toEqual(['call', 'sms']);
    // The record is complete: an answer goes out, and the next message comes to the customer.
    const sms = customer.addresses.findIndex(({ channel }) => channel === 'sms');
    await untilStatus(api, (await api.send(customer, sms)).messageId, 'delivered');
    await publish('InboundTopicArn', smsReply(phone, ourNumber, 'Gracias'));
    await eventually(async () => expect(await threadOf(api, made.customerId)).toHaveLength(4));
  });

  it('is given to a customer together with everything else that waits of the number', async () => {
    const phone = freshMobile();
    for (const text of ['Uno', 'Dos']) await publish('InboundTopicArn', smsReply(phone, ourNumber, text));
    const [message] = await untilUnmatched(phone, 2);
    const { customerId } = await api.createCustomer([]);
    const path = `/v1/inbound/unmatched/${message?.id}/assign`;
    expect((await api.call('POST', path, { body: { customerId } })).status).toBe(200);
    expect(await unmatchedOf(phone)).toEqual([]);
    await eventually(async () => expect(await threadOf(api, customerId)).toHaveLength(2));
  });
});

describe.concurrent('a call of a customer (C34, C35, D5)', () => {
  it('that nobody took stands among the pending calls until its result', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([{ channel: 'call', value: phone }]);
    const callId = unique();
    const call = await report({ from: phone, answered: false, callId });
    expect(call).toMatchObject({ customerId: customer.customerId, unmatchedId: null });
    await untilListed(api, customer.customerId, { pendingCall: true, bold: true }, { tray: 'calls' });
    const body = {
      result: 'no_answer',
      call: { direction: 'outbound', addressId: customer.addresses[0]?.addressId },
    };
    const recorded = await api.call('POST', `/v1/conversations/${customer.customerId}/results`, { body });
    expect(recorded.status, recorded.text).toBe(201);
    await untilListed(api, customer.customerId, { pendingCall: false, bold: false, managed: true });
    // The exchange tells the call again: nobody is asked to call again.
    expect(await report({ from: phone, answered: false, callId })).toEqual(call);
    await untilListed(api, customer.customerId, { pendingCall: false });
    expect(await threadOf(api, customer.customerId)).toHaveLength(2);
  });

  it('that was taken stands in the conversation with its length, and asks for no call', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
    await report({ from: phone, answered: true, durationSeconds: 61, at: new Date().toISOString() });
    await untilListed(api, customer.customerId, { bold: true, pendingCall: false });
    const [message] = await threadOf(api, customer.customerId);
    expect(message).toMatchObject({ channel: 'call', direction: 'inbound', body: 'Llamada recibida (1:01)' });
  });

  it('I14: reported twice at once with one key is one call', async () => {
    const phone = freshMobile();
    const headers = { 'idempotency-key': unique() };
    const body = { from: phone, answered: true };
    const replies = await Promise.all([1, 2].map(() => api.call('POST', '/v1/inbound/calls', { body, headers })));
    expect(replies.map(({ status }) => status)).toEqual([201, 201]);
    expect(replies[0]?.json).toEqual(replies[1]?.json);
    expect(await unmatchedOf(phone)).toHaveLength(1);
  });
});
