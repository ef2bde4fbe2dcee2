/** How long a company keeps what (Ley 21.719, LGPD; ADR 67, issue 12): chosen within bounds, and removed by the night. */
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '#contract/errors.ts';
import type { Retention } from '#contract/retention.ts';
import { timePart } from '#platform/ids.ts';
import { localDay } from '#platform/local-time.ts';
import { AuditRecord } from '#shared/audit/entities.ts';
import { TenantEntry } from '#shared/companies/entities.ts';
import { ListedRowStore } from '#shared/interactions/listed-row-store.ts';
import { listedRowsOf } from '#shared/interactions/listed-rows.ts';
import { AttachmentFile, AttachmentUse } from '#shared/messaging/attachments/entities.ts';
import { fileKey } from '#shared/messaging/attachments/rules.ts';
import { UnmatchedInbound } from '#shared/messaging/inbound/entities.ts';
import { Message, type MessageValue, messageKey } from '#shared/messaging/ledger/entities.ts';
import { htmlKey, ReceivedContent } from '#shared/messaging/ledger/received-content.ts';
import { Process, type ProcessValue, retentionProcessId } from '#shared/processes/entities.ts';
import { pendingProcess } from '#shared/processes/pending-process.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { createSignDownload } from '#shared/processes/sign-download.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { privacyRoutes } from '../../functions/api/privacy/bindings.ts';
import { createPrivacyWorker } from '../../functions/queues/privacy/bindings.ts';
import { createNightRun } from '../../functions/schedules/night-run/bindings.ts';
import { type ApiCaller, callApi } from '../support/call-api.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { countingLog, lambdaContext, sqsEvent } from '../support/delivery-process.ts';
import { crashAt, type Fault, Lifetime } from '../support/faults.ts';
import { createInboxWorld, type InboxWorld, outboundMessage, threadMessage } from '../support/inbox-world.ts';

const start = Date.UTC(2026, 10, 23, 15);
let now = start;
const clock = { now: () => now };
const admin = { tenant: 'demo', roles: ['admin'], userId: 'berta' } as const;

let engines: DeliveryEngines;

beforeAll(async () => {
  engines = await startDeliveryEngines({ versions: true });
}, 60_000);
afterAll(() => engines?.stop());

const call = (target: string, more: object = {}, caller: ApiCaller = admin) =>
  callApi(
    privacyRoutes({
      table: engines.table,
      clock,
      jobs: createProcessJobs(engines.sqs, engines.exportsQueue),
      sign: createSignDownload(engines.s3, engines.bucket),
    }),
  )<Retention & Problem>({ call: `${target} /v1/settings/retention`, caller, ...more });

const periods = { messages: 24, contents: 12, attachments: 6, recordings: 6, mails: 3, exports: 7, decisions: 24 };

describe('how long a company keeps what', () => {
  it('is chosen by administrators, under the version that they read, and in the audit trail', async () => {
    now = start;
    expect((await call('GET')).body).toMatchObject({
      inForce: false,
      version: 0,
      periods: { messages: 36, exports: 30 },
    });
    const chosen = await call('PUT', { body: { periods }, headers: { 'if-match': '0' } });
    expect(chosen).toMatchObject({ status: 200, body: { inForce: true, version: 1, periods, lastRun: null } });
    const late = await call('PUT', { body: { periods }, headers: { 'if-match': '0' } });
    expect(late).toMatchObject({ status: 412, body: { code: 'VERSION_CONFLICT' } });
    expect((await call('GET')).body).toEqual(chosen.body);
    expect((await call('GET', {}, { ...admin, tenant: 'acme' })).body.inForce).toBe(false);
    expect((await call('GET', {}, { ...admin, roles: ['supervisor'] })).status).toBe(403);
  });

  it.each([
    ['proof of contact for less than two years', { messages: 23 }, 'NUMBER_OUT_OF_RANGE'],
    ['the audit trail for less than two years', { decisions: 23 }, 'NUMBER_OUT_OF_RANGE'],
    ['files for longer than the bucket has them', { exports: 31 }, 'NUMBER_OUT_OF_RANGE'],
    ['half a month', { mails: 1.5 }, 'WRONG_TYPE'],
    ['contents for longer than their communications', { contents: 25 }, 'VALUE_INVALID'],
    ['attachments for longer than the contents', { attachments: 13 }, 'VALUE_INVALID'],
    ['nothing of one kind', { mails: undefined }, 'FIELD_REQUIRED'],
  ])('keeps not %s', async (_name, wrong, code) => {
    const answer = await call('PUT', { body: { periods: { ...periods, ...wrong } } });
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map((error) => error.code)).toEqual([code]);
  });
});

