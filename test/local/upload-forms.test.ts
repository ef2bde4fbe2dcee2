/** Upload forms at the runner's S3: the conditions of their policy hold as in AWS (reliability §4.2). */
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
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

const signed = async (seconds = 300): Promise<{ url: string; fields: Fields }> => {
  const key = 'uploads/acme/1/aviso.pdf';
  return createPresignedPost(s3, {
    Bucket: bucket,
    Key: key,
    Fields: { 'Content-Type': 'application/pdf' },
    Conditions: [
      ['eq', '$key', key],
      ['content-length-range', 1, 10],
    ],
    Expires: seconds,
  });
};

const post = async (url: string, fields: Fields, bytes: string) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([bytes]), 'x');
  const answer = await fetch(url, { method: 'POST', body: form });
  return { status: answer.status, text: await answer.text() };
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
