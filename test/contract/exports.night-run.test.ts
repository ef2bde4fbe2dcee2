/** The night run and the process log against the real engines: B38–B41, F21, I13, I17, Q4, reliability §5.8 Scheduler. */

import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '#contract/errors.ts';
import type { Process as ProcessAnswer } from '#contract/processes.ts';
import type { Role } from '#contract/vocabulary.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Log } from '#platform/log.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, TenantEntry } from '#shared/companies/entities.ts';
import { createUploads } from '#shared/imports/upload.ts';
import { createFileLinks } from '#shared/messaging/attachments/file-links.ts';
import { nightReportId, Process } from '#shared/processes/entities.ts';
import type { ProcessJob, ProcessJobs } from '#shared/processes/process-jobs.ts';
import { resumeStalledProcess } from '#shared/processes/resume-stalled-process.ts';
import { createSignDownload } from '#shared/processes/sign-download.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { processesRoutes } from '../../functions/api/processes/bindings.ts';
import { createExportWorker } from '../../functions/queues/exports/bindings.ts';
import { createNightRun } from '../../functions/schedules/night-run/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { lambdaContext } from '../support/delivery-process.ts';
import { registerMessage, storeMessages } from '../support/register-messages.ts';
import {
  bucket,
  consoleUrl,
  createMailbox,
  type ReportEngines,
  startReportEngines,
} from '../support/report-engines.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** 03:00 in Santiago of 23 November. */
const night = Date.parse('2026-11-23T06:00:00Z');

let engines: ReportEngines;
let jobs: ProcessJob[];
let counted: string[];
const queue: ProcessJobs = { enqueue: async (job) => void jobs.push(job) };
const log: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  count: (metric) => void counted.push(metric),
};

const addCompany = async (tenant: string, timeZone: string, createdAt: number): Promise<void> => {
  const senders = { email: null, sms: null, whatsapp: null };
  const company = { tenant, name: tenant, timeZone, language: 'es', defaultCountry: 'CL', senders } as const;
  await engines.table.put(Company, newCompany(company, createdAt), 'any');
  await engines.table.put(TenantEntry, { tenant, createdAt }, 'any');
};

beforeEach(async () => {
  engines = await startReportEngines(() => night + hour);
  jobs = [];
  counted = [];
  await addCompany('demo', 'America/Santiago', night - 30 * day);
}, 60_000);
afterEach(() => engines?.stop());

const run = (at: number) =>
  createNightRun({ table: engines.table, jobs: queue, privacyJobs: queue, log })(
    { time: new Date(at).toISOString() },
    lambdaContext(120_000),
  );
const processes = () => new ProcessStore(engines.table);
const datesOf = (given: readonly ProcessJob[]): string[] => given.map(({ processId }) => processId.slice(-10));

/** Runs one job through the worker's own function, as the queue does. */
const work = async (body: string) => {
  const cursors = createCursors('cursor-key');
  const worker = createExportWorker({
    table: engines.table,
    objects: engines.s3,
    bucket,
    jobs: queue,
    cursors,
    mail: createMailbox().port,
    consoleUrl,
    clock: { now: () => night + hour },
    log,
  });
  const record = {
    messageId: 'record-1',
    receiptHandle: 'handle',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:exports',
    awsRegion: 'us-east-1',
  };
  return worker(
    { Records: [record] },
    {
      callbackWaitsForEmptyEventLoop: false,
      functionName: 'queues-exports',
      functionVersion: '1',
      invokedFunctionArn: 'test',
      memoryLimitInMB: '512',
      awsRequestId: `request-${Math.random()}`,
      logGroupName: 'test',
      logStreamName: 'test',
      getRemainingTimeInMillis: () => 900_000,
      done: () => undefined,
      fail: () => undefined,
      succeed: () => undefined,
    },
  );
};

