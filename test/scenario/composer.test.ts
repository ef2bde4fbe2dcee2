/** Files that go along with a message (C10, D22): uploaded, checked by their bytes, sent, downloaded, refused. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { untilStatus } from './support/messages.ts';
import { operator, theOperator } from './support/operator.ts';
import { freshEmail, freshMobile } from './support/people.ts';
import { whatsAppReply } from './support/phone-events.ts';
import { settingsSchema } from './support/shapes.ts';
import { publish } from './support/topics.ts';
import { announce, type LocalFile, pdfFile, sendForm, upload } from './support/uploads.ts';

const api = as('demo');
const linkSchema = z.object({ url: z.string(), expiresAt: z.string() });
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const file = (fileName: string, contentType: string, content: string | Uint8Array): LocalFile => ({
  fileName,
  contentType,
  bytes: Buffer.from(content),
});
const someone = (channel: 'email' | 'sms' | 'whatsapp', value = channel === 'email' ? freshEmail() : freshMobile()) =>
  api.createCustomer([{ channel, value }]);

/** Code with which a message with these files is refused. */
const refusalOf = async (files: readonly string[], channel: 'email' | 'sms' = 'email') => {
  const customer = await someone(channel);
  const { addressId } = customer.addresses[0] ?? {};
  const subject = channel === 'email' ? { subject: 'Aviso' } : {};
  return api.trySend({ customerId: customer.customerId, addressId, body: 'Hola', ...subject, attachments: files });
};

describe.concurrent('an e-mail with attachments (C10, D22)', () => {
  it.runIf(operator)('carries two files, byte by byte, under their names', async () => {
    const to = freshEmail();
    const customer = await someone('email', to);
    const files = [pdfFile('Estado de señal.pdf'), file('foto.png', 'image/png', png)];
    const attachments = await Promise.all(files.map((one) => upload(api, one)));
    const { messageId } = await api.send(customer, 0, { attachments });
    const message = await untilStatus(api, messageId, 'delivered');
    expect(message.attachments.map(({ fileName, size }) => [fileName, size])).toEqual(
      files.map(({ fileName, bytes }) => [fileName, bytes.length]),
    );
    const sent = await theOperator().emailTo(to);
    expect(sent.files).toEqual(files);
  });

  it('gives each file to readers of the message by a link that makes the browser store it', async () => {
    const one = pdfFile('Señal "1".pdf');
    const attachmentId = await upload(api, one);
    const { messageId } = await api.send(await someone('email'), 0, { attachments: [attachmentId] });
    const path = `/v1/messages/${messageId}/attachments/${attachmentId}`;
    const { url } = await as('demo', 'viewer').take(linkSchema, 200, 'GET', path);
    const answer = await fetch(url);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(one.bytes);
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename=".+"; filename\*=UTF-8''Se%C3%B1al/,
    );
    const other = `/v1/messages/${messageId}/attachments/nothing`;
    expect(await api.call('GET', other)).toMatchObject({ status: 404, code: 'ATTACHMENT_NOT_FOUND' });
  });

  it('may be one of several messages with the same file', async () => {
    const attachments = [await upload(api, pdfFile())];
    for (let i = 0; i < 2; i += 1) {
      const { messageId } = await api.send(await someone('email'), 0, { attachments });
      await untilStatus(api, messageId, 'delivered');
    }
  });

  it('sends what was checked, not what the same form puts there afterwards', async () => {
    const one = pdfFile();
    const { attachmentId, upload: form } = await announce(api, one, 1_000);
    await sendForm(form, one.bytes);
    const { messageId } = await api.send(await someone('email'), 0, { attachments: [attachmentId] });
    expect((await sendForm(form, Buffer.from('<script>alert(1)</script>'))).status).toBe(204);
    const path = `/v1/messages/${messageId}/attachments/${attachmentId}`;
    const { url } = await api.take(linkSchema, 200, 'GET', path);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(one.bytes);
  });
});

