/** Upload forms at the runner's S3: the conditions of their policy hold as in AWS (reliability §4.2). */
import { createHash } from 'node:crypto';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MessagingEngine, startMessaging } from '../../local/engines/messaging.ts';
import { freePort } from '../support/engines.ts';

const bucket = 'files';
let engine: MessagingEngine;
let s3: S3Client;

beforeAll(async () => {
  engine = await startMessaging({ port: await freePort() });
  s3 = new S3Client({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
  });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
});
afterAll(async () => {
  s3.destroy();
  await engine.stop();
});

type Fields = Record<string, string>;

const signed = async (seconds = 300, most = 10): Promise<{ url: string; fields: Fields }> => {
  const key = 'uploads/acme/1/aviso.pdf';
  return createPresignedPost(s3, {
    Bucket: bucket,
    Key: key,
    Fields: { 'Content-Type': 'application/pdf' },
    Conditions: [
      ['eq', '$key', key],
      ['content-length-range', 1, most],
    ],
    Expires: seconds,
  });
};

const post = async (url: string, fields: Fields, bytes: string | Uint8Array<ArrayBuffer>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([bytes]), 'x');
  const answer = await fetch(url, { method: 'POST', body: form });
  return { status: answer.status, etag: answer.headers.get('etag'), text: await answer.text() };
};

describe('an upload form', () => {
  it('takes the file that was announced', async () => {
    const { url, fields } = await signed();
    expect(await post(url, fields, '%PDF-1.7')).toMatchObject({ status: 204 });
    const stored = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'uploads/acme/1/aviso.pdf' }));
    expect(await stored.Body?.transformToString()).toBe('%PDF-1.7');
    expect(stored.ContentType).toBe('application/pdf');
  });

  const changed: readonly (readonly [string, Fields, string])[] = [
    ['another key', { key: 'uploads/demo/1/aviso.pdf' }, 'Policy Condition failed'],
    ['another type', { 'Content-Type': 'text/html' }, 'Policy Condition failed'],
    ['a field that was not signed', { 'x-amz-meta-x': '1' }, 'Extra input fields: x-amz-meta-x'],
    ['a redirection', { success_action_redirect: 'https://evil.example' }, 'Extra input fields'],
  ];
  it.each(changed)('refuses %s', async (_what, change, text) => {
    const { url, fields } = await signed();
    const answer = await post(url, { ...fields, ...change }, 'x');
    expect(answer.status).toBe(403);
    expect(answer.text).toContain(text);
  });

  it('refuses more bytes than were announced, and none', async () => {
    const { url, fields } = await signed();
    expect(await post(url, fields, 'x'.repeat(11))).toMatchObject({
      status: 400,
      text: expect.stringContaining('EntityTooLarge'),
    });
    expect(await post(url, fields, '')).toMatchObject({ status: 400, text: expect.stringContaining('EntityTooSmall') });
  });

  it('refuses everything after its time, and without a policy', async () => {
    const { url, fields } = await signed(1);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const late = await post(url, fields, 'x');
    expect(late).toMatchObject({ status: 403, text: expect.stringContaining('Policy expired') });
    expect(await post(url, { key: 'uploads/x' }, 'x')).toMatchObject({ status: 403 });
  });

  it('keeps bytes that look like the end of a field', async () => {
    const { url, fields } = await signed();
    expect(await post(url, fields, '\r\n\r\n--\r\n')).toMatchObject({ status: 204 });
  });
});

/** Bytes without a pattern of the size of a part, so that a part in the wrong place shows. */
const manyBytes = (size: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint32Array(Math.ceil(size / 4));
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = Math.imul(index, 2_654_435_761);
  return new Uint8Array(bytes.buffer, 0, size);
};
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const stored = async (key: string) => {
  const { Body, ContentType, ETag } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return { digest: digestOf((await Body?.transformToByteArray()) ?? new Uint8Array()), ContentType, ETag };
};

describe('an object larger than a request to the engine (F20: import files of up to 200 MB)', () => {
  const most = 200_000_000;

  it.each([8_388_608, 8_388_609, 16_777_216, 30_000_001])(
    'is taken by form with one answer: %i bytes',
    async (size) => {
      const bytes = manyBytes(size);
      const { url, fields } = await signed(300, most);
      const { status, etag } = await post(url, fields, bytes);
      expect(status).toBe(204);
      expect(await stored('uploads/acme/1/aviso.pdf')).toEqual({
        digest: digestOf(bytes),
        ContentType: 'application/pdf',
        ETag: etag,
      });
    },
  );

  it('is taken by PUT, and by a form that asks for 201', async () => {
    const bytes = manyBytes(20_000_000);
    const put = new PutObjectCommand({ Bucket: bucket, Key: 'a b/ñ.csv', Body: bytes, ContentType: 'text/csv' });
    const { ETag } = await s3.send(put);
    expect(await stored('a b/ñ.csv')).toEqual({ digest: digestOf(bytes), ContentType: 'text/csv', ETag });
    const form = await createPresignedPost(s3, {
      Bucket: bucket,
      Key: 'con 201.csv',
      Fields: { success_action_status: '201' },
    });
    const { status, text } = await post(form.url, form.fields, bytes);
    expect(status).toBe(201);
    expect(text).toContain('<Key>con 201.csv</Key>');
  });

  it('leaves nothing behind when it is larger than its policy or the runner allows', async () => {
    const { url, fields } = await signed(300, 2 * most);
    const key = `grande/${crypto.randomUUID()}`;
    const form = await createPresignedPost(s3, {
      Bucket: bucket,
      Key: key,
      Conditions: [['content-length-range', 1, 20_000_000]],
    });
    const refused = { status: 400, text: expect.stringContaining('EntityTooLarge') };
    expect(await post(form.url, form.fields, manyBytes(20_000_001))).toMatchObject(refused);
    expect(await post(url, fields, manyBytes(most + 1))).toMatchObject(refused);
    await expect(s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).rejects.toThrow('not exist');
  });

  it('is not taken when its form ends within the file', async () => {
    const { url, fields } = await signed(300, most);
    const boundary = 'x';
    const parts = Object.entries({ ...fields, file: 'y'.repeat(20_000_000) }).map(
      ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const answer = await fetch(url, { method: 'POST', headers, body: parts.join('') });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('MalformedPOSTRequest');
  });
});
