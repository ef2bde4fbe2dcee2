/** A clock that was set ahead: what functions sign under it, S3 takes (issue 10 C13). */
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setClock } from '../../local/clock.ts';
import { type MessagingEngine, startMessaging } from '../../local/engines/messaging.ts';
import { freePort } from '../support/engines.ts';

const Bucket = 'files';
const Key = 'uploads/acme/1/clientes.csv';
let engine: MessagingEngine;
let s3: S3Client;

beforeAll(async () => {
  // The clock of this file's process, the server's and its client's, as the runner sets that of its functions.
  setClock({ now: Date.now() + 16 * 60_000, running: true });
  engine = await startMessaging({ port: await freePort() });
  s3 = new S3Client({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
  });
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  s3.destroy();
  await engine.stop();
});

const answeredWith = async (url: string) => {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  return Date.parse(answer.headers.get('date') ?? '');
};

describe('a clock that runs ahead', () => {
  it('takes an upload form that was signed after a call, and gives the file by a signed link', async () => {
    // From the answer of a call the SDK learns the server's time.
    await s3.send(new ListObjectsV2Command({ Bucket }));
    const form = await createPresignedPost(s3, { Bucket, Key, Expires: 300 });
    const body = new FormData();
    for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
    body.append('file', new Blob(['RUT;1']), 'x');
    const answer = await fetch(form.url, { method: 'POST', body });
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 204, text: '' });

    const link = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn: 300 });
    expect(await (await fetch(link)).text()).toBe('RUT;1');
  });

  it('stands in every answer, of the engine and of the front', async () => {
    for (const path of [`/${Bucket}`, `/${Bucket}/absent`, '/?X-Amz-Date=20200101T000000Z&X-Amz-Expires=1']) {
      expect(Math.abs((await answeredWith(`${engine.endpoint}${path}`)) - Date.now())).toBeLessThan(5_000);
    }
  });
});
