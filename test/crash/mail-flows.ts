/** Flows of customers' mail and of files by WhatsApp: store, append, files, what follows (reliability §5.4 "Inbound"). */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { replyAddressOf } from '#shared/messaging/mail/reply-address.ts';
import { inboundEvent } from '../../local/providers/whatsapp-events.ts';
import { replyAddresses } from '../support/delivery-process.ts';
import { minute, type World } from '../support/delivery-world.ts';
import type { Snapshot } from '../support/invariants.ts';
import { snsBody } from '../support/provider-doubles.ts';
import {
  alerted,
  dndOfAll,
  type Expectation,
  type Flow,
  gone,
  good,
  hearing,
  sent,
  statusIn,
  waiting,
} from './flow.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A mail lies in the bucket; its receipt is returned. */
export const mailTo = async (world: World, to: string, from: string, words: string): Promise<string> => {
  const id = `receipt-${world.tenant}`;
  const key = `mail/${id}`;
  const part = (type: string, more: readonly string[], body: string) => [
    '--b',
    `Content-Type: ${type}`,
    ...more,
    '',
    body,
  ];
  const raw = [
    `From: ${from}`,
    `To: ${to}`,
    'Subject: Re: Aviso',
    `Message-ID: <${id}@uno.example>`,
    'Content-Type: multipart/mixed; boundary=b',
    '',
    ...part('text/html', [], `<p>${words}</p>`),
    ...part(
      'application/pdf; name=pago.pdf',
      ['Content-Transfer-Encoding: base64'],
      Buffer.from('%PDF-1.7').toString('base64'),
    ),
    ...part('image/png; name=foto.png', ['Content-Transfer-Encoding: base64'], png.toString('base64')),
    '--b--',
    '',
  ].join('\r\n');
  await world.engines.s3.send(new PutObjectCommand({ Bucket: world.engines.bucket, Key: key, Body: raw }));
  const verdicts = ['spf', 'dkim', 'dmarc', 'spam', 'virus'].map((name) => [`${name}Verdict`, { status: 'PASS' }]);
  const receipt = {
    timestamp: new Date(world.time).toISOString(),
    recipients: [to],
    ...Object.fromEntries(verdicts),
    action: { type: 'S3', bucketName: world.engines.bucket, objectKey: key },
  };
  const mail = {
    timestamp: receipt.timestamp,
    source: from,
    messageId: id,
    destination: [to],
    commonHeaders: { from: [from] },
  };
  return snsBody({ notificationType: 'Received', mail, receipt }, world.time);
};

const hearingMail = (
  name: string,
  prepare: (world: World) => Promise<readonly string[]>,
  more: Pick<Flow, 'expect'> = {},
): Flow => ({
  name,
  ...more,
  async prepare(world) {
    const bodies = await prepare(world);
    return (process) => world.hearMail(process, bodies);
  },
});

/** Every inbound message has this many files. */
const files =
  (count: number): Expectation =>
  ({ snapshot }: { snapshot: Snapshot }) =>
    snapshot.messages
      .filter(({ direction, attachments }) => direction === 'inbound' && attachments.length !== count)
      .map(({ messageId, attachments }) => `${messageId} has ${attachments.length} files`);

export const mailFlows: readonly Flow[] = [
  hearingMail(
    'mail: of a customer with an alert, with two files, which ends it',
    async (world) => {
      const person = await world.addPerson({ email: gone.email });
      await world.hear(world.start(), await sent(world, person, 'email'));
      world.time += 10 * minute;
      return [await mailTo(world, world.mailbox, gone.email, 'Ya pagué')];
    },
    { expect: (end) => [...alerted(0)(end), ...files(2)(end)] },
  ),
  hearingMail(
    'mail: answers by its reply address, and refuses',
    async (world) => {
      const person = await world.addPerson({ email: good.email });
      const messageId = await waiting(world, person, 'email');
      await world.drain(world.start(), 'email');
      await world.hear(world.start(), world.takeEvents());
      world.time += 10 * minute;
      const replyTo = replyAddressOf(replyAddresses, { tenant: world.tenant, messageId });
      return [await mailTo(world, replyTo, good.email, 'BAJA')];
    },
    { expect: (end) => [...dndOfAll(end), ...files(2)(end), ...statusIn(['delivered'])(end)] },
  ),
  hearingMail('mail: of somebody unknown', async (world) => [
    await mailTo(world, world.mailbox, 'nadie@dos.example', 'hola'),
  ]),
  hearing(
    'inbound: picture by WhatsApp',
    async (world) => {
      await world.addPerson({ whatsapp: good.whatsapp });
      world.providers.files.set('media-1', png);
      const message = {
        from: good.whatsapp.slice(1),
        id: `wamid.picture.${world.tenant}`,
        timestamp: String(Math.floor(world.time / 1000)),
        type: 'image',
        image: { id: 'media-1', mime_type: 'image/png' },
      };
      const contact = { waId: good.whatsapp.slice(1), name: 'Ana' };
      return [snsBody(inboundEvent(world.metaNumber, contact, message, new Date(world.time)), world.time)];
    },
    { expect: files(1) },
  ),
];
