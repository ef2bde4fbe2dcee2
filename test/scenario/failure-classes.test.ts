/**
 * What each failure does to its address (Q1, F1–F3, I9), told by events in the providers' own forms. The messages go to
 * addresses that work, so that only the published event speaks.
 */
import { describe, expect, it } from 'vitest';
import { as } from './support/api.ts';
import { bounce, classicBounce, complaint, emailEvent, type SentEmail } from './support/email-events.ts';
import { eventually } from './support/eventually.ts';
import { untilAlert, untilCustomer, untilSent, untilStatus } from './support/messages.ts';
import { freshEmail, freshMobile, fullEmail, simulatorEmail } from './support/people.ts';
import { smsNotification, smsReport, whatsAppStatus } from './support/phone-events.ts';
import { settingsSchema } from './support/shapes.ts';
import { whatsAppTemplate } from './support/templates.ts';
import { publish } from './support/topics.ts';

const api = as('demo');
/** After the delivery that the provider itself has told. */
const later = (ms = 5_000): Date => new Date(Date.now() + ms);

type Channel = 'email' | 'sms' | 'whatsapp';
const topics = { email: 'EmailEventsTopicArn', sms: 'SmsEventsTopicArn', whatsapp: 'WhatsAppEventsTopicArn' } as const;

const deliveredMessage = async (channel: Channel) => {
  const value = channel === 'email' ? freshEmail() : freshMobile();
  const customer = await api.createCustomer([{ channel, value }]);
  const more = channel === 'whatsapp' ? { templateId: await whatsAppTemplate() } : {};
  const { messageId } = await api.send(customer, 0, more);
  await untilStatus(api, messageId, 'delivered');
  const { providerId } = await untilSent(api, messageId);
  return { customer, messageId, sent: { providerId, recipient: value } };
};

interface Case {
  readonly name: string;
  readonly channel: Channel;
  readonly event: (sent: SentEmail) => object;
  readonly failureClass: string;
  readonly code: string;
}

const ses = (type: string, subType: string) => (sent: SentEmail) => bounce(sent, { type, subType, at: later() });
const sms = (eventType: string) => (sent: SentEmail) => smsReport(sent, eventType, later());
const meta = (code: number) => (sent: SentEmail) => whatsAppStatus(sent, 'failed', { code, at: later() });

const alerting: readonly Case[] = [
  {
    name: 'SES Permanent/General',
    channel: 'email',
    event: ses('Permanent', 'General'),
    failureClass: 'HARD',
    code: 'Permanent/General',
  },
  {
    name: 'SES classic Permanent/NoEmail',
    channel: 'email',
    event: (sent) => classicBounce(sent, { type: 'Permanent', subType: 'NoEmail', at: later() }),
    failureClass: 'HARD',
    code: 'Permanent/NoEmail',
  },
  {
    name: 'SES Permanent/Suppressed',
    channel: 'email',
    event: ses('Permanent', 'Suppressed'),
    failureClass: 'SUPPRESSED',
    code: 'Permanent/Suppressed',
  },
  {
    name: 'SES Permanent/OnAccountSuppressionList',
    channel: 'email',
    event: ses('Permanent', 'OnAccountSuppressionList'),
    failureClass: 'SUPPRESSED',
    code: 'Permanent/OnAccountSuppressionList',
  },
  { name: 'SMS TEXT_INVALID', channel: 'sms', event: sms('TEXT_INVALID'), failureClass: 'HARD', code: 'TEXT_INVALID' },
  { name: 'SMS TEXT_BLOCKED', channel: 'sms', event: sms('TEXT_BLOCKED'), failureClass: 'HARD', code: 'TEXT_BLOCKED' },
  {
    name: 'SMS TEXT_INVALID by EventBridge',
    channel: 'sms',
    event: (sent) => smsNotification(sent, 'TEXT_INVALID', later()),
    failureClass: 'HARD',
    code: 'TEXT_INVALID',
  },
  { name: 'WhatsApp 131026', channel: 'whatsapp', event: meta(131026), failureClass: 'HARD', code: '131026' },
];

const refused = (status: string, diagnosticCode: string) => (sent: SentEmail) =>
  bounce(sent, {
    type: 'Permanent',
    subType: 'General',
    at: later(),
    bouncedRecipients: [{ emailAddress: sent.recipient, action: 'failed', status, diagnosticCode }],
  });