describe('the night run', () => {
  it('B38, Q4: requests nothing before 03:00 local time that is not due, and then yesterday', async () => {
    await run(night - 1);
    expect(datesOf(jobs)).not.toContain('2026-11-22');
    await run(night);
    expect(datesOf(jobs).at(-1)).toBe('2026-11-22');
    const report = await processes().find('demo', nightReportId('2026-11-22'));
    expect(report).toMatchObject({ kind: 'night_report', state: 'pending', date: '2026-11-22', cut: night - 600_000 });
  });

  it('§5.8: the same invocation three times at once gives one process and one job per date', async () => {
    await Promise.all([run(night), run(night), run(night)]);
    expect(datesOf(jobs).sort()).toEqual([16, 17, 18, 19, 20, 21, 22].map((date) => `2026-11-${date}`));
    await run(night + 5 * 60_000);
    expect(jobs).toHaveLength(7);
  });

  it('§5.8: makes up the dates that were missed', async () => {
    await run(night - 4 * day);
    jobs = [];
    // Of the dates that were there already, those within the week were taken by nobody in the meantime.
    expect(await run(night)).toMatchObject({ companies: 1, requested: 4, resumed: 3 });
    expect(datesOf(jobs).slice(-4)).toEqual(['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22']);
  });

  it('serves every company in its own zone, and one that is broken holds up nobody', async () => {
    await engines.table.put(TenantEntry, { tenant: 'broken', createdAt: night }, 'any');
    await addCompany('kiritimati', 'Pacific/Kiritimati', night);
    await addCompany('tijuana', 'America/Tijuana', night);
    await expect(run(night)).rejects.toThrow('1 of 4 companies');
    expect(counted).toEqual(['NightRunFailed']);
    const of = (tenant: string) => datesOf(jobs.filter((job) => job.tenant === tenant));
    // 20:00 of the 23rd in Kiritimati, 22:00 of the 22nd in Tijuana.
    expect(of('kiritimati')).toEqual(['2026-11-22']);
    expect(of('tijuana')).toEqual(['2026-11-21']);
    expect(of('demo')).toContain('2026-11-22');
  });

  it('§5.4: enqueues again what nobody took or whose worker died, and leaves living workers alone', async () => {
    await run(night);
    jobs = [];
    await run(night + 14 * 60_000);
    expect(jobs).toEqual([]);
    const processId = nightReportId('2026-11-22');
    await processes().change('demo', processId, (process) => ({
      ...process,
      state: 'processing',
      lease: { worker: 'alive', until: night + 60 * 60_000 },
      dueAt: night + 60 * 60_000,
    }));
    await run(night + 16 * 60_000);
    expect(datesOf(jobs)).not.toContain('2026-11-22');
    expect(jobs).toHaveLength(6);
    const clock = { now: () => night + 61 * 60_000 };
    const resume = () =>
      resumeStalledProcess({ processes: processes(), jobsOf: () => queue, clock }, { tenant: 'demo', processId });
    expect([await resume(), await resume()]).toEqual([true, false]);
  });

  it('refuses a run without a planned time', async () => {
    const nightRun = createNightRun({ table: engines.table, jobs: queue, privacyJobs: queue, log });
    await expect(nightRun({}, lambdaContext(120_000))).rejects.toThrow();
    await expect(nightRun({ time: 'yesterday' }, lambdaContext(120_000))).rejects.toThrow('ISO-8601');
  });
});

