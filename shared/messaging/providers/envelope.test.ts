import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEventBody, topicOf } from './envelope.ts';

const receivedAt = Date.parse('2026-05-03T15:00:00Z');
const send = {
  eventType: 'Send',
  send: {},
  mail: { messageId: 'm-1', timestamp: '2026-05-03T14:02:05Z', destination: ['rosa@cliente.example'] },
};
const sns = (message: unknown, fields: object = {}): object => ({
  Type: 'Notification',
  MessageId: '3f0c1b7e',
  TopicArn: 'arn:aws:sns:us-east-1:111122223333:email-events',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
  Timestamp: '2026-05-03T14:02:11.482Z',
  SignatureVersion: '2',
  ...fields,
});
const parse = (value: unknown): ReturnType<typeof parseEventBody> => parseEventBody(JSON.stringify(value), receivedAt);

describe('one event in every envelope', () => {
  const expected = parse(send);
  it('raw', () => {
    expect(expected.signals).toMatchObject([{ type: 'progress', kind: 'sent', providerId: 'm-1' }]);
  });
  it.each<[string, unknown]>([
    ['SNS', sns(send)],
    ['SNS with text of text', sns(JSON.stringify(JSON.stringify(send)))],
    ['EventBridge', { 'detail-type': 'Email Sent', source: 'aws.ses', time: '2026-05-03T14:02:11Z', detail: send }],
    ['SNS around EventBridge', sns({ 'detail-type': 'Email Sent', source: 'aws.ses', detail: send })],
  ])('%s', (_, body) => {
    expect(parse(body)).toEqual(expected);
  });
});

describe('what cannot be understood is never retried (reliability §5.6 F)', () => {
  it.each<[string, string, string, boolean]>([
    [
      'row 92: the text that validates a topic',
      'Successfully validated SNS topic for Amazon SES event publishing.',
      'TOPIC_VALIDATION',
      true,
    ],
    [
      'the same in its envelope',
      JSON.stringify(sns('Successfully validated SNS topic for Amazon SES.')),
      'TOPIC_VALIDATION',
      true,
    ],
    ['row 92: any other text', 'hello', 'NOT_JSON', false],
    ['an empty body', '', 'NOT_JSON', false],
    [
      'row 93',
      JSON.stringify(sns({ notificationType: 'AmazonSnsSubscriptionSucceeded' })),
      'SUBSCRIPTION_SUCCEEDED',
      true,
    ],
    [
      'row 94',
      JSON.stringify({ ...sns('x'), Type: 'SubscriptionConfirmation', SubscribeURL: 'https://x.example' }),
      'SUBSCRIPTION_CONFIRMATION',
      false,
    ],
    ['row 95', JSON.stringify(sns('{"eventType":"Bounce",')), 'MESSAGE_BROKEN', false],
    ['a broken raw body', '{"eventType":', 'MESSAGE_BROKEN', false],
    ['a number', '7', 'FORMAT_UNKNOWN', false],
    ['null', 'null', 'FORMAT_UNKNOWN', false],
    ['an array', '[]', 'FORMAT_UNKNOWN', false],
    ['an empty object', '{}', 'FORMAT_UNKNOWN', false],
    ['an envelope without a message', JSON.stringify({ Type: 'Notification' }), 'FORMAT_UNKNOWN', false],
    [
      'EventBridge without a detail',
      JSON.stringify({ source: 'aws.ses', 'detail-type': 'x', detail: 7 }),
      'FORMAT_UNKNOWN',
      false,
    ],
    ['envelopes without end', JSON.stringify(sns(sns(sns(sns(sns(send)))))), 'FORMAT_UNKNOWN', false],
  ])('%s', (_, body, reason, housekeeping) => {
    expect(parseEventBody(body, receivedAt)).toEqual({
      signals: [],
      warnings: [],
      unrecognised: { reason, housekeeping, alarm: !housekeeping },
    });
  });

  it('names the topic of an envelope', () => {
    expect(topicOf(JSON.stringify(sns(send)))).toBe('arn:aws:sns:us-east-1:111122223333:email-events');
    expect(topicOf('hello')).toBeNull();
    expect(topicOf('7')).toBeNull();
  });

  it('never throws, whatever stands where something else should', () => {
    const keys = [
      'eventType',
      'notificationType',
      'mail',
      'bounce',
      'bouncedRecipients',
      'tags',
      'messageId',
      'Type',
      'Message',
      'whatsAppWebhookEntry',
      'changes',
      'value',
      'statuses',
      'messages',
      'errors',
      'inboundMessageId',
      'context',
      'source',
      'detail',
      'detail-type',
      '__proto__',
    ];
    const words = [
      'Bounce',
      'Complaint',
      'Delivery',
      'Click',
      'TEXT_INVALID',
      'Notification',
      'aws.ses',
      'aws.social-messaging',
      'failed',
      'messages',
      '{}',
      '[',
    ];
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.constantFrom<unknown>(...words, null, 7, true),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(value, (one) => {
        const result = parse(one);
        expect(result.signals.length > 0 || result.unrecognised !== undefined || result.warnings.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
