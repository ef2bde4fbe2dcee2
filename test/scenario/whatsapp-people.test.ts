/** People of WhatsApp who show no number, and what is no message of theirs, over the topics (issue 11, 3 and 4). */
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { threadOf, untilListed } from './support/conversations.ts';
import { eventually } from './support/eventually.ts';
import { untilCustomer, untilStatus } from './support/messages.ts';
import { freshMobile, freshUserId, unique } from './support/people.ts';
import { whatsAppChange, whatsAppStatus } from './support/phone-events.ts';
import { pageOf, settingsSchema, unmatchedSchema } from './support/shapes.ts';
import { publish } from './support/topics.ts';

const api = as('demo');
let ourPhoneNumberId = '';
beforeAll(async () => {
  const { senders } = await api.take(settingsSchema, 200, 'GET', '/v1/settings');
  ourPhoneNumberId = senders.whatsapp?.phoneNumberId ?? '';
});

const seconds = (): string => String(Math.floor(Date.now() / 1000));
const tell = (value: object, field?: string) =>
  publish('WhatsAppEventsTopicArn', whatsAppChange(ourPhoneNumberId, value, field));
const message = (more: object) => ({ id: `wamid.${unique()}`, timestamp: seconds(), ...more });
const text = (body: string) => ({ type: 'text', text: { body } });

const alone = (userId: string, more: object) =>
  tell({
    contacts: [{ profile: { name: 'Rosa', username: '@rosa' }, user_id: userId }],
    messages: [message({ from: '', from_user_id: userId, ...more })],
  });
const from = (phone: string, more: object, userId?: string) =>
  tell({
    contacts: [{ profile: { name: 'Rosa' }, wa_id: phone.slice(1), user_id: userId }],
    messages: [message({ from: phone.slice(1), from_user_id: userId, ...more })],
  });

const bodiesOf = async (customerId: string) =>
  (await threadOf(api, customerId)).filter(({ direction }) => direction === 'inbound').map(({ body }) => body);
const untilBodies = (customerId: string, bodies: readonly string[]) =>
  eventually(async () => expect((await bodiesOf(customerId)).toSorted()).toEqual([...bodies].toSorted()));
const waitingOf = async (name: string) => {
  const query = { limit: '100' };
  const { items } = await api.take(pageOf(unmatchedSchema), 200, 'GET', '/v1/inbound/unmatched', { query });
  return items.filter((item) => item.from === name);
};
const untilWaiting = (name: string, count: number) =>
  eventually(async () => {
    const items = await waitingOf(name);
    expect(items).toHaveLength(count);
    return items;
  });

describe.concurrent('a person who shows no number (11.3)', () => {
  it('is known from a message that told number and id, whatever came first', async () => {
    const [phone, userId] = [freshMobile(), freshUserId()];
    const { customerId } = await api.createCustomer([{ channel: 'whatsapp', value: phone }]);
    await alone(userId, text('Antes'));
    await untilWaiting(userId, 1);
    await from(phone, text('Con número'), userId);
    await untilBodies(customerId, ['Antes', 'Con número']);
    await alone(userId, text('Ya pagué'));
    await untilBodies(customerId, ['Antes', 'Con número', 'Ya pagué']);
    expect(await waitingOf(userId)).toEqual([]);
  });

  it('is known from the status of a message that we sent, before it ever writes', async () => {
    const [phone, userId] = [freshMobile(), freshUserId()];
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: phone }]);
    await from(phone, text('Hola'));
    await untilBodies(customer.customerId, ['Hola']);
    const sent = await untilStatus(api, (await api.send(customer)).messageId, 'delivered');
    const told = { providerId: sent.attempts[0]?.providerId ?? '', recipient: phone };
    const detail = { recipient_id: '', recipient_user_id: userId };
    await publish('WhatsAppEventsTopicArn', whatsAppStatus(told, 'read', { detail }));
    await untilStatus(api, sent.messageId, 'read');
    await alone(userId, text('Leído'));
    await untilBodies(customer.customerId, ['Hola', 'Leído']);
  });

  it('is given to a customer, answered by the id, and refuses', async () => {
    const userId = freshUserId();
    const { customerId } = await api.createCustomer([]);
    await alone(userId, text('Quiero repactar'));
    const [waiting] = await untilWaiting(userId, 1);
    const path = `/v1/inbound/unmatched/${waiting?.id}/assign`;
    await api.take(z.looseObject({ customerId: z.literal(customerId) }), 200, 'POST', path, { body: { customerId } });
    const customer = await api.customer(customerId);
    expect(customer.addresses).toMatchObject([{ channel: 'whatsapp', value: userId }]);
    await untilStatus(api, (await api.send(customer, 0, { body: 'Te ayudamos' })).messageId, 'delivered');
    await alone(userId, text('BAJA'));
    const now = await untilCustomer(api, customerId, (found) => expect(found.dnd).toHaveLength(1));
    expect(now.dnd[0]).toMatchObject({ channel: 'whatsapp', source: 'opt_out' });
    const body = { customerId, addressId: customer.addresses[0]?.addressId, body: 'Hola' };
    expect(await api.trySend(body)).toMatchObject({ status: 409, code: 'CONTACT_DND' });
  });
});