describe('from the night to the download', () => {
  const get = async <Body>(
    call: string,
    tenant = 'demo',
    roles: readonly Role[] = ['supervisor'],
    now = night + hour,
  ) => {
    const routes = processesRoutes({
      table: engines.table,
      clock: { now: () => now },
      cursors: createCursors('test-key'),
      sign: createSignDownload(engines.s3, bucket),
      links: createFileLinks(engines.s3, bucket),
      uploads: createUploads(engines.s3, bucket),
      importJobs: queue,
      takeUpload: async () => undefined,
    });
    return callApi(routes)<Body>({ call: `GET ${call}`, caller: { tenant, roles } });
  };
  const processId = nightReportId('2026-11-22');
  const file = `/v1/processes/${processId}/files/interactions-2026-11-22.csv`;

  it('B38, B39: the job becomes a file that the process log lists and a link downloads', async () => {
    const messages = Array.from({ length: 5 }, (_, index) => registerMessage(night - 12 * 3_600_000 + index));
    await storeMessages(engines.table, messages);
    await run(night);
    expect((await get<Problem>(file)).body.code).toBe('FILE_NOT_READY');
    expect(await work(JSON.stringify({ tenant: 'demo', processId }))).toEqual({ batchItemFailures: [] });
    const { body } = await get<ProcessAnswer>(`/v1/processes/${processId}`);
    expect(body).toMatchObject({ state: 'success', progress: { done: 5, total: 5 }, date: '2026-11-22' });
    expect(body.files.map(({ name }) => name)).toEqual([
      'interactions-2026-11-22.csv',
      'interactions-2026-11-22.manifest.json',
    ]);
    const link = await get<{ url: string; expiresAt: string }>(file);
    const answer = await fetch(link.body.url);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="interacciones-2026-11-22.csv"');
    expect(
      parse(await answer.text())
        .slice(1)
        .map(([id]: string[]) => id),
    ).toEqual(messages.map((m) => m.messageId));
    expect(new URL(link.body.url).searchParams.get('X-Amz-Expires')).toBe('300');
  });

  it('I17, F21: another company, a weaker role, another name, or too late: no link', async () => {
    await run(night);
    await work(JSON.stringify({ tenant: 'demo', processId }));
    const missing = await get<Problem>('/v1/processes/nothing');
    const foreign = await get<Problem>(`/v1/processes/${processId}`, 'acme');
    expect(foreign).toEqual(missing);
    expect((await get<Problem>(file, 'acme')).body.code).toBe('NOT_FOUND');
    expect((await get<Problem>(file, 'demo', ['advisor'])).body.code).toBe('FORBIDDEN');
    expect((await get<Problem>(`/v1/processes/${processId}/files/passwords`)).body.code).toBe('NOT_FOUND');
    const later = night + hour + 31 * day;
    expect((await get<Problem>(file, 'demo', ['admin'], later)).body.code).toBe('FILE_EXPIRED');
    expect((await get<ProcessAnswer>(`/v1/processes/${processId}`, 'demo', ['viewer'], later)).body.state).toBe(
      'expired',
    );
  });

  it('F21: the log lists the newest first, page by page, by kind and state', async () => {
    await run(night);
    const other = { ...(await processes().find('demo', processId)) };
    const value = { ...Process.schema.parse(other), processId: '0000export', kind: 'export', state: 'failed' } as const;
    await processes().create(value);
    interface List {
      items: ProcessAnswer[];
      nextCursor?: string;
    }
    const first = (await get<List>('/v1/processes?limit=3')).body;
    expect(first.items.map(({ date }) => date)).toEqual(['2026-11-22', '2026-11-21', '2026-11-20']);
    const second = (await get<List>(`/v1/processes?limit=3&cursor=${first.nextCursor}`)).body;
    expect(second.items.map(({ date }) => date)).toEqual(['2026-11-19', '2026-11-18', '2026-11-17']);
    const failed = (await get<List>('/v1/processes?state=failed&kind=export')).body;
    expect(failed.items.map((item) => item.processId)).toEqual(['0000export']);
    const reports = (await get<List>('/v1/processes?kind=night_report&limit=2')).body;
    expect(reports.items).toHaveLength(2);
    const rest = (await get<List>(`/v1/processes?kind=night_report&limit=100&cursor=${reports.nextCursor}`)).body;
    expect(rest.items).toHaveLength(5);
    expect((await get<List>('/v1/processes', 'acme')).body).toEqual({ items: [] });
    const stolen = await get<Problem>(`/v1/processes?limit=3&cursor=${first.nextCursor}`, 'acme');
    expect(stolen.body.code).toBe('CURSOR_INVALID');
  });

  it.each([
    '',
    'not json',
    '{"tenant":"demo"}',
    '{"tenant":"T#x","processId":"y"}',
    '{"tenant":"demo","processId":"gone"}',
  ])('I16: a job that cannot be understood fails alone and comes again: %j', async (body) => {
    expect(await work(body)).toEqual({ batchItemFailures: [{ itemIdentifier: 'record-1' }] });
  });
});
