/** Inbound text of customers: interactions, WhatsApp's window, opt-out, unknown senders (D13, F7, #109, #111, #112). */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Api, as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilAlert, untilCustomer, untilStatus } from './support/messages.ts';
import { freshMobile, unique } from './support/people.ts';
import { smsReply, smsReport, whatsAppReply } from './support/phone-events.ts';
import { contactCheckSchema, interactionSchema, pageOf, settingsSchema, unmatchedSchema } from './support/shapes.ts';
import { publish } from './support/topics.ts';

const api = as('demo');
let ourNumber = '';
let ourPhoneNumberId = '';

beforeAll(async () => {
  const { senders } = await api.take(settingsSchema, 200, 'GET', '/v1/settings');
  ourNumber = senders.sms?.originationIdentity ?? '';
  ourPhoneNumberId = senders.whatsapp?.phoneNumberId ?? '';
});

const interactionsOf = async (user: Api, customerId: string, direction = 'inbound') =>
  (await user.take(pageOf(interactionSchema), 200, 'GET', '/v1/interactions', { query: { customerId, direction } }))
    .items;

const untilInbound = (customerId: string, count: number) =>
  eventually(async () => {
    const items = await interactionsOf(api, customerId);
    expect(items).toHaveLength(count);
    return items;
  });

const sms = (from: string, body: string, id?: string) =>
  publish('InboundTopicArn', smsReply(from, ourNumber, body, id));
const whatsApp = (from: string, message: Readonly<Record<string, unknown>>, id?: string) =>
  publish('WhatsAppEventsTopicArn', whatsAppReply(from, ourPhoneNumberId, message, id === undefined ? {} : { id }));

describe.concurrent('a reply', () => {
  it('B12 I14: by SMS becomes one inbound interaction of its customer, also when told five times', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
    const id = randomUUID();
    await Promise.all(Array.from({ length: 5 }, () => sms(phone, 'Ya pagué', id)));
    await untilInbound(customer.customerId, 1);
    await sms(phone, 'Gracias');
    const items = await untilInbound(customer.customerId, 2);
    for (const item of items) expect(item).toMatchObject({ direction: 'inbound', channel: 'sms', status: 'received' });
    const message = await api.message(items[0]?.messageId ?? '');
    expect(message).toMatchObject({ direction: 'inbound', customerId: customer.customerId });
  });

  it('C19 Q14: makes the message before it "replied"; until then it is "not read"', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
    const { messageId } = await api.send(customer);
    await untilStatus(api, messageId, 'delivered');
    const found = async (status: string) => {
      const query = { customerId: customer.customerId, direction: 'outbound', status };
      const { items } = await api.take(pageOf(interactionSchema), 200, 'GET', '/v1/interactions', { query });
      return items.map((item) => [item.messageId, item.status]);
    };
    await eventually(async () => expect(await found('not_read')).toEqual([[messageId, 'delivered']]));
    await sms(phone, 'Ya pagué');
    await eventually(async () => expect(await found('replied')).toEqual([[messageId, 'replied']]));
  });

  it('C19 E24: by WhatsApp opens the window for free text', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: phone }]);
    await whatsApp(phone, { type: 'text', text: { body: 'Hola, ¿cuánto debo?' } });
    await untilInbound(customer.customerId, 1);
    const path = `/v1/customers/${customer.customerId}/contact-check`;
    await eventually(async () => {
      const answer = await api.take(contactCheckSchema, 200, 'GET', path, { query: { channel: 'whatsapp' } });
      expect(answer).toMatchObject({ allowed: true, reasons: [] });
    });
    await untilStatus(api, (await api.send(customer)).messageId, 'delivered');
  });

  it('F7: is a proof of life, which ends an alert of the address', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
    const sent = await untilStatus(api, (await api.send(customer)).messageId, 'delivered');
    const report = { providerId: sent.attempts[0]?.providerId ?? '', recipient: phone };
    await publish('SmsEventsTopicArn', smsReport(report, 'TEXT_BLOCKED', new Date()));
    await untilAlert(api, customer.customerId);
    await sms(phone, 'Aquí estoy');
    await untilCustomer(api, customer.customerId, (found) => expect(found.addresses[0]?.alert).toBeNull());
  });

  it('#112: of a kind that has no text is stored and shown, never dropped', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: phone }]);
    await whatsApp(phone, { type: 'unsupported', errors: [{ code: 131051, title: 'Message type unknown' }] });
    await whatsApp(phone, { type: 'reaction', reaction: { message_id: `wamid.${unique()}`, emoji: '👍' } });
    await whatsApp(phone, {
      type: 'system',
      system: { body: 'User changed number', wa_id: '56900000000', type: 'user_changed_number' },
    });
    await untilInbound(customer.customerId, 3);
    expect((await api.customer(customer.customerId)).addresses.map(({ value }) => value)).toEqual([phone]);
  });
});