const day = 86_400_000;
const zone = 'America/Santiago';
/** What must be found nowhere once its period has ended. */
const oldWords = 'hace mucho en Lota';

interface Ages {
  readonly messages: Readonly<Record<string, MessageValue>>;
  readonly customerId: string;
  readonly sleeperId: string;
}

const put = async (Key: string, Body: string): Promise<void> => {
  await engines.s3.send(new PutObjectCommand({ Bucket: engines.bucket, Key, Body }));
};

/** Every byte of the table with its register, and of the bucket with its versions. */
const traces = async (words: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const IndexName of [undefined, 'GSI1', 'GSI2']) {
    const { Items = [] } = await engines.client.send(new ScanCommand({ TableName: engines.name, IndexName }));
    found.push(...Items.filter((item) => JSON.stringify(item).includes(words)).map(({ pk, sk }) => `${pk} ${sk}`));
  }
  const { Versions = [] } = await engines.s3.send(
    new ListObjectVersionsCommand({ Bucket: engines.bucket, Prefix: '' }),
  );
  for (const { Key, VersionId } of Versions) {
    const { Body } = await engines.s3.send(new GetObjectCommand({ Bucket: engines.bucket, Key, VersionId }));
    if ((await Body?.transformToString())?.includes(words)) found.push(String(Key));
  }
  return found;
};

const aged = (at: number): Partial<MessageValue> => ({ day: localDay(at, zone), acceptedAt: at });
let files = 0;
const attached = async (message: MessageValue, words: string): Promise<MessageValue> => {
  files += 1;
  const file = { attachmentId: `file${files}`, fileName: 'a.pdf', contentType: 'application/pdf', size: 9 };
  const common = { tenant: 'demo', purpose: 'message', state: 'ready', source: 'upload', customerId: null } as const;
  await engines.table.put(AttachmentFile, { ...common, ...file, createdAt: start }, 'any');
  await engines.table.put(
    AttachmentUse,
    { tenant: 'demo', attachmentId: file.attachmentId, messageId: message.messageId },
    'any',
  );
  await put(fileKey({ tenant: 'demo', ...file }), `%PDF ${words}`);
  return { ...message, attachments: [file] };
};

