/** The inbox of advisors, over HTTP and the providers' topics alone (requirements C, D; issue 3 point 1). */
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { act, listConversations, threadOf, untilListed, untilUnlisted } from './support/conversations.ts';
import { bounce } from './support/email-events.ts';
import { eventually } from './support/eventually.ts';
import { untilAlert, untilSent, untilStatus } from './support/messages.ts';
import { freshEmail, freshMobile, missingEmail, unique } from './support/people.ts';
import { smsReply } from './support/phone-events.ts';
import { pageOf, settingsSchema } from './support/shapes.ts';
import { createTemplate } from './support/templates.ts';
import { publish } from './support/topics.ts';

const api = as('demo');
const supervisor = as('demo', 'supervisor');
const anything = z.looseObject({});
let ourNumber = '';

beforeAll(async () => {
  ourNumber = (await api.take(settingsSchema, 200, 'GET', '/v1/settings')).senders.sms?.originationIdentity ?? '';
});

const customerWithPhone = async (profile: Readonly<Record<string, unknown>> = {}) => {
  const phone = freshMobile();
  const customer = await api.createCustomer([{ channel: 'sms', value: phone }], profile);
  const writes = (text: string) => publish('InboundTopicArn', smsReply(phone, ourNumber, text));
  return { customer, customerId: customer.customerId, writes };
};
const head = (customerId: string) => api.take(anything, 200, 'GET', `/v1/conversations/${customerId}`);

describe.concurrent('bold, unread, managed', () => {
  it('C4 C16 C18 C33: a message of the customer shows within seconds as unread and bold', async () => {
    const { customerId, writes } = await customerWithPhone();
    await writes('Hola, ¿cuánto debo?');
    await untilListed(api, customerId, {
      unread: true,
      bold: true,
      managed: false,
      last: expect.objectContaining({ channel: 'sms', direction: 'inbound', preview: 'Hola, ¿cuánto debo?' }),
    });
    expect(await head(customerId)).toMatchObject({ unread: true, bold: true });
  });

  it('C35 C36: an answer ends the bold and makes the conversation managed; the next message begins it anew', async () => {
    const { customer, customerId, writes } = await customerWithPhone();
    await writes('Hola');
    await untilListed(api, customerId, { bold: true });
    await api.send(customer);
    await untilListed(api, customerId, { bold: false, unread: false, managed: true });
    await writes('Gracias');
    await untilListed(api, customerId, { bold: true, managed: false });
  });

  it('C1 C36: an automatic message is no answer', async () => {
    const { customer, customerId, writes } = await customerWithPhone();
    await writes('Hola');
    await untilListed(api, customerId, { bold: true });
    const origin = { kind: 'campaign', id: 'nov', name: 'Noviembre' };
    const { messageId } = await api.send(customer, 0, { purpose: 'automatic', origin });
    await untilStatus(api, messageId, 'delivered');
    await untilListed(api, customerId, {
      bold: true,
      managed: false,
      last: expect.objectContaining({ direction: 'outbound' }),
    });
    const [newest] = await threadOf(api, customerId);
    expect(newest).toMatchObject({ messageId, purpose: 'automatic', origin, status: 'delivered' });
  });

  it('C20 C37: Omitir ends the bold without an answer, and is not managed', async () => {
    const { customerId, writes } = await customerWithPhone();
    await writes('Ya pagué');
    await untilListed(api, customerId, { bold: true });
    expect(await act(api, customerId, 'omit')).toMatchObject({ bold: false, unread: false, managed: false });
    expect((await threadOf(api, customerId))[0]).toMatchObject({ status: 'omitted' });
    await untilUnlisted(api, customerId, { state: 'unread' });
  });

  it('C15: an answer by e-mail whose bounce comes hours later re-opens the case, out of the archive too', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([
      { channel: 'email', value: freshEmail() },
      { channel: 'sms', value: phone },
    ]);
    const { customerId } = customer;
    await publish('InboundTopicArn', smsReply(phone, ourNumber, '¿Me mandan el detalle por correo?'));
    await untilListed(api, customerId, { bold: true });
    const answer = await api.send(customer, 0, { subject: 'Detalle' });
    await untilStatus(api, answer.messageId, 'delivered');
    await untilListed(api, customerId, { bold: false, managed: true });
    await act(api, customerId, 'archive');
    const { providerId, to } = await untilSent(api, answer.messageId);
    const at = new Date(Date.now() + 60_000);
    await publish(
      'EmailEventsTopicArn',
      bounce({ providerId, recipient: to }, { type: 'Permanent', subType: 'General', at }),
    );
    await untilStatus(api, answer.messageId, 'failed');
    await untilListed(api, customerId, { bold: true, managed: false, archived: false });
  }, 120_000);

  it('C18 D14 D26: read, and unread again to answer later', async () => {
    const { customerId, writes } = await customerWithPhone();
    await writes('Hola');
    await untilListed(api, customerId, { unread: true }, { state: 'unread' });
    expect(await act(api, customerId, 'read')).toMatchObject({ unread: false, bold: true });
    await untilUnlisted(api, customerId, { state: 'unread' });
    expect(await act(api, customerId, 'unread')).toMatchObject({ unread: true });
    await untilListed(api, customerId, { unread: true }, { state: 'unread' });
  });

  it('C15 C34: a pending call makes it bold in the calls tray, its result ends it', async () => {
    const { customerId } = await customerWithPhone();
    await api.take(z.unknown(), 200, 'PUT', `/v1/conversations/${customerId}/pending-call`, {
      body: { pendingCall: {} },
    });
    await untilListed(api, customerId, { pendingCall: true, bold: true }, { tray: 'calls' });
    await untilUnlisted(api, customerId);
  });
});

