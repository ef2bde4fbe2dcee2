/** The double of Meta's templates, driven by the SDK: review, editing, deletion, and what may be sent (E23). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateWhatsAppMessageTemplateCommand,
  DeleteWhatsAppMessageTemplateCommand,
  GetWhatsAppMessageTemplateCommand,
  ListWhatsAppMessageTemplatesCommand,
  SendWhatsAppMessageCommand,
  SocialMessagingClient,
  UpdateWhatsAppMessageTemplateCommand,
} from '@aws-sdk/client-socialmessaging';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunningService } from '../../local/providers/service.ts';
import { startWhatsAppProvider } from '../../local/providers/whatsapp.ts';
import { control, ReceivedEvents } from './received-events.ts';

const id = 'waba-0123456789abcdef';
const phone = 'phone-number-id-976c72a700aac43eaf573ae050example';
const received = new ReceivedEvents();
let dataDir: string;
let provider: RunningService;
let whatsapp: SocialMessagingClient;

const start = () =>
  startWhatsAppProvider({
    port: 0,
    dataDir,
    publish: received.publish,
    log: (line) => expect.unreachable(line),
    store: async () => {},
    eventsTopicArn: 'arn:aws:sns:us-east-1:111122223333:whatsapp-events',
    lookAtFile: async () => undefined,
    accounts: [{ id, phoneNumberIds: [phone] }],
  });
const clientOf = (endpoint: string) =>
  new SocialMessagingClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'whatsapp-templates-'));
  provider = await start();
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

const blob = (value: object) => new TextEncoder().encode(JSON.stringify(value));
const bodyOf = (text: string) => [
  { type: 'BODY', text, ...(text.includes('{{') ? { example: { body_text: [['Rosa']] } } : {}) },
];
const create = (text: string, name = 'aviso') =>
  whatsapp.send(
    new CreateWhatsAppMessageTemplateCommand({
      id,
      templateDefinition: blob({ name, language: 'es', category: 'UTILITY', components: bodyOf(text) }),
    }),
  );
const update = (metaTemplateId: string | undefined, text: string) =>
  whatsapp.send(
    new UpdateWhatsAppMessageTemplateCommand({ id, metaTemplateId, templateComponents: blob(bodyOf(text)) }),
  );
const read = async (templateName = 'aviso') => {
  const input = { id, templateName, templateLanguageCode: 'es' };
  const { template = '' } = await whatsapp.send(new GetWhatsAppMessageTemplateCommand(input));
  return JSON.parse(template);
};
const until = (status: string, name = 'aviso') =>
  vi.waitFor(async () => expect(await read(name)).toMatchObject({ status }), { timeout: 5_000, interval: 30 });
const send = (parameters: readonly object[] = [], name = 'aviso') =>
  whatsapp.send(
    new SendWhatsAppMessageCommand({
      originationPhoneNumberId: phone,
      metaApiVersion: 'v23.0',
      message: blob({
        messaging_product: 'whatsapp',
        to: '+56912345678',
        type: 'template',
        template: { name, language: { code: 'es' }, components: [{ type: 'body', parameters }] },
      }),
    }),
  );
const refusal = (code: number) => ({
  name: 'InvalidParametersException',
  message: expect.stringContaining(`(#${code})`),
});

describe('a review (E23)', () => {
  it('takes a while, then approves, and Meta tells of it in its own format', async () => {
    const made = await create('Hola {{1}}, tu cuota vence.');
    expect(made).toMatchObject({ templateStatus: 'PENDING', category: 'UTILITY' });
    expect(await read()).toMatchObject({ id: made.metaTemplateId, status: 'PENDING', language: 'es' });
    await until('APPROVED');
    const [event] = await received.waitFor(1);
    expect(event?.event.context).toMatchObject({ MetaWabaIds: [{ arn: expect.stringMatching(/:waba\//) }] });
    expect(JSON.parse(String(event?.event.whatsAppWebhookEntry)).changes).toMatchObject([
      {
        field: 'message_template_status_update',
        value: { event: 'APPROVED', message_template_name: 'aviso', message_template_language: 'es', reason: 'NONE' },
      },
    ]);
  });

  it.each([
    ['Hola, es gratis.', 'REJECTED', 'PROMOTIONAL'],
    ['Hola, paga o va el embargo.', 'REJECTED', 'ABUSIVE_CONTENT'],
  ])('%s ends as %s for %s', async (text, status, reason) => {
    await create(text);
    await until(status);
    expect(await read()).toMatchObject({ rejected_reason: reason });
  });

  it('stays pending where somebody looks at it, until Meta decides', async () => {
    await create('Hola, una promoción.');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await read()).toMatchObject({ status: 'PENDING' });
    await control(provider.url, 'events', { template: 'aviso', event: 'REJECTED', reason: 'SCAM', publish: false });
    expect(await read()).toMatchObject({ status: 'REJECTED', rejected_reason: 'SCAM' });
    expect(await received.settle()).toEqual([]);
  });

  it.each([
    ['a variable at the start', '{{1}}, hola.'],
    ['a variable at the end', 'Hola {{1}}'],
    ['numbers out of order', 'Hola {{2}}, hola.'],
    ['no example', 'Hola {{1}} y {{2}}, hola.'],
    ['too long a body', 'x'.repeat(1_025)],
    ['no body', ''],
  ])('is not begun for %s', async (_what, text) => {
    await expect(create(text)).rejects.toMatchObject(refusal(100));
    const { templates } = await whatsapp.send(new ListWhatsAppMessageTemplatesCommand({ id }));
    expect(templates).toEqual([]);
  });
});

describe('names, texts and lists', () => {
  it('a name has one template a language; a deleted one is blocked', async () => {
    await create('Hola.');
    await expect(create('Otra.')).rejects.toMatchObject(refusal(2388024));
    await whatsapp.send(new DeleteWhatsAppMessageTemplateCommand({ id, templateName: 'aviso' }));
    await expect(read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(create('Otra.')).rejects.toMatchObject(refusal(2388023));
  });

  it('another text is reviewed anew, and not taken while the last one is', async () => {
    const { metaTemplateId } = await create('Hola.');
    await expect(update(metaTemplateId, 'Otra.')).rejects.toMatchObject(refusal(100));
    await until('APPROVED');
    await update(metaTemplateId, 'Otra.');
    expect(await read()).toMatchObject({ status: 'PENDING', components: [{ type: 'BODY', text: 'Otra.' }] });
    await until('APPROVED');
  });

  it('the list goes by pages, of one account only', async () => {
    for (const name of ['a', 'b', 'c']) await create('Hola.', name);
    const first = await whatsapp.send(new ListWhatsAppMessageTemplatesCommand({ id, maxResults: 2 }));
    const { nextToken } = first;
    const second = await whatsapp.send(new ListWhatsAppMessageTemplatesCommand({ id, maxResults: 2, nextToken }));
    const names = [...(first.templates ?? []), ...(second.templates ?? [])].map(({ templateName }) => templateName);
    expect([names, second.nextToken]).toEqual([['a', 'b', 'c'], undefined]);
    expect((await whatsapp.send(new ListWhatsAppMessageTemplatesCommand({ id: 'waba-other' }))).templates).toEqual([]);
  });

  it('survives a restart', async () => {
    await create('Hola.');
    await until('APPROVED');
    const again = await start();
    const client = clientOf(again.url);
    const { templates } = await client.send(new ListWhatsAppMessageTemplatesCommand({ id }));
    expect(templates).toMatchObject([{ templateName: 'aviso', templateStatus: 'APPROVED' }]);
    client.destroy();
    await again.stop();
  });
});

describe('a message with a template (E23)', () => {
  it('goes when Meta has approved it, with as many values as it has variables', async () => {
    await create('Hola {{1}}, tu cuota vence.');
    await expect(send([{ type: 'text', text: 'Rosa' }])).rejects.toMatchObject(refusal(132001));
    await until('APPROVED');
    expect(await send([{ type: 'text', text: 'Rosa' }])).toMatchObject({ messageId: expect.any(String) });
    await expect(send()).rejects.toMatchObject(refusal(132000));
    await expect(send([], 'nadie')).rejects.toMatchObject(refusal(132001));
  });

  it.each([
    ['a line break', 'Rosa\nPérez', 132018],
    ['a tab', 'Rosa\tPérez', 132018],
    ['five blanks', 'Rosa     Pérez', 132018],
    ['five blanks that do not break', 'Rosa\u00a0\u00a0\u00a0\u00a0\u00a0Pérez', 132018],
    ['a separator of lines', 'Rosa\u2028Pérez', 132018],
    ['nothing', ' ', 131008],
    ['more than the text has room for', 'x'.repeat(1_020), 132005],
  ])('does not with %s in a value', async (_, text, code) => {
    await create('Hola {{1}}, tu cuota vence.');
    await until('APPROVED');
    await expect(send([{ type: 'text', text }])).rejects.toMatchObject(refusal(code));
    expect(await send([{ type: 'text', text: 'Rosa    Pérez' }])).toMatchObject({ messageId: expect.any(String) });
  });

  it.each([
    ['PAUSED', 132015],
    ['DISABLED', 132016],
    ['DELETED', 132001],
  ])('does not when it is %s (%i)', async (event, code) => {
    await create('Hola.');
    await until('APPROVED');
    await control(provider.url, 'events', { template: 'aviso', event });
    await expect(send()).rejects.toMatchObject(refusal(code));
  });
});
