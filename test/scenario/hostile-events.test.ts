/**
 * Events that no table foresees: none crashes its batch, loops, or raises an alert (reliability §5.6 F, I9, I10, I15).
 * Each is published before a good event of the same message, whose effect shows that the queue went on.
 */
import { describe, expect, it } from 'vitest';
import { as } from './support/api.ts';
import { bounce, emailEvent, open, type SentEmail } from './support/email-events.ts';
import { eventually } from './support/eventually.ts';
import { untilAlert, untilCustomer, untilSent, untilStatus } from './support/messages.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshEmail, freshMobile, unique } from './support/people.ts';
import { smsReport, whatsAppStatus } from './support/phone-events.ts';
import { publish } from './support/topics.ts';

const api = as('demo');
const later = (): Date => new Date(Date.now() + 3_000);
/** Would raise an alert at once, if it were understood and believed. */
const permanent = () => ({ type: 'Permanent', subType: 'General', at: later() });

const delivered = async () => {
  const customer = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
  const { messageId } = await api.send(customer);
  const { providerId, to } = await untilSent(api, messageId);
  await untilStatus(api, messageId, 'delivered');
  return { customer, messageId, sent: { providerId, recipient: to } };
};

const withoutBounce = (sent: SentEmail) => ({ ...bounce(sent, permanent()), bounce: undefined });

const rows: readonly (readonly [string, (sent: SentEmail) => object | string])[] = [
  ['#92 the text that validates a topic', () => 'Successfully validated SNS topic for Amazon SES event publishing.'],
  ['#93 AmazonSnsSubscriptionSucceeded', () => ({ notificationType: 'AmazonSnsSubscriptionSucceeded', message: 'ok' })],
  [
    '#94 a SubscriptionConfirmation',
    () => ({ Type: 'SubscriptionConfirmation', SubscribeURL: 'http://127.0.0.1:9/', Token: 'x' }),
  ],
  [
    '#95 an envelope with a broken message',
    () => ({ Type: 'Notification', Message: '{"eventType":', MessageId: unique() }),
  ],
  ['#97 no event type', (sent) => ({ ...bounce(sent, permanent()), eventType: undefined })],
  ['#97 two event types that differ', (sent) => ({ ...bounce(sent, permanent()), notificationType: 'Delivery' })],
  ['#101 an unknown event type', (sent) => emailEvent(sent, 'Teleport', 'teleport', {})],
  [
    '#104 a provider id that nobody knows',
    (sent) => bounce({ ...sent, providerId: `unknown-${unique()}` }, permanent()),
  ],
  [
    '#105 a tag of another company',
    (sent) => bounce(sent, { ...permanent(), tags: { tenantId: ['acme'], attemptId: ['x'] } }),
  ],
  ['#106 tags that are text', (sent) => bounce(sent, { ...permanent(), tags: 'tenantId=demo' })],
  ['an array', () => '[]'],
  ['a number', () => '42'],
  ['an empty object', () => ({})],
];

describe.concurrent('an event that cannot be used', () => {
  it.each(rows)('%s', async (_name, hostile) => {
    const { customer, messageId, sent } = await delivered();
    await publish('EmailEventsTopicArn', hostile(sent));
    await publish('EmailEventsTopicArn', open(sent, later()));
    await untilStatus(api, messageId, 'read');
    expect((await api.customer(customer.customerId)).addresses[0]).toMatchObject({ alert: null, softFailures: 0 });
  });
});

