/** Bodies of provider events that are made to hurt whoever takes them apart (issue 10, A1), up to the largest of a queue. */
import type { HostileInput } from './readers.ts';

/** Largest body of a queue, characters. */
const queueLimit = 1_048_576;
const times = (count: number, scale: number): number => Math.max(1, Math.floor(count * scale));

/** Outcome: `understood`, or `put aside` with its raw text. */
const body = (name: string, outcome: 'understood' | 'put aside', text: (scale: number) => string): HostileInput => ({
  name,
  outcome,
  raw: (scale = 1) => Buffer.from(text(scale)),
});

const whatsApp = (change: object): string =>
  JSON.stringify({
    whatsAppWebhookEntry: JSON.stringify({ id: 'waba', changes: [{ field: 'messages', value: change }] }),
  });
const metadata = { phone_number_id: 'phone', display_phone_number: '56900000001' };

export const hostileBodies: readonly HostileInput[] = [
  body('lists inside of lists', 'put aside', (scale) => '['.repeat(times(queueLimit, scale))),
  body('closed lists inside of lists', 'put aside', (scale) => {
    const depth = times(queueLimit / 2, scale);
    return '['.repeat(depth) + ']'.repeat(depth);
  }),
  body('objects inside of objects', 'put aside', (scale) => {
    const depth = times(100_000, scale);
    return `${'{"mail":'.repeat(depth)}1${'}'.repeat(depth)}`;
  }),
  body('texts inside of texts', 'put aside', () =>
    Array.from({ length: 12 }).reduce<string>((text) => JSON.stringify(text), '{"a":1}'),
  ),
  body(
    'many members',
    'put aside',
    (scale) => `{${Array.from({ length: times(80_000, scale) }, (_, i) => `"k${i}":1`).join(',')}}`,
  ),
  body(
    'one member twice',
    'put aside',
    () => `{"mail":{},"mail":{},"notificationType":"Received","notificationType":"Bounce"}`,
  ),
  body(
    'members of every object',
    'put aside',
    () => '{"__proto__":{"mail":1},"constructor":{"prototype":1},"notificationType":"Received"}',
  ),
  body('receivers of a mail', 'understood', (scale) =>
    JSON.stringify({
      notificationType: 'Received',
      mail: { messageId: 'm' },
      receipt: { recipients: Array(times(70_000, scale)).fill('a@b.example') },
    }),
  ),
  body('bounced receivers', 'understood', (scale) =>
    JSON.stringify({
      eventType: 'Bounce',
      mail: { messageId: 'm', timestamp: '2026-11-23T15:00:00Z', destination: ['a@b.example'] },
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        timestamp: '2026-11-23T15:00:00Z',
        bouncedRecipients: Array.from({ length: times(20_000, scale) }, (_, i) => ({
          emailAddress: `a${i}@b.example`,
          status: '5.1.1',
        })),
      },
    }),
  ),
  body('messages in one event of WhatsApp', 'understood', (scale) =>
    whatsApp({
      metadata,
      messages: Array.from({ length: times(7_000, scale) }, (_, i) => ({
        id: `wamid.${i}`,
        from: '56911110001',
        timestamp: '1795446000',
        type: 'text',
        text: { body: 'Hola' },
      })),
    }),
  ),
  body('states in one event of WhatsApp', 'understood', (scale) =>
    whatsApp({
      metadata,
      statuses: Array.from({ length: times(8_000, scale) }, (_, i) => ({
        id: `wamid.${i}`,
        recipient_id: '56911110001',
        timestamp: '1795446000',
        status: 'delivered',
      })),
    }),
  ),
  body('a text message of one megabyte', 'understood', (scale) =>
    JSON.stringify({
      originationNumber: '+56911110001',
      destinationNumber: '+56900000001',
      inboundMessageId: 'in-1',
      messageBody: 'a '.repeat(times(queueLimit / 2 - 200, scale)),
    }),
  ),
  body('a text of one megabyte', 'put aside', (scale) => JSON.stringify('a'.repeat(times(queueLimit - 2, scale)))),
  body('half letters without end', 'understood', (scale) =>
    JSON.stringify({
      originationNumber: '+56911110001',
      destinationNumber: '+56900000001',
      inboundMessageId: 'in-1',
      messageBody: '\ud800'.repeat(times(170_000, scale)),
    }),
  ),
  body('half letters in many texts', 'put aside', (scale) => `{"a":[${'"\\ud800",'.repeat(times(110_000, scale))}""]}`),
  body('half a letter', 'put aside', () => '{"eventType":"\\ud800"}'),
];
