/** Events of the providers about a message that the bench sent, in SNS's envelope, as the queue holds them. */
import type { SendingChannel } from '#contract/vocabulary.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';

const envelope = (topic: string, event: object): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: '3f1d8a52-9a3e-5c55-8e6a-c0a1f2d4b601',
    TopicArn: `arn:aws:sns:us-east-1:000000000000:${topic}`,
    Message: JSON.stringify(event),
    Timestamp: '2026-11-23T15:00:30.000Z',
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    SigningCertURL: 'https://sns.example/cert.pem',
    UnsubscribeURL: 'https://sns.example/unsubscribe',
  });

export type EventKind = 'delivered' | 'read' | 'bounced';

const lastAttempt = (message: MessageValue) => {
  const attempt = message.attempts.at(-1);
  if (attempt?.providerId == null) throw new Error('The message was not accepted by its provider.');
  return { attemptId: attempt.attemptId, providerId: attempt.providerId };
};

/** Reference A.3 of delivery-events: SES event publishing. */
const sesEvent = (message: MessageValue, kind: EventKind, at: number): object => {
  const { attemptId, providerId } = lastAttempt(message);
  const timestamp = new Date(at).toISOString();
  const parts = {
    delivered: ['Delivery', { delivery: { timestamp, recipients: [message.recipient], smtpResponse: '250 ok' } }],
    read: ['Open', { open: { timestamp, ipAddress: '192.0.2.1', userAgent: 'Mozilla/5.0' } }],
    bounced: [
      'Bounce',
      {
        bounce: {
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: [
            {
              emailAddress: message.recipient,
              action: 'failed',
              status: '5.1.1',
              diagnosticCode:
                'smtp; 550 5.1.1 The email account that you tried to reach does not exist. Please check for typos.',
            },
          ],
          timestamp,
          feedbackId: `feedback-${attemptId}`,
        },
      },
    ],
  } as const;
  const [eventType, detail] = parts[kind];
  return {
    eventType,
    ...detail,
    mail: {
      timestamp: new Date(at - 2_000).toISOString(),
      source: '"Cobranzas Demo" <avisos@demo.example>',
      sendingAccountId: '000000000000',
      messageId: providerId,
      destination: [message.recipient],
      headersTruncated: false,
      commonHeaders: { from: ['avisos@demo.example'], to: [message.recipient], subject: message.subject },
      tags: {
        'ses:configuration-set': ['contacta'],
        tenantId: [message.tenant],
        customerId: [message.customerId],
        attemptId: [attemptId],
      },
    },
  };
};

/** Reference A.5: AWS End User Messaging SMS. A text message is never read. */
const smsEvent = (message: MessageValue, kind: EventKind, at: number): object => {
  if (kind === 'read') throw new Error('Nobody tells that a text message was read.');
  const { attemptId, providerId } = lastAttempt(message);
  const eventType = kind === 'delivered' ? 'TEXT_DELIVERED' : 'TEXT_INVALID';
  return {
    eventType,
    eventVersion: '1.0',
    eventTimestamp: at,
    isFinal: true,
    originationPhoneNumber: '+56900000001',
    destinationPhoneNumber: message.recipient,
    isoCountryCode: 'CL',
    messageId: providerId,
    messageStatus: eventType.slice('TEXT_'.length),
    messageStatusDescription: 'Told by the carrier',
    context: { tenantId: message.tenant, customerId: message.customerId, attemptId },
    totalMessageParts: 1,
  };
};

/**
 * A message of a person of WhatsApp, told with number and user id.
 * @param number one message's from the next
 * @param at the provider's time, epoch ms
 */
export const whatsAppMessage = (input: {
  readonly phoneNumberId: string;
  readonly from: string;
  readonly number: number;
  readonly at: number;
}): string => {
  const { phoneNumberId, from, number, at } = input;
  const digits = from.slice(1);
  const userId = `CL.${digits}`;
  const message = {
    from: digits,
    from_user_id: userId,
    id: `wamid.HBgLNTY5${digits}FQIAEhgg${String(number).padStart(8, '0')}`,
    timestamp: String(Math.floor(at / 1000)),
    type: 'text',
    text: { body: 'Buenos días, quisiera saber cuánto debo y hasta cuándo puedo pagar.' },
  };
  const contacts = [{ profile: { name: 'Carla' }, wa_id: digits, user_id: userId }];
  const metadata = { display_phone_number: '56900000002', phone_number_id: phoneNumberId };
  const value = { messaging_product: 'whatsapp', metadata, contacts, messages: [message] };
  return envelope('whatsapp-events', {
    context: { MetaWabaIds: [], MetaPhoneNumberIds: [] },
    whatsAppWebhookEntry: JSON.stringify({ id: '1', changes: [{ field: 'messages', value }] }),
    message_timestamp: new Date(at).toISOString(),
  });
};

/** @param at the provider's time, epoch ms */
export const providerEvent = (message: MessageValue, kind: EventKind, at: number): string => {
  const channel: SendingChannel | 'call' = message.channel;
  if (channel === 'email') return envelope('email-events', sesEvent(message, kind, at));
  if (channel === 'sms') return envelope('sms-events', smsEvent(message, kind, at));
  throw new Error(`The bench has no events of ${channel}.`);
};
