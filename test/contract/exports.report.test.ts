/** The night report against the real engines: B38, B39, I12, I13, I17, Q4, reliability §5.4 Report. */
import { createHash } from 'node:crypto';
import { AbortMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Table } from '#platform/table/kernel.ts';
import { interactionContent } from '#shared/exports/interaction-content.ts';
import { ReportSource } from '#shared/exports/report-source.ts';
import { type ReportDeps, type ReportOutcome, writeReport } from '#shared/exports/write-report.ts';
import { Message, type MessageValue, MovedMessage } from '#shared/messaging/ledger/entities.ts';
import { nightReportId, type ProcessValue } from '#shared/processes/entities.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { createStoredFiles } from '#shared/processes/stored-files.ts';
import { registerMessage, storeMessages, timeZone } from '../support/register-messages.ts';
import {
  bucket,
  type CrashMode,
  CrashPlan,
  type ReportEngines,
  startReportEngines,
} from '../support/report-engines.ts';

const date = '2026-11-22';
const noon = Date.parse('2026-11-22T15:00:00Z');
const night = Date.parse('2026-11-23T06:00:00Z');
const cut = night - 10 * 60_000;
const smallestPart = 5 * 1024 * 1024;

let engines: ReportEngines;
let tenants = 0;
let tenant: string;
let now: number;
let workers = 0;
let jobs: string[];

beforeAll(async () => {
  engines = await startReportEngines();
}, 60_000);
afterAll(() => engines?.stop());
beforeEach(() => {
  tenants += 1;
  tenant = `company-${tenants}`;
  now = night;
  jobs = [];
});

const newProcess = (over: Partial<ProcessValue> = {}): ProcessValue => ({
  tenant,
  processId: nightReportId(date),
  kind: 'night_report',
  state: 'pending',
  date,
  format: { timeZone, language: 'es' },
  cut,
  createdAt: night,
  startedAt: null,
  finishedAt: null,
  requestedBy: 'system',
  rowsDone: 0,
  rowsTotal: null,
  files: [],
  error: null,
  lease: null,
  checkpoint: null,
  dueAt: night,
  ...over,
});

const asked = {
  namesOf: async () => new Map([['ana', 'Ana Torres']]),
  findFamily: async () => undefined,
  findEarlier: (of: string, ids: readonly string[], at: number) =>
    new ReportSource(new Table(engines.client, engines.name)).findKnown(of, ids, at),
};
const silent = { info: () => undefined, error: () => undefined, count: () => undefined };

/** A worker of its own, whose calls with an effect pass through `plan`. */
const work = (
  plan = new CrashPlan(),
  options: { remaining?: () => number; pageSize?: number; of?: Partial<ReportDeps> } = {},
): Promise<ReportOutcome> => {
  workers += 1;
  const table = new Table(plan.wrap(engines.client), engines.name);
  return writeReport(
    {
      processes: new ProcessStore(table),
      open: (process) => interactionContent({ ...asked, source: new ReportSource(table, options.pageSize) }, process),
      files: createStoredFiles(plan.wrap(engines.s3), bucket),
      jobs: { enqueue: async (job) => void jobs.push(job.processId) },
      clock: { now: () => now },
      log: silent,
      partBytes: smallestPart,
      ...options.of,
    },
    { tenant, processId: nightReportId(date) },
    { worker: `worker-${workers}`, remainingMs: options.remaining ?? (() => 900_000) },
  );
};

const request = (over: Partial<ProcessValue> = {}) => new ProcessStore(engines.table).create(newProcess(over));
const stored = async (): Promise<ProcessValue> => {
  const process = await new ProcessStore(engines.table).find(tenant, nightReportId(date));
  if (process === undefined) throw new Error('The process is gone.');
  return process;
};
const contentOf = async (process: ProcessValue): Promise<Buffer> => engines.readObject(process.files[0]?.key ?? '');
const rowsOf = (csv: Buffer): string[][] => parse(csv).slice(1);
const idsOf = (csv: Buffer): string[] => rowsOf(csv).map(([id = '']) => id);
const seed = (messages: readonly MessageValue[]) => storeMessages(engines.table, messages);
const mine = (acceptedAt: number, over: Partial<MessageValue> = {}) => registerMessage(acceptedAt, { tenant, ...over });