describe.concurrent('a bounce that names nobody, or not us', () => {
  it('#98 no bounce object, no recipients, an empty list: no alert', async () => {
    const { customer, messageId, sent } = await delivered();
    await publish('EmailEventsTopicArn', withoutBounce(sent));
    await publish('EmailEventsTopicArn', bounce(sent, { ...permanent(), bouncedRecipients: [] }));
    await publish('EmailEventsTopicArn', open(sent, later()));
    await untilCustomer(api, customer.customerId, (found) => expect(found.addresses[0]?.alert).toBeNull());
    await expect.poll(async () => (await api.message(messageId)).progress, { timeout: 20_000 }).toBe('read');
    expect((await api.customer(customer.customerId)).addresses[0]?.alert).toBeNull();
  });

  it('#99 I10: a recipient that is merely delayed inside a Permanent bounce gets no alert', async () => {
    const { customer, messageId, sent } = await delivered();
    const bouncedRecipients = [{ emailAddress: sent.recipient, action: 'delayed', status: '4.0.0' }];
    await publish('EmailEventsTopicArn', bounce(sent, { ...permanent(), bouncedRecipients }));
    await publish('EmailEventsTopicArn', open(sent, later()));
    await untilStatus(api, messageId, 'read');
    expect((await api.customer(customer.customerId)).addresses[0]?.alert).toBeNull();
  });

  it('#100 I10: a recipient to whom the message did not go alerts nobody', async () => {
    const { customer, messageId, sent } = await delivered();
    const stranger = await api.createCustomer([{ channel: 'email', value: freshEmail() }]);
    const emailAddress = stranger.addresses[0]?.value ?? '';
    const bouncedRecipients = [{ emailAddress, action: 'failed', status: '5.1.1' }];
    await publish(
      'EmailEventsTopicArn',
      bounce(sent, { ...permanent(), bouncedRecipients, destination: [sent.recipient, emailAddress] }),
    );
    await publish('EmailEventsTopicArn', open(sent, later()));
    await untilStatus(api, messageId, 'read');
    for (const { customerId } of [customer, stranger]) {
      expect((await api.customer(customerId)).addresses[0]?.alert).toBeNull();
    }
  });

  it('#101: an unknown bounce subtype is kept, and undoes no delivery and raises no alert', async () => {
    const { customer, messageId, sent } = await delivered();
    await publish(
      'EmailEventsTopicArn',
      bounce(sent, { type: 'Permanent', subType: 'GremlinsInTheWires', at: later() }),
    );
    await eventually(async () => {
      const { events } = await api.message(messageId);
      expect(events.find(({ kind }) => kind === 'failed')?.code).toBe('Permanent/GremlinsInTheWires');
    });
    const address = (await api.customer(customer.customerId)).addresses[0];
    expect(address?.alert).toBeNull();
    expect(address?.softFailures).toBeLessThanOrEqual(1);
  });

  it('#108: a diagnostic of 100 KB with markup is cut to 1,000 characters', async () => {
    const { customer, sent } = await delivered();
    const diagnosticCode = `smtp; 550 <script>alert(1)</script> ${'x'.repeat(100_000)}`;
    const bouncedRecipients = [{ emailAddress: sent.recipient, action: 'failed', status: '5.1.1', diagnosticCode }];
    await publish('EmailEventsTopicArn', bounce(sent, { ...permanent(), bouncedRecipients }));
    const alert = await untilAlert(api, customer.customerId);
    expect(alert.diagnostic?.length).toBeLessThanOrEqual(1_000);
  });
});

describe.concurrent('the phone channels', () => {
  it('#101: an unknown SMS event and the WhatsApp status "played" change nothing', async () => {
    const customer = await api.createCustomer([{ channel: 'sms', value: freshMobile() }]);
    const { messageId } = await api.send(customer);
    const { providerId, to } = await untilSent(api, messageId);
    await untilStatus(api, messageId, 'delivered');
    const sent = { providerId, recipient: to };
    await publish('SmsEventsTopicArn', smsReport(sent, 'TEXT_EATEN_BY_DOG', later()));
    await publish('WhatsAppEventsTopicArn', whatsAppStatus(sent, 'played', { at: later() }));
    await publish('WhatsAppEventsTopicArn', { whatsAppWebhookEntry: '{broken', context: {} });
    await publish('SmsEventsTopicArn', smsReport(sent, 'TEXT_UNREACHABLE', later()));
    await untilStatus(api, messageId, 'failed');
    expect((await api.customer(customer.customerId)).addresses[0]).toMatchObject({ alert: null, softFailures: 1 });
  });
});

it.runIf(operator)('I16: after all of these no dead-letter queue holds anything', async () => {
  await theOperator().quiet();
  expect(await theOperator().deadLetters()).toEqual({});
});
