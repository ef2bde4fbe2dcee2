import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetWhatsAppMessageMediaCommand,
  PostWhatsAppMessageMediaCommand,
  SendWhatsAppMessageCommand,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { RunningService } from '../../local/providers/service.ts';
import { startWhatsAppProvider } from '../../local/providers/whatsapp.ts';
import { control, ReceivedEvents } from './received-events.ts';

const topic = 'arn:aws:sns:us-east-1:111122223333:whatsapp-events';
const phone = 'phone-number-id-976c72a700aac43eaf573ae050example';
const received = new ReceivedEvents();
/** Files of the bucket, by key. */
const files: Readonly<Record<string, { contentType: string; size: number }>> = {
  'aviso.pdf': { contentType: 'application/pdf', size: 1_000 },
  'foto.jpg': { contentType: 'image/jpeg', size: 6_000_000 },
  'pagina.html': { contentType: 'text/html', size: 10 },
};
let dataDir: string;
let provider: RunningService;
let whatsapp: SocialMessagingClient;

const clientOf = (url: string, requestTimeout = 5000): SocialMessagingClient =>
  new SocialMessagingClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { requestTimeout, throwOnRequestTimeout: true },
  });

const message = (to: string, content: object = { type: 'text', text: { body: 'Hola' } }): SendWhatsAppMessageCommand =>
  new SendWhatsAppMessageCommand({
    originationPhoneNumberId: phone,
    metaApiVersion: 'v20.0',
    message: Buffer.from(
      JSON.stringify({ messaging_product: 'whatsapp', to, biz_opaque_callback_data: 'acme|c1|attempt-1', ...content }),
    ),
  });

interface WebhookEntry {
  changes: { field: string; value: { statuses?: { status: string }[]; messages?: object[] } }[];
}

/** Meta's payload inside the events, one JSON deeper than AWS's. */
const entries = (): WebhookEntry[] => received.all.map(({ event }) => JSON.parse(String(event.whatsAppWebhookEntry)));

const statuses = (): (string | undefined)[] => entries().map((entry) => entry.changes[0]?.value.statuses?.[0]?.status);

const stored = new Map<string, Buffer>();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'whatsapp-provider-'));
  provider = await startWhatsAppProvider({
    port: 0,
    dataDir,
    publish: received.publish,
    log: (line) => expect.unreachable(line),
    store: async (bucket, key, bytes) => void stored.set(`${bucket}/${key}`, Buffer.from(bytes)),
    eventsTopicArn: topic,
    lookAtFile: async (_bucket, key) => files[key],
  });
  whatsapp = clientOf(provider.url);
});

afterEach(async () => {
  await control(provider.url, 'reset', {});
  received.clear();
});

afterAll(async () => {
  whatsapp.destroy();
  await provider.stop();
  await rm(dataDir, { recursive: true });
});