describe.concurrent('what is no message of the customer (11.4)', () => {
  const wish = (phone: string, value: string) =>
    tell(
      { user_preferences: [{ wa_id: phone.slice(1), category: 'marketing_messages', value, timestamp: seconds() }] },
      'user_preferences',
    );

  it('stopping marketing is a DND of campaigns, resuming lifts it', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: phone }]);
    await wish(phone, 'stop');
    const stopped = await untilCustomer(api, customer.customerId, (found) => expect(found.dnd).toHaveLength(1));
    expect(stopped.dnd).toMatchObject([{ channel: 'whatsapp', scope: 'campaigns', source: 'marketing_stop' }]);
    await eventually(async () => {
      await wish(phone, 'resume');
      expect((await api.customer(customer.customerId)).dnd).toEqual([]);
    });
    expect(await threadOf(api, customer.customerId)).toEqual([]);
  });

  it('reactions, notices and deletions are shown and ask nobody to look; a message does', async () => {
    const phone = freshMobile();
    const { customerId } = await api.createCustomer([{ channel: 'whatsapp', value: phone }]);
    await from(phone, { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } });
    await from(phone, { type: 'request_welcome' });
    await from(phone, { type: 'revoke', revoke: { original_message_id: 'wamid.x' } });
    await from(phone, {
      type: 'interactive',
      interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
    });
    await untilBodies(customerId, [
      '[reacción] 👍',
      '[el cliente abrió el chat]',
      '[el cliente eliminó un mensaje]',
      '[permiso para llamar] aceptado',
    ]);
    await untilListed(api, customerId, { bold: false, unread: false });
    await from(phone, { type: 'location', location: { latitude: -33.4, longitude: -70.6, address: 'Alameda 1' } });
    await untilListed(api, customerId, { bold: true, unread: true });
  });

  it('an edit says the new text and marks the old one', async () => {
    const phone = freshMobile();
    const { customerId } = await api.createCustomer([{ channel: 'whatsapp', value: phone }]);
    const first = message({ from: phone.slice(1), ...text('pago el lunes') });
    await tell({ messages: [first] });
    await untilBodies(customerId, ['pago el lunes']);
    const edited = { original_message_id: first.id, message: { ...text('pago el martes 2') } };
    await from(phone, { type: 'edit', edit: edited });
    await untilBodies(customerId, ['pago el lunes', '[mensaje editado] pago el martes 2']);
    await eventually(async () => {
      const marked = (await threadOf(api, customerId)).find(({ body }) => body === 'pago el lunes');
      expect(marked).toMatchObject({ changed: { kind: 'edited' } });
    });
  });
});