describe.concurrent('the conversation', () => {
  it('A20 C19 D1 D2 D5 D11 D19: every channel in one order, with status, attempts and origin', async () => {
    const phone = freshMobile();
    const customer = await api.createCustomer([
      { channel: 'email', value: freshEmail() },
      { channel: 'sms', value: phone },
    ]);
    const { customerId } = customer;
    const mail = await api.send(customer, 0);
    await untilStatus(api, mail.messageId, 'delivered');
    const { templateId } = await createTemplate('sms', 'Hola, tu cuota vence mañana.');
    const text = await api.send(customer, 1, { templateId });
    await untilStatus(api, text.messageId, 'delivered');
    await publish('InboundTopicArn', smsReply(phone, ourNumber, 'Gracias'));
    await eventually(async () => {
      const items = await threadOf(api, customerId, { order: 'oldest' });
      expect(items).toMatchObject([
        {
          messageId: mail.messageId,
          channel: 'email',
          status: 'delivered',
          notRead: true,
          attempts: 1,
          purpose: 'manual',
        },
        { messageId: text.messageId, channel: 'sms', status: 'replied', template: { templateId } },
        { channel: 'sms', direction: 'inbound', status: 'unread', body: 'Gracias' },
      ]);
    });
    const newest = await threadOf(api, customerId, { order: 'newest' });
    expect(newest).toEqual((await threadOf(api, customerId, { order: 'oldest' })).toReversed());
    const page = await api.take(pageOf(anything), 200, 'GET', `/v1/conversations/${customerId}/messages`, {
      query: { limit: '2' },
    });
    const rest = await api.take(pageOf(anything), 200, 'GET', `/v1/conversations/${customerId}/messages`, {
      query: { limit: '2', cursor: page.nextCursor ?? '' },
    });
    expect([...page.items, ...rest.items]).toEqual(newest);
  });

  it('C21–C24 D10: its head tells segment, debt, assignee, tags, permission', async () => {
    const { customerId } = await customerWithPhone({ tags: ['vip'] });
    const debt = { code: unique(), dueDate: '2026-01-15', balance: 50_000, currency: 'CLP', state: 'current' };
    await api.call('PUT', `/v1/customers/${customerId}/debts`, { body: debt });
    await supervisor.call('PUT', `/v1/customers/${customerId}/dnd`, { body: { channel: 'sms', active: true } });
    const answer = await head(customerId);
    expect(answer).toMatchObject({
      segment: 'Mora más de 90',
      debtSummary: { dueDate: '2026-01-15', state: 'overdue', balances: { CLP: 50_000 } },
      tags: ['vip'],
      dnd: [{ channel: 'sms', scope: 'campaigns' }],
      last: null,
      bold: false,
    });
  });

  it('D6 D29: a message to a customer without history begins one; a DND for campaigns does not stop it', async () => {
    const { customer, customerId } = await customerWithPhone();
    await supervisor.call('PUT', `/v1/customers/${customerId}/dnd`, { body: { channel: 'sms', active: true } });
    expect(await threadOf(api, customerId)).toEqual([]);
    const { messageId } = await api.send(customer);
    await untilListed(api, customerId, { managed: true, bold: false });
    await untilStatus(api, messageId, 'delivered');
  });

  it('F16 C19: a failure shows in the list and in the thread', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: missingEmail() }]);
    await api.send(customer);
    await untilAlert(api, customer.customerId);
    await untilListed(api, customer.customerId, { last: expect.objectContaining({ status: 'failed' }) });
    expect((await threadOf(api, customer.customerId))[0]).toMatchObject({ failure: { class: 'HARD' } });
    await untilListed(api, customer.customerId, { contactability: 'none', segment: 'No contactable' });
    await untilListed(api, customer.customerId, {}, { contactability: 'problems' });
  });

  it('D24 D25: star, archive, and back by itself when the customer writes', async () => {
    const { customerId, writes } = await customerWithPhone();
    await writes('Hola');
    await untilListed(api, customerId, { bold: true });
    expect(await act(api, customerId, 'star')).toMatchObject({ starred: true });
    await untilListed(api, customerId, { starred: true }, { state: 'starred' });
    expect(await act(api, customerId, 'archive')).toMatchObject({ archived: true });
    await untilUnlisted(api, customerId);
    await untilListed(api, customerId, { archived: true }, { state: 'archived' });
    await writes('¿Hola?');
    await untilListed(api, customerId, { archived: false, starred: true, bold: true });
    await act(api, customerId, 'archive');
    expect(await act(api, customerId, 'unarchive')).toMatchObject({ archived: false });
    expect(await act(api, customerId, 'unstar')).toMatchObject({ starred: false });
  });

  it('D12: an entry of the thread opens as a message with its detail', async () => {
    const { customer, customerId } = await customerWithPhone();
    await api.send(customer);
    const [entry] = await threadOf(api, customerId);
    expect(await api.message(entry?.messageId ?? '')).toMatchObject({ customerId, channel: 'sms' });
  });
});