describe('events of a sent message', () => {
  it('begin with accepted, which alone ties the id of AWS to the id of Meta', async () => {
    const { messageId } = await whatsapp.send(message('+56912345677'));
    const [accepted, sent] = await received.waitFor(3);
    expect(accepted).toEqual({
      topicArn: topic,
      event: {
        context: {
          MetaWabaIds: [{ wabaId: expect.stringMatching(/^\d{15}$/), arn: expect.stringMatching(/:waba\//) }],
          MetaPhoneNumberIds: [
            {
              metaPhoneNumberId: expect.stringMatching(/^\d{15}$/),
              arn: `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${phone.slice(16)}`,
            },
          ],
        },
        whatsAppWebhookEntry: expect.any(String),
        aws_account_id: '111122223333',
        message_timestamp: expect.stringMatching(/\.\d{9}Z$/),
        messageId,
      },
    });
    expect(sent?.event).not.toHaveProperty('messageId');
    const value = entries()[0]?.changes[0]?.value;
    expect(value?.statuses).toEqual([
      {
        id: expect.stringMatching(/^wamid\./),
        status: 'accepted',
        timestamp: expect.any(String),
        recipient_id: '56912345677',
      },
    ]);
    expect(entries()[1]?.changes).toMatchObject([
      {
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: expect.any(String), phone_number_id: expect.any(String) },
          statuses: [
            {
              ...value?.statuses?.[0],
              status: 'sent',
              timestamp: expect.stringMatching(/^\d{10}$/),
              biz_opaque_callback_data: 'acme|c1|attempt-1',
              conversation: { origin: { type: 'service' } },
              pricing: { pricing_model: 'PMP' },
            },
          ],
        },
      },
    ]);
  });

  it('end with delivered for odd numbers and with read for even ones', async () => {
    await whatsapp.send(message('+56912345677'));
    await received.settle();
    expect(statuses()).toEqual(['accepted', 'sent', 'delivered']);
    received.clear();
    await whatsapp.send(message('+56912345678'));
    await received.waitFor(4);
    expect(statuses()).toEqual(['accepted', 'sent', 'delivered', 'read']);
  });

  it.each([
    ['+56900131026', 131026],
    ['+56900131050', 131050],
    ['+56900130472', 130472],
    ['+56900000368', 368],
  ])('to %s fail with Meta code %i', async (to, code) => {
    await whatsapp.send(message(to));
    await received.waitFor(2);
    expect(statuses()).toEqual(['accepted', 'failed']);
    expect(entries()[1]?.changes[0]?.value.statuses?.[0]).toMatchObject({
      biz_opaque_callback_data: 'acme|c1|attempt-1',
      errors: [
        { code, title: expect.any(String), error_data: { details: expect.any(String) }, href: expect.any(String) },
      ],
    });
  });

  it('can be asked for again, by either id or by callback data', async () => {
    const { messageId } = await whatsapp.send(message('+56912345677'));
    await received.waitFor(3);
    const { wamid } = await control(provider.url, 'events', { messageId, event: 'delivered' });
    await received.waitFor(4);
    await control(provider.url, 'events', { messageId: wamid, attempt: 'attempt-1', event: 'failed', code: 131049 });
    await received.waitFor(5);
    expect(statuses().slice(3)).toEqual(['delivered', 'failed']);
    expect(entries()[4]?.changes[0]?.value.statuses?.[0]).toMatchObject({ id: wamid, errors: [{ code: 131049 }] });
  });
});

describe('inbound messages', () => {
  it('carry the text in the format of Meta, without the id of AWS', async () => {
    await control(provider.url, 'inbound', {
      from: '+56912345678',
      phoneNumberId: phone,
      text: 'Hola',
      name: 'Rosa <b>',
    });
    const [inbound] = await received.waitFor(1);
    expect(inbound?.event).not.toHaveProperty('messageId');
    expect(entries()[0]?.changes[0]?.value).toEqual({
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: expect.any(String), phone_number_id: expect.any(String) },
      contacts: [{ profile: { name: 'Rosa <b>' }, wa_id: '56912345678' }],
      messages: [
        {
          from: '56912345678',
          id: expect.stringMatching(/^wamid\./),
          timestamp: expect.any(String),
          type: 'text',
          text: { body: 'Hola' },
        },
      ],
    });
  });

  it('can be of a kind that Meta does not support', async () => {
    await control(provider.url, 'inbound', {
      from: '56912345678',
      phoneNumberId: '900800700600500',
      type: 'unsupported',
    });
    await received.waitFor(1);
    expect(entries()[0]?.changes[0]?.value).toMatchObject({
      metadata: { phone_number_id: '900800700600500' },
      messages: [{ type: 'unsupported', errors: [{ code: 131051 }] }],
    });
  });
});

describe('the 24-hour window', () => {
  const template = { type: 'template', template: { name: 'aviso', language: { code: 'es' } } };

  it('lets free text through to somebody who wrote lately, and fails it after a day', async () => {
    await control(provider.url, 'settings', { enforceWindow: true });
    await whatsapp.send(message('+56912345677'));
    await received.waitFor(2);
    expect(entries()[1]?.changes[0]?.value.statuses?.[0]).toMatchObject({
      status: 'failed',
      errors: [{ code: 131047 }],
    });
    received.clear();

    await control(provider.url, 'inbound', { from: '+56912345677', phoneNumberId: phone, text: 'Hola' });
    await whatsapp.send(message('+56912345677'));
    await received.waitFor(4);
    expect(statuses().slice(1)).toEqual(['accepted', 'sent', 'delivered']);
    received.clear();

    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000).toISOString();
    await control(provider.url, 'settings', { enforceWindow: false, lastInbound: { '+56912345677': yesterday } });
    await whatsapp.send(message('+56912345677'));
    await whatsapp.send(message('+56912345677', template));
    await received.waitFor(5);
    expect(statuses().toSorted()).toEqual(['accepted', 'accepted', 'delivered', 'failed', 'sent']);
  });
});

describe('refusals', () => {
  it.each([
    ['no recipient', '', undefined],
    ['a template without name', '+56912345678', { type: 'template' }],
    ['text without body', '+56912345678', { type: 'text' }],
  ])('of %s', async (_what, to, content) => {
    await expect(whatsapp.send(message(to, content))).rejects.toMatchObject({ name: 'InvalidParametersException' });
    expect(await received.settle()).toEqual([]);
  });

  it.each([
    ['throttle', 'ThrottledRequestException', 'refused'],
    ['error500', 'InternalServiceException', 'refused'],
    ['badRequest', 'InvalidParametersException', 'refused'],
    ['timeout-after-accept', 'TimeoutError', 'accepted-unanswered'],
  ])('injected as %s show as %s and are logged', async (mode, name, outcome) => {
    const impatient = clientOf(provider.url, 200);
    await control(provider.url, 'faults', { mode });
    await expect(impatient.send(message('+56912345677'))).rejects.toMatchObject({ name });
    impatient.destroy();
    expect((await control(provider.url, 'calls?recipient=%2B56912345677')).calls).toMatchObject([
      { operation: 'SendWhatsAppMessage', attempt: 'acme|c1|attempt-1', outcome },
    ]);
  });
});