describe.concurrent('WhatsApp (C10)', () => {
  it('sends a document with the text as its caption, within the window', async () => {
    const phone = freshMobile();
    const customer = await someone('whatsapp', phone);
    const { senders } = await api.take(settingsSchema, 200, 'GET', '/v1/settings');
    const reply = { type: 'text', text: { body: 'Hola' } };
    await publish('WhatsAppEventsTopicArn', whatsAppReply(phone, senders.whatsapp?.phoneNumberId ?? '', reply));
    const attachments = [await upload(api, pdfFile())];
    const messageId = await eventually(async () => (await api.send(customer, 0, { attachments })).messageId);
    const message = await untilStatus(api, messageId, 'delivered');
    expect(message.attachments).toHaveLength(1);
  });
});

describe.concurrent('what is refused', () => {
  it('types that nobody sends, and files above the limit, before anything is uploaded', async () => {
    const announced = (fileName: string, contentType: string, size = 10) =>
      api.call('POST', '/v1/attachments', { body: { fileName, contentType, size } });
    for (const type of ['text/html', 'image/svg+xml', 'application/x-msdownload', 'application/zip', 'constructor']) {
      expect(await announced('x', type)).toMatchObject({ status: 400, code: 'ATTACHMENT_TYPE' });
    }
    const large = await announced('x.pdf', 'application/pdf', 10_485_761);
    expect(large).toMatchObject({ status: 400, code: 'ATTACHMENT_TOO_LARGE' });
  });

  it.each([
    ['a page that calls itself a PDF', 'application/pdf', '<!doctype html><script>alert(1)</script>'],
    ['a drawing that calls itself a picture', 'image/png', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a program that calls itself a text', 'text/plain', Buffer.from('MZ\x90\x00\x03\x00\x00\x00\x04', 'latin1')],
    ['a page that calls itself a table', 'text/csv', 'a;b\n<script>alert(1)</script>'],
    ['an archive that calls itself a document', 'application/pdf', Buffer.from('PK\x03\x04\x14\x00', 'latin1')],
  ])('%s', async (_what, contentType, content) => {
    const attachmentId = await upload(api, file('aviso', contentType, content));
    expect(await refusalOf([attachmentId])).toMatchObject({ status: 400, code: 'ATTACHMENT_CONTENT' });
  });

  it('an upload that is larger than announced, under another key, or of another type: by S3 itself', async () => {
    const one = pdfFile();
    const { upload: form } = await announce(api, one);
    const larger = await sendForm(form, Buffer.concat([one.bytes, Buffer.from('x')]));
    expect(larger).toMatchObject({ status: 400, text: expect.stringContaining('EntityTooLarge') });
    const elsewhere = { ...form.fields, key: `${form.fields.key}x` };
    expect((await sendForm({ ...form, fields: elsewhere }, one.bytes)).status).toBe(403);
    const page = { ...form.fields, 'Content-Type': 'text/html' };
    expect((await sendForm({ ...form, fields: page }, one.bytes)).status).toBe(403);
  });

  it('a file that is not uploaded yet, that nobody has, or for SMS', async () => {
    const { attachmentId } = await announce(api, pdfFile());
    expect(await refusalOf([attachmentId])).toMatchObject({ status: 409, code: 'ATTACHMENT_NOT_UPLOADED' });
    expect(await refusalOf(['nothing'])).toMatchObject({ status: 404, code: 'ATTACHMENT_NOT_FOUND' });
    const sms = await refusalOf([await upload(api, pdfFile())], 'sms');
    expect(sms).toMatchObject({ status: 400, code: 'ATTACHMENT_CHANNEL' });
  });

  it('more than an e-mail carries', async () => {
    const large = () =>
      file('grande.pdf', 'application/pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(9_900_000)]));
    const both = [await upload(api, large()), await upload(api, large())];
    expect(await refusalOf(both)).toMatchObject({ status: 400, code: 'ATTACHMENT_LIMIT' });
  });
});