describe('a small report', () => {
  it('B38, B39, I12: has every interaction of the date once, and says so in process and manifest', async () => {
    const messages = Array.from({ length: 60 }, (_, index) => mine(noon + index * 60_000));
    await seed([
      ...messages,
      mine(noon - 86_400_000),
      mine(noon + 86_400_000),
      registerMessage(noon, { tenant: 'other' }),
    ]);
    await request();
    expect(await work(new CrashPlan(), { pageSize: 7 })).toBe('written');
    const process = await stored();
    const csv = await contentOf(process);
    expect(idsOf(csv)).toEqual(messages.map(({ messageId }) => messageId));
    expect(process).toMatchObject({ state: 'success', rowsDone: 60, rowsTotal: 60, lease: null, dueAt: null });
    const sha256 = createHash('sha256').update(csv).digest('hex');
    expect(process.files[0]).toMatchObject({ name: `interactions-${date}.csv`, rows: 60, sha256, size: csv.length });
    const manifest = JSON.parse((await engines.readObject(process.files[1]?.key ?? '')).toString());
    expect(manifest).toMatchObject({ rows: 60, sha256, cut: new Date(cut).toISOString(), date, company: tenant });
    expect(manifest.columns[0]).toBe('messageId');
  });

  it('§5.8: without interactions it is a header-only file, and a success', async () => {
    await request();
    expect(await work()).toBe('written');
    const process = await stored();
    expect(process).toMatchObject({ state: 'success', rowsTotal: 0 });
    expect(parse(await contentOf(process))).toHaveLength(1);
  });

  it('I13: the same bytes on D+3, although later events arrived and messages moved', async () => {
    const scheduled = mine(noon, { sendAt: noon + 3_600_000, sentAt: null, status: 'scheduled', phase: 'scheduled' });
    const failing = mine(noon + 1_000);
    await seed([scheduled, failing, mine(noon + 2_000)]);
    await request();
    await work();
    const first = await contentOf(await stored());

    const late = cut + 86_400_000;
    const sent = { kind: 'accepted', at: late, recordedAt: late } as const;
    const bounced = { kind: 'failed', at: late, recordedAt: late, class: 'HARD', code: 'X', source: 'event' } as const;
    await seed([
      { ...scheduled, sentAt: late, day: '2026-11-24', status: 'sent', phase: 'accepted', facts: [sent] },
      { ...failing, status: 'failed', facts: [...failing.facts, bounced] },
      mine(cut + 1),
    ]);
    const trace = { tenant, day: date, messageId: scheduled.messageId, movedAt: late };
    await engines.table.put(MovedMessage, trace, 'any');
    const again = new ProcessStore(engines.table);
    await again.change(tenant, nightReportId(date), () => newProcess());
    now = late + 86_400_000;
    expect(await work()).toBe('written');
    const second = await contentOf(await stored());
    expect(second.equals(first)).toBe(true);
    expect(idsOf(first)).toHaveLength(3);
    // By scheduled time: the one that waited was to be sent last.
    expect(rowsOf(first).map((row) => row[7])).toEqual(['enviada', 'enviada', 'en cola']);
  });

  it('Q4: a message scheduled for the date and really sent on the next one stands under the next, once', async () => {
    const sentAt = Date.parse('2026-11-23T03:30:00Z');
    const message = mine(noon, { sendAt: noon + 1_000, sentAt, day: '2026-11-23' });
    await seed([message]);
    await engines.table.put(MovedMessage, { tenant, day: date, messageId: message.messageId, movedAt: sentAt }, 'any');
    await request();
    await work();
    expect(idsOf(await contentOf(await stored()))).toEqual([]);
  });

  it('I12: a message that moves while the report is written is in it once', async () => {
    const messages = Array.from({ length: 30 }, (_, index) =>
      mine(noon + index, { sentAt: null, status: 'queued', phase: 'queued' }),
    );
    await seed(messages);
    await request();
    const source = new ReportSource(engines.table, 10);
    let pages = 0;
    const move = async (message: MessageValue | undefined) => {
      if (message === undefined) throw new Error('There is no such message.');
      const at = cut + 60_000;
      const trace = { tenant, day: date, messageId: message.messageId, movedAt: at };
      await engines.table.put(MovedMessage, trace, 'any');
      const facts = [{ kind: 'accepted', at, recordedAt: at } as const];
      await engines.table.put(Message, { ...message, sentAt: at, day: '2026-11-24', facts }, 'any');
    };
    const moving: Pick<ReportSource, 'pages'> = {
      async *pages(scope, after) {
        for await (const page of source.pages(scope, after)) {
          pages += 1;
          yield page;
          // One that was read already, and one that is still to come.
          if (pages === 1) await Promise.all([move(messages[3]), move(messages[25])]);
        }
      },
    };
    expect(
      await work(new CrashPlan(), {
        of: { open: (process) => interactionContent({ ...asked, source: moving }, process) },
      }),
    ).toBe('written');
    expect(idsOf(await contentOf(await stored()))).toEqual(messages.map(({ messageId }) => messageId));
  });
});

