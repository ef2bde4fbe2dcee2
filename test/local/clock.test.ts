/** The clock of a running system: one for functions, tokens, links, queues and schedules, forward only. */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type FixtureSystem, startFixture } from './fixture/system.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const ClockSchema = z.looseObject({ now: z.iso.datetime(), running: z.boolean() });
const WalkSchema = z.looseObject({ now: z.string(), running: z.boolean(), done: z.boolean(), moments: z.number() });
const Records = z.looseObject({
  Records: z.array(z.looseObject({ body: z.string(), attributes: z.looseObject({ SentTimestamp: z.string() }) })),
});

let system: FixtureSystem;
let sqs: SQSClient;
let s3: S3Client;
const clientOf = (endpoint: string | undefined) => ({
  endpoint: endpoint ?? '',
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

beforeAll(async () => {
  system = await startFixture(25_040);
  sqs = new SQSClient(clientOf(system.outputs.SqsEndpoint));
  s3 = new S3Client({ ...clientOf(system.outputs.S3Endpoint), forcePathStyle: true });
}, 60_000);
afterAll(async () => {
  sqs.destroy();
  s3.destroy();
  await system.stop();
});

const clock = async (): Promise<{ now: number; running: boolean }> => {
  const { now, running } = ClockSchema.parse((await system.control('/clock')).body);
  return { now: Date.parse(now), running };
};
const set = (setting: { now?: number; running?: boolean }) =>
  system.control('/clock', {
    ...setting,
    ...(setting.now === undefined ? {} : { now: new Date(setting.now).toISOString() }),
  });
/** Every part takes as long as it needs: the walk is asked until it has arrived. */
const walk = async (until: number) => {
  for (let moments = 0; ; ) {
    const { status, body } = await system.control('/tick', { until: new Date(until).toISOString(), timeoutMs: 2_000 });
    expect(status, JSON.stringify(body)).toBe(200);
    const part = WalkSchema.parse(body);
    moments += part.moments;
    if (part.done) return { ...part, moments };
  }
};
const lastRuns = (count: number) => system.events('fixture-job').slice(-count);
const bodies = (): string[] =>
  system.events('fixture-worker').flatMap((event) => Records.parse(event).Records.map(({ body }) => body));
const api = async (token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(new URL('/closed', system.outputs.ApiUrl), { headers });
  await answer.arrayBuffer();
  return answer.status;
};
const token = async (): Promise<string> => {
  const { body } = await system.control('/token', { company: 'demo', role: 'advisor' });
  return z.object({ accessToken: z.string() }).parse(body).accessToken;
};

/** A full hour at which the clock stands, later than anything before. */
let start: number;
beforeEach(async () => {
  await system.quiet();
  start = (Math.floor((await clock()).now / hour) + 1) * hour;
  expect((await set({ now: start, running: false })).status).toBe(200);
});

describe('POST /clock', () => {
  it('stops it, sets it ahead, and lets it go on from there', async () => {
    expect(await clock()).toEqual({ now: start, running: false });
    await set({ now: start + 3 * hour });
    expect(await clock()).toEqual({ now: start + 3 * hour, running: false });
    expect(ClockSchema.parse((await set({ running: true })).body).running).toBe(true);
    const going = await clock();
    expect(going.now).toBeGreaterThanOrEqual(start + 3 * hour);
    await expect.poll(async () => (await clock()).now, { timeout: 30_000 }).toBeGreaterThan(going.now);
  });

  it('refuses a time before the present one with words, and a setting that it does not know', async () => {
    const { status, body } = await set({ now: start - 1 });
    expect({ status, body }).toEqual({
      status: 400,
      body: { message: expect.stringMatching(/stands at .* is never set back .*later time/) },
    });
    expect((await system.control('/clock', { at: new Date(start).toISOString() })).status).toBe(400);
    expect((await system.control('/clock', { now: 'tomorrow' })).status).toBe(400);
    expect((await system.control('/tick', { until: new Date(start - 1).toISOString() })).status).toBe(400);
    expect(await clock()).toEqual({ now: start, running: false });
  });

  it('is the clock of functions that were loaded before and of those that come later', async () => {
    for (const later of [hour, 2 * hour]) {
      const time = new Date(start + later).toISOString();
      await set({ now: start + later });
      const run = { time, tellNext: true };
      await Promise.all([1, 2, 3].map(() => system.control('/invoke/fixture-job', run)));
      await expect.poll(() => lastRuns(3)).toEqual([1, 2, 3].map(() => ({ time, clock: time })));
    }
  });

  it('ends tokens and signed links, and new ones hold', async () => {
    const Bucket = system.outputs.FilesBucketName;
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'text' }));
    const link = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'a' }), {
      expiresIn: 300,
      signingDate: new Date(start),
    });
    const before = await token();
    expect([await api(before), (await fetch(link)).status]).toEqual([200, 200]);
    await set({ now: start + 25 * hour });
    expect([await api(before), (await fetch(link)).status]).toEqual([401, 403]);
    expect(await api(await token())).toBe(200);
  });

  it('stays where it is over a restart', async () => {
    await set({ now: start + 40 * 24 * hour });
    await system.restart();
    expect(await clock()).toEqual({ now: start + 40 * 24 * hour, running: false });
  });
});

describe('a walk', () => {
  it('runs a schedule when its function said that there is something to do, each time at its own time', async () => {
    const until = start + 3 * hour + 5 * minute;
    const { moments } = await walk(until);
    const times = [start + minute, start + hour, start + 2 * hour, start + 3 * hour];
    await expect
      .poll(() => lastRuns(4))
      .toEqual(
        times.map((at) => ({
          time: new Date(at).toISOString().replace('.000Z', 'Z'),
          clock: new Date(at).toISOString(),
        })),
      );
    expect(moments).toBe(4);
    expect(await clock()).toEqual({ now: until, running: false });
  });

  it('lets messages come out when their time has come, in order, and those that fail come again', async () => {
    const QueueUrl = system.outputs.WorkUrl;
    const name = `${start}`;
    const send = (MessageBody: string, DelaySeconds: number) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));
    await send(`late ${name}`, 600);
    await send(`early ${name}`, 300);
    await send(`poison ${name}`, 420);
    await walk(start + 299 * second);
    expect(bodies().filter((body) => body.endsWith(name))).toEqual([]);
    await walk(start + 15 * minute);
    // Its visibility timeout of two seconds is over before the last comes out.
    const expected = ['early', 'poison', 'poison', 'late'].map((word) => `${word} ${name}`);
    expect(bodies().filter((body) => body.endsWith(name))).toEqual(expected);
  });

  it('leaves a clock that ran running', async () => {
    await set({ running: true });
    const until = (await clock()).now + 10 * minute;
    expect((await walk(until)).running).toBe(true);
    expect((await clock()).now).toBeGreaterThanOrEqual(until);
  });
});