describe.concurrent('finding conversations', () => {
  it('A19 C17 D14–D18: by advisor, segment, period, channel, contactability, name and e-mail, in both orders', async () => {
    const users = await api.take(pageOf(z.looseObject({ userId: z.string() })), 200, 'GET', '/v1/users');
    const advisorId = users.items[0]?.userId ?? '';
    const surname = `Apellido${unique().replace(/[^a-z0-9]/gi, '')}`;
    const email = freshEmail();
    const customer = await api.createCustomer([{ channel: 'email', value: email }], { name: `Rosa ${surname}` });
    const other = await api.createCustomer([{ channel: 'email', value: freshEmail() }], { name: `Luis ${surname}` });
    await api.send(customer);
    await untilListed(api, customer.customerId, {});
    await api.send(other);
    await untilListed(api, other.customerId, {});
    expect(await act(api, customer.customerId, 'assign', { advisorId })).toMatchObject({ advisorId });
    const today = new Date();
    const day = (shift: number) => new Date(today.getTime() + shift * 86_400_000).toISOString().slice(0, 10);
    const finding: Record<string, string>[] = [
      { advisor: advisorId },
      { segment: 'Sin deuda' },
      { contactability: 'ok' },
      { channel: 'email' },
      { from: day(-1), to: day(1) },
      { state: 'recent' },
      { state: 'all' },
      { q: surname },
      { q: email },
    ];
    for (const query of finding) await untilListed(api, customer.customerId, {}, query);
    const missing: Record<string, string>[] = [
      { advisor: 'nobody' },
      { segment: 'Vigente' },
      { contactability: 'none' },
      { channel: 'whatsapp' },
      { from: day(-9), to: day(-5) },
      { state: 'archived' },
      { q: `${surname} Luis` },
      { tray: 'calls' },
    ];
    for (const query of missing) await untilUnlisted(api, customer.customerId, query);
    const ids = async (sort: string) =>
      (await listConversations(api, { q: surname, sort })).map((row) => row.customerId);
    await eventually(async () => expect(await ids('newest')).toEqual([other.customerId, customer.customerId]));
    expect(await ids('oldest')).toEqual([customer.customerId, other.customerId]);
  });

  it('D10 D16: an unknown user is refused, and nobody is nobody', async () => {
    const { customerId } = await customerWithPhone();
    const path = `/v1/conversations/${customerId}/assign`;
    const refused = await api.call('POST', path, { body: { advisorId: 'nobody' } });
    expect(refused).toMatchObject({ status: 404, code: 'USER_NOT_FOUND' });
    expect(await act(api, customerId, 'assign', { advisorId: null })).toMatchObject({ advisorId: null });
  });
});