/** Messages of every age and kind, of one customer who is written to still, and of one who is not. */
const newAges = async (world: InboxWorld): Promise<Ages> => {
  const customerId = await world.createCustomer('Rosa');
  const sleeperId = await world.createCustomer('Duerme');
  const words = { preview: oldWords, body: oldWords, subject: oldWords };
  const token = 'abcdefgh12345678';
  const months = (count: number) => start - count * 30.5 * day;
  const made = {
    gone: await attached(outboundMessage(customerId, months(26), { ...aged(months(26)), ...words }), oldWords),
    emptied: await attached(outboundMessage(sleeperId, months(14), { ...aged(months(14)), ...words }), oldWords),
    dropped: await attached(outboundMessage(customerId, months(7), { ...aged(months(7)), body: 'queda' }), oldWords),
    call: await attached(
      outboundMessage(customerId, months(7) + 1, { ...aged(months(7)), channel: 'call', body: 'queda' }),
      oldWords,
    ),
    mail: {
      ...threadMessage(customerId, months(4), { ...aged(months(4)), channel: 'email', body: 'queda' }),
      messageId: `${customerId}-${timePart(months(4))}${token}`,
    },
    kept: await attached(outboundMessage(customerId, months(1), { ...aged(months(1)), body: 'queda' }), 'queda'),
  };
  await put(htmlKey('demo', token), oldWords);
  const content = { sender: null, hasHtml: true, attachments: [], refused: [], notices: [] };
  await engines.table.put(ReceivedContent, { tenant: 'demo', token, quoted: oldWords, ...content }, 'any');
  await world.tell(...Object.values(made));
  const unmatchedAt = months(13);
  await engines.table.put(
    UnmatchedInbound,
    {
      tenant: 'demo',
      id: `${timePart(unmatchedAt)}unknown123456789`,
      channel: 'sms',
      from: '+56987650431',
      sender: 's1',
      to: '+1',
      text: oldWords,
      kind: 'text',
      providerId: 'p1',
      receivedAt: unmatchedAt,
      reason: 'UNKNOWN_SENDER',
      candidates: [],
      statedAt: null,
      subject: null,
      automatic: false,
      unverified: false,
      attachments: [],
    },
    'any',
  );
  const audit = {
    tenant: 'demo',
    kind: 'settings',
    action: 'changed',
    subjectId: null,
    omitted: 0,
  } as const;
  const by = { actor: 'user', userId: 'ana', subjectName: oldWords } as const;
  await engines.table.put(AuditRecord, { ...audit, ...by, changes: [], entryId: 'a1', at: months(26) }, 'any');
  for (const [processId, finishedAt] of [
    [`${timePart(months(26))}old`, months(26)],
    [`${timePart(start - 9 * day)}export`, start - 9 * day],
    [`${timePart(start - day)}export`, start - day],
  ] as const) {
    const key = `reports/demo/${processId}/x.csv`;
    const common = { tenant: 'demo', processId, kind: 'export', requestedBy: 'ana', createdAt: finishedAt } as const;
    const file = { name: 'x.csv', key, contentType: 'text/csv', size: 1, rows: 1, sha256: null };
    await engines.table.put(
      Process,
      { ...pendingProcess({ ...common, dueAt: null }), state: 'success', finishedAt, files: [file] },
      'any',
    );
    // The bucket itself deletes files of 30 days.
    if (finishedAt > start - 30 * day) await put(key, finishedAt < start - 8 * day ? oldWords : 'queda');
  }
  return { messages: made, customerId, sleeperId };
};

const nights = (lifetime = new Lifetime()) => {
  const table = engines.through(lifetime.wrap(engines.client));
  const begun: ProcessJob[] = [];
  const jobs = { enqueue: async (job: ProcessJob) => void begun.push(job) };
  const run = createNightRun({
    table,
    jobs: { enqueue: async () => undefined },
    privacyJobs: jobs,
    log: countingLog(),
  });
  const worker = createPrivacyWorker({
    table,
    clock,
    log: countingLog(),
    addressKey: 'address key',
    objects: lifetime.wrap(engines.s3),
    bucket: engines.bucket,
    jobs,
  });
  return {
    begun,
    night: () => run({ time: new Date(now).toISOString() }, lambdaContext(120_000)),
    work: (job: ProcessJob) => worker(sqsEvent([JSON.stringify(job)], now), lambdaContext(900_000)),
  };
};

const processOf = async (at: number): Promise<ProcessValue | undefined> =>
  new ProcessStore(engines.table).find('demo', retentionProcessId(localDay(at, zone)));
const messageOf = async ({ messageId }: MessageValue): Promise<MessageValue | undefined> =>
  (await engines.table.get(Message, messageKey('demo', messageId)))?.value;

