/**
 * The night run and the report of one date, struck at every call with an effect (reliability §5.4 Report): process,
 * job, checkpoint, file, manifest. Reports in several parts are struck in test/contract/exports.report.test.ts.
 */

import { createHash } from 'node:crypto';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCursors } from '#platform/cursor.ts';
import { fromItem, Table } from '#platform/table/kernel.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, TenantEntry } from '#shared/companies/entities.ts';
import { Process, type ProcessValue, processPartition } from '#shared/processes/entities.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { createExportWorker } from '../../functions/queues/exports/bindings.ts';
import { createNightRun } from '../../functions/schedules/night-run/bindings.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { countingLog, lambdaContext, sqsEvent } from '../support/delivery-process.ts';
import { day, hour, minute } from '../support/delivery-world.ts';
import { canStrike, crashAt, crashModes, type Fault, Lifetime } from '../support/faults.ts';
import { registerMessage, storeMessages } from '../support/register-messages.ts';
import { consoleUrl, createMailbox } from '../support/report-engines.ts';

/** 03:15 in Santiago. */
const night = Date.UTC(2026, 10, 23, 6, 15);

/** The clock of the night run and of its workers. */
let now = night;
let engines: DeliveryEngines;
let companies = 0;
let cases = 0;
let tenant: string;
let expected: string[];

beforeAll(async () => {
  engines = await startDeliveryEngines();
}, 60_000);
afterAll(async () => {
  console.info(`crash matrix of the night run: ${cases} cases`);
  await engines?.stop();
});

const process = (lifetime: Lifetime) => {
  const table = new Table(lifetime.wrap(engines.client), engines.name);
  const jobs = createProcessJobs(lifetime.wrap(engines.sqs), engines.exportsQueue);
  const log = countingLog();
  const objects = lifetime.wrap(engines.s3);
  const cursors = createCursors('cursor-key');
  const worker = createExportWorker({
    table,
    jobs,
    log,
    objects,
    bucket: engines.bucket,
    cursors,
    mail: createMailbox().port,
    consoleUrl,
    clock: { now: () => now },
  });
  return {
    nightRun: () =>
      createNightRun({ table, jobs, privacyJobs: jobs, log })(
        { time: new Date(now).toISOString() },
        lambdaContext(120_000),
      ),
    work: (body: string) => worker(sqsEvent([body], now), lambdaContext(900_000)),
  };
};
const healthy = () => process(new Lifetime());

const newWorld = async () => {
  companies += 1;
  now = night;
  tenant = `night-${companies}`;
  const senders = { email: null, sms: null, whatsapp: null };
  const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
  await engines.table.put(Company, newCompany({ tenant, name: 'Acme', senders, ...place }, night - day), 'absent');
  await engines.table.put(TenantEntry, { tenant, createdAt: night - hour }, 'any');
  const messages = Array.from({ length: 5 }, (_, index) => registerMessage(night - day + index * minute, { tenant }));
  await storeMessages(engines.table, messages);
  expected = messages.map(({ messageId }) => messageId);
};

/** The night run must not find the companies of earlier cases again. */
const forget = () => engines.table.delete(TenantEntry.keys({ tenant, createdAt: 0 }));

const stored = async (): Promise<readonly ProcessValue[]> => {
  const { items } = await engines.table.query({ pk: processPartition(tenant), consistent: true });
  return items.map((item) => fromItem(Process, item).value);
};

const takeJobs = async (): Promise<string[]> => {
  const QueueUrl = engines.exportsQueue;
  const { Messages = [] } = await engines.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  for (const { ReceiptHandle } of Messages)
    await engines.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  return Messages.map(({ Body = '' }) => Body);
};

/** Every quarter of an hour the night run looks again; every job comes twice. */
const untilWritten = async (): Promise<void> => {
  for (let round = 0; round < 6; round += 1) {
    for (const body of await takeJobs()) {
      await healthy().work(body);
      await healthy().work(body);
    }
    if ((await stored()).some(({ state }) => state === 'success')) return;
    now += 20 * minute;
    await healthy().nightRun();
  }
};

const objectOf = async (key: string): Promise<Buffer> => {
  const { Body } = await engines.s3.send(new GetObjectCommand({ Bucket: engines.bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

/** I12, I13: one process, whose file has each interaction once and is what its manifest says. */
const check = async (where: string): Promise<void> => {
  const processes = await stored();
  expect(processes, where).toMatchObject([
    { state: 'success', rowsTotal: 5, lease: null, dueAt: null, date: '2026-11-22' },
  ]);
  const [csvFile, manifestFile] = processes[0]?.files ?? [];
  const csv = await objectOf(csvFile?.key ?? '');
  const rows: string[][] = parse(csv);
  expect(
    rows.slice(1).map(([id]) => id),
    where,
  ).toEqual(expected);
  const manifest = JSON.parse((await objectOf(manifestFile?.key ?? '')).toString());
  expect(manifest.sha256, where).toBe(createHash('sha256').update(csv).digest('hex'));
};

const play = async (fault: Fault, strikes: 'night run' | 'worker', where: string): Promise<readonly string[]> => {
  await newWorld();
  const lifetime = new Lifetime(fault);
  const first = process(lifetime);
  const runs = strikes === 'night run' ? first : healthy();
  await runs.nightRun().catch(() => undefined);
  if (strikes === 'worker') {
    for (const body of await takeJobs()) {
      await first.work(body).catch(() => undefined);
      await healthy().work(body);
    }
  }
  await healthy().nightRun();
  await untilWritten();
  await check(where);
  await forget();
  await takeJobs();
  return lifetime.effects;
};

describe('crash matrix of the night run', () => {
  it.each(['night run', 'worker'] as const)(
    'whatever call of the %s is struck, the date has one report with every interaction once',
    async (strikes) => {
      const effects = await play((_call, send) => send(), strikes, 'without a crash');
      expect(effects.length).toBeGreaterThan(1);
      for (const [position, effect] of effects.entries()) {
        for (const mode of crashModes.filter((each) => canStrike(effect, each))) {
          cases += 1;
          await play(crashAt(position, mode), strikes, `${mode} call ${position} of ${effects.join(', ')}`);
        }
      }
    },
    300_000,
  );
});