describe.concurrent('opt-out by keyword (#111, F24)', () => {
  it.each(['stop', ' STOP. ', 'Baja', 'SALIR', 'Cancelar', 'sair'])(
    '%j makes a DND entry of scope all',
    async (word) => {
      const phone = freshMobile();
      const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
      await sms(phone, word);
      const now = await untilCustomer(api, customer.customerId, (found) => expect(found.dnd).toHaveLength(1));
      expect(now.dnd[0]).toMatchObject({ channel: 'sms', scope: 'all', source: 'opt_out' });
      expect(now.addresses[0]?.alert).toBeNull();
      const body = { customerId: customer.customerId, addressId: customer.addresses[0]?.addressId, body: 'Hola' };
      expect(await api.trySend(body)).toMatchObject({ status: 409, code: 'CONTACT_DND' });
    },
  );

  it('B.6, Q9: it holds for whoever has the number, now or later, until the person wants messages again', async () => {
    const phone = freshMobile();
    const first = await api.createCustomer([{ channel: 'sms', value: phone }]);
    // AWS knows this word too, and keeps a list of its own.
    await sms(phone, 'STOP');
    await untilCustomer(api, first.customerId, (found) => expect(found.dnd).toHaveLength(1));
    const second = await api.createCustomer([{ channel: 'sms', value: phone }]);
    expect(second.dnd).toMatchObject([
      { channel: 'sms', source: 'opt_out', addressId: second.addresses[0]?.addressId },
    ]);
    const body = { customerId: second.customerId, addressId: second.addresses[0]?.addressId, body: 'Hola' };
    expect(await api.trySend(body)).toMatchObject({ status: 409, code: 'CONTACT_DND' });
    await sms(phone, 'Alta');
    for (const one of [first, second]) {
      await untilCustomer(api, one.customerId, (found) => expect(found.dnd).toEqual([]));
    }
    expect((await api.trySend(body)).status).toBe(202);
  });

  it('11.5: a text near a refusal asks the advisor in the conversation', async () => {
    const phone = freshMobile();
    const { customerId } = await api.createCustomer([{ channel: 'sms', value: phone }]);
    await sms(phone, 'Ya pagué, no me escriban más');
    const [message] = await untilInbound(customerId, 1);
    const path = `/v1/messages/${message?.messageId}/opt-out`;
    expect(await api.call('POST', path, { body: { optsOut: true } })).toMatchObject({ status: 200 });
    await untilCustomer(api, customerId, (found) => expect(found.dnd).toMatchObject([{ source: 'opt_out' }]));
  });

  it('"no me baja" is an ordinary message', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
    await sms(phone, 'no me baja');
    await untilInbound(customer.customerId, 1);
    expect((await api.customer(customer.customerId)).dnd).toEqual([]);
  });
});

describe.concurrent('senders that nobody knows (D13)', () => {
  const unmatched = async (user: Api, from: string) => {
    const { items } = await user.take(pageOf(unmatchedSchema), 200, 'GET', '/v1/inbound/unmatched', {
      query: { limit: '100' },
    });
    return items.filter((item) => item.from === from);
  };

  it('an unknown number is listed with its text, and becomes an interaction when it is assigned', async () => {
    const phone = freshMobile();
    await sms(phone, '¿Quién es?');
    const [found] = await eventually(async () => {
      const items = await unmatched(api, phone);
      expect(items).toHaveLength(1);
      return items;
    });
    expect(found).toMatchObject({ reason: 'UNKNOWN_SENDER', text: '¿Quién es?', channel: 'sms', candidates: [] });
    const customer = await api.createCustomer([]);
    const path = `/v1/inbound/unmatched/${found?.id}/assign`;
    const assigned = await api.call('POST', path, { body: { customerId: customer.customerId } });
    expect(assigned.status, assigned.text).toBe(200);
    await untilInbound(customer.customerId, 1);
    expect(await unmatched(api, phone)).toEqual([]);
    // Again: the same answer, and still one interaction.
    const again = await api.call('POST', path, { body: { customerId: customer.customerId } });
    expect([again.status, again.json]).toEqual([200, assigned.json]);
    await untilInbound(customer.customerId, 1);
  });

  it('a number of two customers that were never written to is ambiguous, and names both', async () => {
    const phone = freshMobile();
    const owners = await Promise.all([
      api.createCustomer([{ channel: 'sms', value: phone }]),
      api.createCustomer([{ channel: 'sms', value: phone }]),
    ]);
    await sms(phone, 'Hola');
    await eventually(async () => {
      const [found] = await unmatched(api, phone);
      expect(found?.reason).toBe('AMBIGUOUS_SENDER');
      expect(found?.candidates.toSorted()).toEqual(owners.map(({ customerId }) => customerId).toSorted());
    });
  });

  it('of several owners, the one last written to gets the reply', async () => {
    const phone = freshMobile();
    const [first, second] = [
      await api.createCustomer([{ channel: 'sms', value: phone }]),
      await api.createCustomer([{ channel: 'sms', value: phone }]),
    ];
    await untilStatus(api, (await api.send(second)).messageId, 'delivered');
    await sms(phone, 'Hola');
    await untilInbound(second.customerId, 1);
    expect(await interactionsOf(api, first.customerId)).toEqual([]);
  });

  it('#109: a message to a number of no company reaches no company', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([{ channel: 'sms', value: phone }]);
    await publish('InboundTopicArn', smsReply(phone, freshMobile(), 'Hola'));
    await sms(phone, 'Después');
    const items = await untilInbound(customer.customerId, 1);
    expect(items[0]?.preview).toBe('Después');
    expect(await unmatched(api, phone)).toEqual([]);
  });

  it("§5.7: a reply to one company's number never reaches the other company, though both know the phone", async () => {
    const phone = freshMobile();
    const ours = await api.createCustomer([{ channel: 'sms', value: phone }]);
    const theirs = await as('acme').createCustomer([{ channel: 'sms', value: phone }]);
    await sms(phone, 'Hola');
    await untilInbound(ours.customerId, 1);
    expect(await interactionsOf(as('acme'), theirs.customerId)).toEqual([]);
    expect(await unmatched(as('acme'), phone)).toEqual([]);
  });
});
