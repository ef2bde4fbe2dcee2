/** The status follows from the set of events, whatever their order and however often they come (F13, I8, §5.3). */
import { describe, expect, it } from 'vitest';
import { as } from './support/api.ts';
import { bounce, delivery, open } from './support/email-events.ts';
import { eventually } from './support/eventually.ts';
import { untilSent, untilStatus } from './support/messages.ts';
import { freshEmail, freshMobile, unique, whatsAppNumberThatFails } from './support/people.ts';
import { smsReport, whatsAppStatus } from './support/phone-events.ts';
import { whatsAppTemplate } from './support/templates.ts';
import { publish } from './support/topics.ts';

const api = as('demo');
const inMs = (ms: number): Date => new Date(Date.now() + ms);

const email = async () => {
  const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
  const { messageId } = await api.send(customer);
  const { providerId, to } = await untilSent(api, messageId);
  await untilStatus(api, messageId, 'delivered');
  return { messageId, sent: { providerId, recipient: to } };
};

describe.concurrent('the status of a message', () => {
  it('F13: a bounce after the delivery shows as failed and keeps the progress', async () => {
    const { messageId, sent } = await email();
    await publish('EmailEventsTopicArn', bounce(sent, { type: 'Permanent', subType: 'General', at: inMs(2_000) }));
    expect(await untilStatus(api, messageId, 'failed')).toMatchObject({ progress: 'delivered' });
  });

  it('F13: a bounce told late that happened before the delivery does not undo it', async () => {
    const { messageId, sent } = await email();
    await publish(
      'EmailEventsTopicArn',
      bounce(sent, { type: 'Permanent', subType: 'General', at: new Date(Date.now() - 60_000) }),
    );
    await publish('EmailEventsTopicArn', open(sent, inMs(1_000)));
    const message = await untilStatus(api, messageId, 'read');
    expect(message.failure).toBeNull();
  });

  it('F13: read without delivered counts as read, and what is told later does not lower it', async () => {
    // To this number the provider tells "accepted" and "failed" only: nothing was delivered.
    const customer = await api.createCustomer([{ channel: 'whatsapp', value: whatsAppNumberThatFails(131000) }]);
    const { messageId } = await api.send(customer, 0, { templateId: await whatsAppTemplate() });
    await untilStatus(api, messageId, 'failed');
    const { providerId, to } = await untilSent(api, messageId);
    const tell = (status: string, at: Date) =>
      publish('WhatsAppEventsTopicArn', whatsAppStatus({ providerId, recipient: to }, status, { at }));
    await tell('read', inMs(3_000));
    expect(await untilStatus(api, messageId, 'read')).toMatchObject({ progress: 'read', failure: null });
    await tell('delivered', inMs(2_000));
    await tell('sent', inMs(1_000));
    await eventually(async () => {
      const kinds = (await api.message(messageId)).events.map(({ kind }) => kind);
      expect(kinds).toEqual(expect.arrayContaining(['failed', 'read', 'delivered', 'sent']));
    });
    expect(await api.message(messageId)).toMatchObject({ status: 'read', progress: 'read', failure: null });
  });

  it('F13: a failure told after the delivery, with a later time, shows as failed', async () => {
    const customer = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    const { messageId } = await api.send(customer);
    const { providerId, to } = await untilSent(api, messageId);
    await untilStatus(api, messageId, 'delivered');
    const sent = { providerId, recipient: to };
    await publish('SmsEventsTopicArn', smsReport(sent, 'TEXT_UNREACHABLE', inMs(4_000)));
    expect(await untilStatus(api, messageId, 'failed')).toMatchObject({ progress: 'delivered' });
  });

  it('C19 B9: an opened e-mail is read', async () => {
    const { messageId, sent } = await email();
    await publish('EmailEventsTopicArn', open(sent, inMs(1_000)));
    expect(await untilStatus(api, messageId, 'read')).toMatchObject({ progress: 'read', failure: null });
  });
});

describe('the same event again', () => {
  it('§5.3: ten tellings of one delivery and one bounce leave one fact each', async () => {
    const { messageId, sent } = await email();
    const told = bounce(sent, { type: 'Permanent', subType: 'General', at: inMs(2_000), feedbackId: unique() });
    await Promise.all(Array.from({ length: 5 }, () => publish('EmailEventsTopicArn', told)));
    const { at } = (await api.message(messageId)).events.find(({ kind }) => kind === 'delivered') ?? { at: '' };
    await Promise.all(Array.from({ length: 5 }, () => publish('EmailEventsTopicArn', delivery(sent, new Date(at)))));
    const message = await untilStatus(api, messageId, 'failed');
    expect(message.events.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
    expect(message.events.filter(({ kind }) => kind === 'delivered')).toHaveLength(1);
  });
});