describe.concurrent('deleting', () => {
  it('D27 Q17: texts go, the register keeps its rows, what waits is cancelled', async () => {
    const { customer, customerId, writes } = await customerWithPhone();
    const { messageId } = await api.send(customer);
    await untilStatus(api, messageId, 'delivered');
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    const waiting = await api.send(customer, 0, { sendAt });
    await writes('Un secreto');
    await untilListed(api, customerId, { bold: true });
    expect((await api.call('DELETE', `/v1/conversations/${customerId}`)).status).toBe(403);
    const deleted = await supervisor.call('DELETE', `/v1/conversations/${customerId}`);
    expect(deleted.status, deleted.text).toBe(202);
    await untilUnlisted(api, customerId);
    expect(await threadOf(api, customerId)).toEqual([]);
    expect(await api.message(waiting.messageId)).toMatchObject({ status: 'cancelled', body: null });
    // The register lists the scheduled one under its date.
    const to = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const register = await api.call('GET', '/v1/interactions', { query: { customerId, to } });
    const { items } = pageOf(anything).parse(register.json);
    expect(items).toHaveLength(3);
    expect(register.text).not.toContain('Un secreto');
    await writes('Otra vez yo');
    await untilListed(api, customerId, { bold: true });
    expect(await threadOf(api, customerId)).toMatchObject([{ body: 'Otra vez yo' }]);
  });
});

describe.concurrent('bad input (§5.6)', () => {
  it.each([
    ['GET', '/v1/conversations?state=gone', undefined, 400, 'FILTER_INVALID'],
    ['GET', '/v1/conversations?from=2026-02-30', undefined, 400, 'DATE_INVALID'],
    ['GET', '/v1/conversations?from=2026-02-02&to=2026-02-01', undefined, 400, 'RANGE_INVALID'],
    ['GET', '/v1/conversations?limit=0', undefined, 400, 'LIMIT_INVALID'],
    ['GET', '/v1/conversations?cursor=AAAA', undefined, 400, 'CURSOR_INVALID'],
    ['GET', '/v1/conversations/__proto__', undefined, 400, 'ID_INVALID'],
    ['GET', '/v1/conversations/nobody', undefined, 404, 'NOT_FOUND'],
    ['GET', '/v1/conversations/nobody/messages', undefined, 404, 'NOT_FOUND'],
    ['POST', '/v1/conversations/nobody/star', undefined, 404, 'NOT_FOUND'],
    ['POST', '/v1/conversations/nobody/explode', undefined, 404, 'ROUTE_NOT_FOUND'],
    ['POST', '/v1/conversations/nobody/assign', '{}', 400, 'FIELD_REQUIRED'],
    ['POST', '/v1/conversations/nobody/assign', '{"advisorId":{"$ne":1}}', 400, 'WRONG_TYPE'],
    ['POST', '/v1/conversations/nobody/assign', '{"advisorId":null,"tenant":"acme"}', 400, 'FIELD_NOT_WRITABLE'],
    ['POST', '/v1/conversations/nobody/assign', '[]', 400, 'BODY_NOT_OBJECT'],
    ['POST', '/v1/conversations/nobody/assign', '{"advisorId":', 400, 'BODY_NOT_JSON'],
  ] as const)('%s %s %s answers %i %s', async (method, path, rawBody, status, code) => {
    const reply = await api.call(
      method,
      path,
      rawBody === undefined ? {} : { rawBody, headers: { 'content-type': 'application/json' } },
    );
    expect({ status: reply.status, code: reply.code }, reply.text).toEqual({ status, code });
  });
});