/** What the stream makes of messages that are gone, so that a later world does not begin with theirs. */
const forgetRows = (messages: readonly MessageValue[]) =>
  new ListedRowStore(engines.table).change([], messages.flatMap(listedRowsOf));

/** A night until nothing is left to do. */
const sleep = async (lifetime = new Lifetime()): Promise<ProcessValue> => {
  const { night, begun, work } = nights(lifetime);
  await night();
  for (const job of begun) expect((await work(job)).batchItemFailures).toEqual([]);
  const process = await processOf(now);
  if (process === undefined) throw new Error('The night began nothing.');
  return process;
};

describe('the night of a company that has chosen', () => {
  it('removes what has ended, of every kind, with all versions, and leaves the rest', async () => {
    now = start;
    const world = await createInboxWorld(engines.table, clock);
    await engines.table.put(TenantEntry, { tenant: 'demo', createdAt: start - 900 * day }, 'any');
    const { messages, sleeperId } = await newAges(world);
    expect((await traces(oldWords)).length).toBeGreaterThan(10);
    await call('PUT', { body: { periods } });

    const done = await sleep();
    expect(done).toMatchObject({ state: 'success', kind: 'retention', checkpoint: null, lease: null });
    expect(done.retention?.removed).toEqual({
      messages: 1,
      contents: 2,
      attachments: 3,
      recordings: 1,
      mails: 1,
      exports: 1,
      decisions: 2,
    });
    expect(await traces(oldWords)).toEqual([]);

    // Whole, empty, without its files, as it was.
    expect(await messageOf(messages.gone as MessageValue)).toBeUndefined();
    expect(await messageOf(messages.emptied as MessageValue)).toMatchObject({ body: '', preview: '', subject: null });
    expect(await messageOf(messages.dropped as MessageValue)).toMatchObject({ body: 'queda', attachments: [] });
    expect(await messageOf(messages.call as MessageValue)).toMatchObject({ body: 'queda', attachments: [] });
    expect(await messageOf(messages.mail as MessageValue)).toMatchObject({ body: 'queda' });
    expect((await messageOf(messages.kept as MessageValue))?.attachments).toHaveLength(1);
    expect((await world.list()).items.map(({ customerId }) => customerId)).not.toContain(sleeperId);
    // The register has a row for each that is left.
    const rows = await Promise.all(
      Object.values(messages).map(async ({ day: of }) => {
        const { items } = await engines.table.query({ index: 'GSI1', pk: `T#demo#R#${of}#0` });
        return items.length;
      }),
    );
    expect(rows).toEqual([0, 1, 2, 2, 1, 1]);
    const { items: log } = await engines.table.query({ pk: 'T#demo#PROC', reverse: true });
    expect(log.filter(({ kind }) => kind === 'export').map(({ state }) => state)).toEqual(['success', 'expired']);
    expect((await call('GET')).body.lastRun).toMatchObject({ processId: done.processId });

    // A second run of the night begins nothing; the next one finds nothing.
    const again = nights();
    await again.night();
    expect(again.begun).toEqual([]);
    now += day;
    expect((await sleep()).retention?.removed.messages).toBe(0);

    // A shorter period applies to what was stored before.
    await call('PUT', { body: { periods: { ...periods, contents: 6, attachments: 1 } } });
    now += day;
    expect((await sleep()).retention?.removed).toMatchObject({ messages: 0, contents: 2, attachments: 1 });
    expect((await messageOf(messages.kept as MessageValue))?.attachments).toEqual([]);
    expect(await traces('queda')).toHaveLength(3);
    await forgetRows(Object.values(messages));
  }, 120_000);

  it('is nothing of a company that has not', async () => {
    await engines.table.put(TenantEntry, { tenant: 'demo', createdAt: start }, 'any');
    now += 400 * day;
    const { night, begun } = nights();
    await engines.table.delete({ pk: 'T#demo#SET', sk: 'RETENTION' });
    await night();
    expect(begun).toEqual([]);
  });
});