describe('a report for people', () => {
  const selection = (type: 'xlsx' | 'csv'): NonNullable<ProcessValue['selection']> => ({
    tray: 'interactions',
    from: date,
    to: date,
    filters: {},
    columns: ['messageId', 'recipient', 'sentAt', 'advisorId', 'subject'],
    bom: true,
    dates: 'iso',
    fileType: type,
  });
  const format = { timeZone: 'America/Santiago', language: 'es', country: 'CL' } as const;
  const rows = async (bytes: Buffer) => (await readXlsx(bytes)).sheets[0]?.rows ?? [];

  it('issue 12, line 3: a workbook has typed times, texts that calculate nothing, and names; as the list has them', async () => {
    const messages = Array.from({ length: 20 }, (_, index) =>
      mine(noon + index * 60_000, { sentAt: noon + index * 60_000, advisorId: 'ana', subject: '=1+1' }),
    );
    await seed(messages);
    await request({ format, selection: selection('xlsx') });
    expect(await work(new CrashPlan(), { pageSize: 7 })).toBe('written');
    const process = await stored();
    expect(process.files.map(({ name, rows: count }) => [name, count])).toEqual([
      [`interacciones-${date}.xlsx`, 20],
      [`interacciones-${date}.manifest.json`, null],
    ]);
    const bytes = await contentOf(process);
    expect(process.files[0]?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    const [header, ...cells] = await rows(bytes);
    expect(header?.slice(1)).toEqual(['Destinatario', 'Fecha de envío real', 'Asesor asignado', 'Asunto']);
    // A workbook has no zones: the company's clock stands in it, three hours behind UTC.
    expect(cells).toEqual(
      messages.map(({ messageId, recipient }, index) => [
        messageId,
        recipient,
        new Date(noon + index * 60_000 - 3 * 3_600_000),
        'Ana Torres',
        '=1+1',
      ]),
    );
    const { sheets } = await readXlsx(bytes);
    expect([sheets[0]?.name, sheets[0]?.freezePane, sheets[0]?.autoFilter]).toEqual([
      'Interacciones',
      { rows: 1 },
      { range: 'A1:E21' },
    ]);
  });

  it('says the communication before in words, and no hour that a history does not give', async () => {
    const before = mine(noon - 60_000, { sentAt: noon - 60_000, channel: 'sms' });
    const midnight = Date.parse('2026-11-22T03:00:00Z');
    const after = mine(noon, { sentAt: midnight, previousMessageId: before.messageId, source: 'outside' });
    const lost = mine(noon + 1, { sentAt: midnight, previousMessageId: 'm-gone' });
    await seed([before, after, lost]);
    const columns = ['messageId', 'sentAt', 'previousMessageId'];
    await request({ format, selection: { ...selection('xlsx'), columns } });
    await work();
    const [, ...cells] = await rows(await contentOf(await stored()));
    const byId = new Map(cells.map(([id, ...rest]) => [id, rest]));
    const [sent, words] = byId.get(after.messageId) ?? [];
    expect(sent).toEqual(new Date('2026-11-22T00:00:00Z'));
    expect(words).toMatch(/^SMS, 22-11-2026 11:59, /);
    // What is gone by now keeps its id.
    expect(byId.get(lost.messageId)).toEqual([new Date('2026-11-22T00:00:00Z'), 'm-gone']);
  });

  it('CSV is split as the spreadsheets of the country split it, with dates that they take for dates', async () => {
    const message = mine(noon, { sentAt: noon, advisorId: 'ana', subject: 'a;b' });
    await seed([message]);
    await request({ format, selection: selection('csv') });
    await work();
    const process = await stored();
    expect(process.files[0]?.name).toBe(`interacciones-${date}.csv`);
    const [, line] = (await contentOf(process)).toString('utf8').split('\r\n');
    expect(line).toMatch(new RegExp(`^${message.messageId};.*;\\d{2}-11-2026 \\d{2}:\\d{2}:\\d{2};Ana Torres;"a;b"$`));
  });

  it('whatever call crashes, the next workers end with the same workbook', async () => {
    const large = Array.from({ length: 130 }, (_, index) =>
      mine(noon + index * 1_000, { subject: `${index} ${'á'.repeat(50_000)}` }),
    );
    await seed(large);
    const fresh = () => newProcess({ format, selection: selection('xlsx') });
    await request(fresh());
    const whole = new CrashPlan();
    await work(whole);
    const expected = await contentOf(await stored());
    expect(await rows(expected)).toHaveLength(131);
    expect(whole.names).toContain('UploadPartCommand');
    for (const [at, name] of whole.names.entries()) {
      for (const mode of ['before', 'after'] satisfies CrashMode[]) {
        await new ProcessStore(engines.table).change(tenant, nightReportId(date), fresh);
        await work(new CrashPlan(at, mode)).catch((error: unknown) => String(error));
        now += 3_600_000;
        await work();
        await work();
        const process = await stored();
        expect([process.state, process.rowsTotal], `${mode} call ${at} (${name})`).toEqual(['success', 130]);
        expect((await contentOf(process)).equals(expected), `${mode} call ${at} (${name})`).toBe(true);
      }
    }
  }, 600_000);
});

describe('a report in parts', () => {
  const count = 130;
  /** 100 KB each, so that few rows make parts of 5 MiB. */
  const large = () =>
    Array.from({ length: count }, (_, index) =>
      mine(noon + index * 1_000, { preview: `${index} ${'á'.repeat(50_000)}` }),
    );

  it('I12, memory: the bytes do not depend on how the file was cut into pages and parts', async () => {
    await seed(large());
    await request();
    const plan = new CrashPlan();
    expect(await work(plan)).toBe('written');
    expect(plan.names.filter((name) => name === 'UploadPartCommand').length).toBeGreaterThanOrEqual(3);
    const inParts = await contentOf(await stored());
    await new ProcessStore(engines.table).change(tenant, nightReportId(date), () => newProcess());
    await work(new CrashPlan(), { pageSize: 3, of: { partBytes: 8 * 1024 * 1024 } });
    expect((await contentOf(await stored())).equals(inParts)).toBe(true);
    expect(rowsOf(inParts)).toHaveLength(count);
  }, 120_000);

  it('§5.4: whatever call crashes, however, the next workers end with the same bytes and one process', async () => {
    await seed(large());
    await request();
    const whole = new CrashPlan();
    await work(whole);
    const expected = await contentOf(await stored());
    const modes: CrashMode[] = ['before', 'after', 'ambiguous'];
    for (const [at, name] of whole.names.entries()) {
      for (const mode of modes) {
        await new ProcessStore(engines.table).change(tenant, nightReportId(date), () => newProcess());
        const crash = await work(new CrashPlan(at, mode)).catch((error: unknown) => String(error));
        // The first worker is gone: its lease runs out, and the job comes again, twice.
        now += 3_600_000;
        const next = [await work(), await work()];
        const process = await stored();
        const where = `${mode} call ${at} (${name}): ${crash}, ${next.join(', ')}`;
        expect(process.state, where).toBe('success');
        expect(next[1], where).toBe('ended');
        expect((await contentOf(process)).equals(expected), where).toBe(true);
        expect(process.rowsTotal, where).toBe(count);
      }
    }
  }, 600_000);

  it('I12: hands over before its time is up, and the next worker goes on behind the last part', async () => {
    await seed(large());
    await request();
    let asked = 0;
    // Time runs out after the pages of the first part.
    const remaining = () => {
      asked += 1;
      return asked > 9 ? 30_000 : 900_000;
    };
    expect(await work(new CrashPlan(), { remaining, pageSize: 8 })).toBe('continued');
    expect(jobs).toEqual([nightReportId(date)]);
    const halfway = await stored();
    expect(halfway).toMatchObject({ state: 'processing', lease: null });
    expect(halfway.rowsDone).toBeGreaterThan(0);
    expect(halfway.rowsDone).toBeLessThan(count);
    const plan = new CrashPlan();
    expect(await work(plan)).toBe('written');
    expect(plan.names).not.toContain('CreateMultipartUploadCommand');
    expect(rowsOf(await contentOf(await stored()))).toHaveLength(count);
  }, 120_000);

  it('§5.4: begins anew when the upload has expired meanwhile', async () => {
    await seed(large());
    await request();
    let asked = 0;
    const remaining = () => {
      asked += 1;
      return asked > 9 ? 30_000 : 900_000;
    };
    await work(new CrashPlan(), { remaining, pageSize: 8 });
    const { key, uploadId } = JSON.parse((await stored()).checkpoint ?? '{}');
    await engines.s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }));
    await expect(work()).rejects.toThrow('The upload is gone');
    expect(await work()).toBe('written');
    expect(rowsOf(await contentOf(await stored()))).toHaveLength(count);
  }, 120_000);

  it('never silently short: a part that S3 kept wrongly makes the process fail, with the reason', async () => {
    await seed(large());
    await request();
    const send = (command: never): Promise<unknown> => {
      const given: unknown = command;
      if (
        given instanceof UploadPartCommand &&
        given.input.Body instanceof Uint8Array &&
        given.input.PartNumber === 1
      ) {
        const bytes = Buffer.from(given.input.Body);
        bytes[1_000_000] = 0x20;
        given.input.Body = bytes;
      }
      return engines.s3.send(command);
    };
    const files = createStoredFiles(
      new Proxy(engines.s3, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) }),
      bucket,
    );
    expect(await work(new CrashPlan(), { of: { files } })).toBe('failed');
    const process = await stored();
    expect(process).toMatchObject({ state: 'failed', files: [], dueAt: null });
    expect(process.error).toContain('part 1 is not what was written');
  }, 120_000);
});

describe('workers', () => {
  it('two at once: one writes, the other leaves it alone', async () => {
    await seed([mine(noon)]);
    await request();
    const outcomes = await Promise.all([work(), work(), work()]);
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
    const objects = await engines.listObjects(`reports/${tenant}/`);
    expect(objects.filter((key) => key.endsWith('.csv'))).toHaveLength(1);
  });

  it('I17: a job that names another company finds nothing, and fails loudly', async () => {
    await request({ tenant: 'company-of-somebody' });
    await expect(work()).rejects.toThrow('names nothing that exists');
  });

  it('gives up after five workers that failed at the same place, and says so', async () => {
    await request();
    const files = createStoredFiles({ send: () => Promise.reject(new Error('S3 is down')) }, bucket);
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await expect(work(new CrashPlan(), { of: { files } })).rejects.toThrow('S3 is down');
      expect(await stored()).toMatchObject({ state: 'processing', lease: null, dueAt: now + 60_000 });
    }
    expect(await work()).toBe('failed');
    expect((await stored()).error).toContain('failed 5 times');
  });
});