const harmless: readonly Case[] = [
  {
    name: 'SES Permanent/General of a sender without a name in DNS',
    channel: 'email',
    event: refused('5.7.25', 'smtp; 550-5.7.25 The IP address sending this message does not have a PTR record setup'),
    failureClass: 'SENDER',
    code: 'Permanent/General',
  },
  {
    name: 'SES Transient/MessageTooLarge',
    channel: 'email',
    event: ses('Transient', 'MessageTooLarge'),
    failureClass: 'CONTENT',
    code: 'Transient/MessageTooLarge',
  },
  {
    name: 'SES Transient/ContentRejected',
    channel: 'email',
    event: ses('Transient', 'ContentRejected'),
    failureClass: 'CONTENT',
    code: 'Transient/ContentRejected',
  },
  { name: 'SMS TEXT_SPAM', channel: 'sms', event: sms('TEXT_SPAM'), failureClass: 'CONTENT', code: 'TEXT_SPAM' },
  {
    name: 'SMS TEXT_PROTECT_BLOCKED',
    channel: 'sms',
    event: sms('TEXT_PROTECT_BLOCKED'),
    failureClass: 'CONFIG',
    code: 'TEXT_PROTECT_BLOCKED',
  },
  {
    name: 'WhatsApp 131047 (window)',
    channel: 'whatsapp',
    event: meta(131047),
    failureClass: 'WINDOW',
    code: '131047',
  },
  { name: 'WhatsApp 131049 (limit)', channel: 'whatsapp', event: meta(131049), failureClass: 'LIMIT', code: '131049' },
  {
    name: 'WhatsApp 130472 (experiment)',
    channel: 'whatsapp',
    event: meta(130472),
    failureClass: 'LIMIT',
    code: '130472',
  },
  {
    name: 'WhatsApp 131042 (payment)',
    channel: 'whatsapp',
    event: meta(131042),
    failureClass: 'SENDER',
    code: '131042',
  },
  {
    name: 'WhatsApp 131000 (platform)',
    channel: 'whatsapp',
    event: meta(131000),
    failureClass: 'RETRY',
    code: '131000',
  },
];

const tell = async ({ channel, event }: Case) => {
  const message = await deliveredMessage(channel);
  await publish(topics[channel], event(message.sent));
  return message;
};

describe.concurrent('a failure of class HARD or SUPPRESSED', () => {
  it.each(alerting)('Q1 F1: $name raises an alert at once', async (one) => {
    const { customer } = await tell(one);
    expect(await untilAlert(api, customer.customerId)).toMatchObject({ class: one.failureClass, code: one.code });
  });
});

describe.concurrent('a failure that says nothing of the address', () => {
  it.each(harmless)('F2 I9: $name fails the message and raises no alert', async (one) => {
    const { customer, messageId } = await tell(one);
    const message = await untilStatus(api, messageId, 'failed');
    expect(message.failure).toMatchObject({ class: one.failureClass, code: one.code });
    const address = (await api.customer(customer.customerId)).addresses[0];
    expect(address).toMatchObject({ alert: null, softFailures: 0 });
  });

  it('F2: an out-of-office reply leaves the message delivered and the address without alert', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: simulatorEmail('ooto') }]);
    const { messageId } = await api.send(customer);
    const message = await eventually(async () => {
      const found = await api.message(messageId);
      expect(found.events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['delivered', 'failed']));
      return found;
    });
    expect(message.status).toBe('delivered');
    expect((await api.customer(customer.customerId)).addresses[0]?.alert).toBeNull();
  });

  it('DeliveryDelay, not-spam and auth-failure change neither message nor address', async () => {
    const { customer, messageId, sent } = await deliveredMessage('email');
    const delay = {
      timestamp: later().toISOString(),
      delayType: 'MailboxFull',
      delayedRecipients: [{ emailAddress: sent.recipient }],
    };
    await publish('EmailEventsTopicArn', emailEvent(sent, 'DeliveryDelay', 'deliveryDelay', delay));
    await publish('EmailEventsTopicArn', complaint(sent, 'not-spam'));
    await publish('EmailEventsTopicArn', complaint(sent, 'auth-failure'));
    // An event that does change something comes last, and shows that the others were handled.
    await publish('EmailEventsTopicArn', emailEvent(sent, 'Open', 'open', { timestamp: later().toISOString() }));
    await untilStatus(api, messageId, 'read');
    const now = await api.customer(customer.customerId);
    expect(now).toMatchObject({ dnd: [], contactability: 'ok' });
  });
});