describe('whatever call of the night is struck', () => {
  let plays = 0;
  const play = async (fault: Fault, where: string): Promise<readonly string[]> => {
    plays += 1;
    now = start + (500 + 40 * plays) * day;
    const world = await createInboxWorld(engines.table, clock);
    // All of it ends within five months, so that few dates are looked at.
    const short = { ...periods, contents: 23, attachments: 22, recordings: 22, mails: 22 };
    await call('PUT', { body: { periods: short } });
    const customerId = await world.createCustomer('Rosa');
    const months = (count: number) => now - count * 30.5 * day;
    const words = { preview: oldWords, body: oldWords };
    const messages = [
      await attached(outboundMessage(customerId, months(26), { ...aged(months(26)), ...words }), oldWords),
      await attached(outboundMessage(customerId, months(23.5), { ...aged(months(23.5)), ...words }), oldWords),
      await attached(outboundMessage(customerId, months(22.5), { ...aged(months(22.5)), body: 'queda' }), oldWords),
    ];
    await world.tell(...messages);
    const lifetime = new Lifetime(fault);
    const struck = nights(lifetime);
    await struck.night().catch(() => undefined);
    for (const job of struck.begun) await struck.work(job).catch(() => undefined);
    // Longer than the lease of a worker that died.
    now += day / 24;
    const healthy = nights();
    await healthy.night();
    const processId = retentionProcessId(localDay(now, zone));
    for (let round = 0; round < 3 && (await processOf(now))?.state !== 'success'; round += 1) {
      await healthy.work({ tenant: 'demo', processId });
      now += 60_000;
    }
    expect((await processOf(now))?.state, where).toBe('success');
    expect(await traces(oldWords), where).toEqual([]);
    const left = await Promise.all(messages.map(messageOf));
    expect(
      left.map((message) => message?.body),
      where,
    ).toEqual([undefined, '', 'queda']);
    await forgetRows(messages);
    return lifetime.effects;
  };

  it('what has ended is gone in the end, and nothing else', async () => {
    const effects = await play((_call, send) => send(), 'without a crash');
    expect(effects.length).toBeGreaterThan(10);
    for (const position of effects.keys()) {
      await play(crashAt(position, 'after'), `after call ${position} of ${effects.join(', ')}`);
    }
  }, 600_000);
});

describe('what an ordinary night costs', () => {
  it('looks at no date twice, except once a month, from the first that has anything, however old', async () => {
    now = start + 5_000 * day;
    const world = await createInboxWorld(engines.table, clock);
    await call('PUT', { body: { periods } });
    const customerId = await world.createCustomer('Con historia');
    const kept = now - 13 * 30.5 * day;
    const lately = Array.from({ length: 60 }, (_, index) => kept + index * day);
    await world.tell(...lately.map((at) => outboundMessage(customerId, at, { ...aged(at), body: 'queda' })));
    await sleep();

    const ordinary = new Lifetime();
    now += day;
    await sleep(ordinary);
    // The date that has ended for each kind, and what the night does besides.
    const queries = ordinary.reads.filter((name) => name === 'QueryCommand').length;
    expect(queries).toBeLessThan(30);
    expect(ordinary.reads.filter((name) => name === 'BatchGetCommand').length).toBeLessThan(8);

    const longAgo = now - 8 * 365 * day;
    const old = outboundMessage(customerId, longAgo, { ...aged(longAgo), body: oldWords, preview: oldWords });
    const between = now - 20 * 30.5 * day;
    const emptied = outboundMessage(customerId, between, { ...aged(between), body: oldWords, preview: oldWords });
    await world.tell(old, emptied);
    now += 31 * day;
    expect((await sleep()).retention?.removed).toMatchObject({ messages: 1 });
    expect(await messageOf(old)).toBeUndefined();
    expect(await messageOf(emptied)).toMatchObject({ body: '' });
    expect(await traces(oldWords)).toEqual([]);
  }, 120_000);
});