describe('files of messages', () => {
  const destinationS3File = { bucketName: 'files', key: 'media/acme/t1/' };

  it('are named in the message and stored on demand, under the prefix, by their id', async () => {
    await control(provider.url, 'inbound', {
      from: '+56912345678',
      phoneNumberId: 'phone-number-id-1',
      type: 'image',
      content: { caption: 'mi pago' },
      file: { base64: Buffer.from('bytes').toString('base64'), mimeType: 'image/jpeg' },
    });
    await received.waitFor(1);
    const message = entries()[0]?.changes[0]?.value.messages?.[0];
    const image = z.object({ image: z.looseObject({ id: z.string() }) }).parse(message).image;
    expect(image).toMatchObject({ mime_type: 'image/jpeg', caption: 'mi pago' });
    const answer = await whatsapp.send(
      new GetWhatsAppMessageMediaCommand({
        mediaId: image.id,
        originationPhoneNumberId: 'phone-number-id-1',
        destinationS3File,
      }),
    );
    expect(answer).toMatchObject({ mimeType: 'image/jpeg', fileSize: 1 });
    expect(stored.get(`files/media/acme/t1/${image.id}.jpeg`)?.toString()).toBe('bytes');
  });

  it('that Meta does not have are not found', async () => {
    const input = { mediaId: '404', originationPhoneNumberId: 'phone-number-id-1', destinationS3File };
    await expect(whatsapp.send(new GetWhatsAppMessageMediaCommand(input))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('media (C10)', () => {
  const post = (key: string) =>
    whatsapp.send(
      new PostWhatsAppMessageMediaCommand({
        originationPhoneNumberId: phone,
        sourceS3File: { bucketName: 'files', key },
      }),
    );

  it('are handed over from the bucket, and sent as what they are', async () => {
    const { mediaId = '' } = await post('aviso.pdf');
    const document = { id: mediaId, caption: 'Tu estado de cuenta', filename: 'aviso.pdf' };
    await whatsapp.send(message('+56912345677', { type: 'document', document }));
    await received.waitFor(3);
    expect(statuses()).toEqual(['accepted', 'sent', 'delivered']);
    const asImage = message('+56912345677', { type: 'image', image: { id: mediaId } });
    await expect(whatsapp.send(asImage)).rejects.toMatchObject({ name: 'InvalidParametersException' });
  });

  it.each([
    ['a page', 'pagina.html', 'InvalidParametersException'],
    ['an image above 5 MB', 'foto.jpg', 'InvalidParametersException'],
    ['a file that is not there', 'nada.pdf', 'ResourceNotFoundException'],
  ])('%s is refused', async (_what, key, name) => {
    await expect(post(key)).rejects.toMatchObject({ name });
  });

  it('an id that nobody was given is refused, and so is audio with a caption', async () => {
    const unknown = message('+56912345677', { type: 'document', document: { id: '1' } });
    await expect(whatsapp.send(unknown)).rejects.toMatchObject({ name: 'InvalidParametersException' });
    const audio = message('+56912345677', { type: 'audio', audio: { id: '1', caption: 'x' } });
    await expect(whatsapp.send(audio)).rejects.toMatchObject({ name: 'InvalidParametersException' });
  });
});

describe('people who show no number (11.3)', () => {
  const userId = 'CL.13491208655302741918';
  const toUser = (names: object) => message('', { ...names, type: 'text', text: { body: 'Hola' } });

  it('are written to by their id, and statuses name it', async () => {
    await whatsapp.send(toUser({ to: undefined, recipient: userId }));
    await received.waitFor(3);
    for (const entry of entries()) {
      const [status] = entry.changes[0]?.value.statuses ?? [];
      expect(status).toMatchObject({ recipient_user_id: userId });
      expect(status).not.toHaveProperty('recipient_id');
    }
  });

  it.each([
    ['the id in the place of the number', { to: userId }],
    ['something that is no id', { to: undefined, recipient: 'rosa' }],
    ['nobody', { to: undefined }],
  ])('are not by %s', async (_, names) => {
    await expect(whatsapp.send(toUser(names))).rejects.toMatchObject({ name: 'InvalidParametersException' });
  });

  it('write with the id alone, or with both', async () => {
    await control(provider.url, 'inbound', { userId, phoneNumberId: phone, text: 'Hola' });
    await control(provider.url, 'inbound', { from: '+56912345678', userId, phoneNumberId: phone, text: 'Hola' });
    await received.waitFor(2);
    const [alone, both] = entries().map((entry) => entry.changes[0]?.value.messages?.[0]);
    expect(alone).toMatchObject({ from_user_id: userId });
    expect(alone).not.toHaveProperty('from');
    expect(both).toMatchObject({ from: '56912345678', from_user_id: userId });
  });
});