describe('permission withdrawn', () => {
  it('§2: a complaint makes a DND entry of scope all, never an alert', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: simulatorEmail('complaint') }]);
    await api.send(customer);
    const now = await untilCustomer(api, customer.customerId, (found) => expect(found.dnd).toHaveLength(1));
    expect(now.dnd[0]).toMatchObject({ channel: 'email', scope: 'all', source: 'complaint' });
    expect(now.addresses[0]?.alert).toBeNull();
  });

  it('§2: WhatsApp 131050 makes a DND entry of source opt_out, never an alert', async () => {
    const message = await deliveredMessage('whatsapp');
    await publish('WhatsAppEventsTopicArn', meta(131050)(message.sent));
    const now = await untilCustomer(api, message.customer.customerId, (found) => expect(found.dnd).toHaveLength(1));
    expect(now.dnd[0]).toMatchObject({ channel: 'whatsapp', source: 'opt_out' });
    expect(now.addresses[0]?.alert).toBeNull();
  });
});

describe('SOFT failures', () => {
  const day = 86_400_000;

  it('Q1 F3: three of different messages on three days raise an alert, and it is shown before as "2 of 3"', async () => {
    const customer = await api.createCustomer([{ channel: 'email', value: fullEmail() }]);
    const sent: Awaited<ReturnType<typeof untilSent>>[] = [];
    for (let i = 0; i < 3; i += 1) sent.push(await untilSent(api, (await api.send(customer)).messageId));
    for (const { messageId } of sent) await untilStatus(api, messageId, 'failed');
    // All three failed today, and at most one a day counts.
    const today = await api.customer(customer.customerId);
    expect(today.addresses[0]).toMatchObject({ alert: null, softFailures: 1, softFailureThreshold: 3 });
    const failedBefore = async (index: number, days: number) => {
      const { providerId = '', to = '' } = sent[index] ?? {};
      const parts = { type: 'Transient', subType: 'MailboxFull', at: new Date(Date.now() - days * day) };
      await publish('EmailEventsTopicArn', bounce({ providerId, recipient: to }, parts));
    };
    await failedBefore(0, 1);
    await untilCustomer(api, customer.customerId, (found) => expect(found.addresses[0]?.softFailures).toBe(2));
    expect((await api.customer(customer.customerId)).addresses[0]?.alert).toBeNull();
    await failedBefore(1, 2);
    const alert = await untilAlert(api, customer.customerId);
    expect(alert).toMatchObject({ class: 'SOFT', reason: 'REPEATED_FAILURES' });
  });

  it('F3: a refusal for good that says nothing counts as one of them, and is no alert', async () => {
    const { customer, messageId, sent } = await deliveredMessage('email');
    await publish(topics.email, refused('5.0.0', 'smtp; 554 Transaction failed')(sent));
    const message = await untilStatus(api, messageId, 'failed');
    expect(message.failure).toMatchObject({ class: 'UNKNOWN', code: 'Permanent/General' });
    const address = (await api.customer(customer.customerId)).addresses[0];
    expect(address).toMatchObject({ alert: null, softFailures: 1 });
  });

  it('Q1 F7: a delivery in between starts the count anew', async () => {
    const customer = await api.createCustomer([{ channel: 'sms', value: `+5698${String(Date.now()).slice(-3)}0001` }]);
    const { providerId, messageId, to } = await untilSent(api, (await api.send(customer)).messageId);
    await untilStatus(api, messageId, 'failed');
    await untilCustomer(api, customer.customerId, (found) => expect(found.addresses[0]?.softFailures).toBe(1));
    await publish('SmsEventsTopicArn', smsReport({ providerId, recipient: to }, 'TEXT_DELIVERED', later()));
    await untilCustomer(api, customer.customerId, (found) => expect(found.addresses[0]?.softFailures).toBe(0));
  });

  it('Q1: a company may choose 1: any failure', async () => {
    const [admin, advisor] = [as('acme', 'admin'), as('acme')];
    const before = await admin.take(settingsSchema, 200, 'GET', '/v1/settings');
    const { senders: _senders, updatedAt: _updatedAt, version: _version, ...input } = before;
    const channels = { ...before.channels, email: { enabled: true, softFailureThreshold: 1 } };
    const put = async (body: unknown) => admin.take(settingsSchema, 200, 'PUT', '/v1/settings', { body });
    await put({ ...input, channels });
    try {
      // Settings are cached for some seconds.
      await eventually(async () => {
        const customer = await advisor.createCustomer([{ channel: 'email', value: fullEmail() }]);
        await advisor.send(customer);
        await eventually(async () => {
          const address = (await advisor.customer(customer.customerId)).addresses[0];
          expect(address?.softFailures).toBe(1);
          expect(address?.alert).toMatchObject({ class: 'SOFT' });
        }, 8_000);
      }, 50_000);
    } finally {
      await put(input);
    }
  });
});
