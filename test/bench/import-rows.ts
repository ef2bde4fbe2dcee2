/**
 * The import of a large mixed file (issue 4): uploaded by form to the local runner's S3, worked off by the built function
 * in a process of its own, once undisturbed and once killed three times; beside them the bare loop over the same file,
 * and the units of a row.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ImportOptionsSchema } from '#contract/import-options.ts';
import { systemClock } from '#platform/clock.ts';
import { fromItem } from '#platform/table/kernel.ts';
import { customerPartition, Debt, debtPrefix } from '#shared/customers/entities.ts';
import { requestImport } from '#shared/imports/request-import.ts';
import { createFileLinks } from '#shared/messaging/attachments/file-links.ts';
import { Message, threadPartition } from '#shared/messaging/ledger/entities.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { createImportWorker } from '../../functions/queues/imports/bindings.ts';
import { createDebtsFile } from '../support/debt-files.ts';
import { startTable } from '../support/engines.ts';
import { createHistoryFile, createHistoryWorkbook, type ExpectedSums } from '../support/import-files.ts';
import { importCompany, seedImportCompany } from '../support/import-world.ts';
import { bucket, openObjects } from './bare-report.ts';
import { type Charge, Meter } from './meter.ts';
import type { OutsideEngines } from './outside-engines.ts';
import { type ProcessCost, startWork, type Task, type WorkEngines } from './start-work.ts';
import { lambdaContext, loud, sqsEvent } from './world.ts';

const addressKey = 'address-key-of-the-bench';
/** Customers that the rows are of, and shares of the rows after which the worker is killed. */
const customersOf = (form: ImportForm, rows: number): number =>
  form === 'debts' ? Math.ceil(rows / debtsEach) : 2_000;
/** Debts of each customer. */
const debtsEach = 20;
const killsAt = [0.2, 0.5, 0.8];
/** A lease lasts as long as its worker can live, 15 minutes, and half a minute more. */
const leaseOverMs = 16 * 60_000;
/** Heap of the process, MB: that of a function of 512 MB, a half of what the stack gives it. */
const heapMb = 460;

interface Engines extends WorkEngines {
  readonly objects: S3Client;
}

interface Job {
  readonly tenant: string;
  readonly processId: string;
}

/** Which kind of file is imported: history as text or as a workbook, debts as text. */
export type ImportForm = 'csv' | 'xlsx' | 'debts';

export interface ImportRows {
  readonly form: ImportForm;
  readonly rows: number;
  readonly bytes: number;
  readonly sums: ExpectedSums;
  /** Seconds from the job to the end of the undisturbed import, and of the bare loop. */
  readonly wallSeconds: number;
  readonly bareWallSeconds: number;
  readonly uploadSeconds: number;
  readonly whole: ProcessCost;
  readonly bare: ProcessCost;
  /** Rows that were done when a worker was killed. */
  readonly killedAt: readonly number[];
  /** Over every message or debt of every customer, and the error file; the same with and without kills. */
  readonly stateHash: string;
  readonly things: number;
  /** Charges of `meteredRows` new rows. */
  readonly charges: readonly Charge[];
  readonly meteredRows: number;
}

const secondsOf = async <Value>(work: () => Promise<Value>): Promise<[Value, number]> => {
  const start = performance.now();
  const value = await work();
  return [value, (performance.now() - start) / 1000];
};

/** Requests an import and sends its file as a browser does. */
const upload = async (
  { table, objects }: Engines,
  tenant: string,
  file: Buffer<ArrayBuffer>,
  form: ImportForm,
): Promise<Job> => {
  const now = Date.now();
  const { processId, upload: fields } = await requestImport(
    {
      processes: new ProcessStore(table.table),
      findCompany: async () => importCompany(tenant),
      jobs: { enqueue: async () => undefined },
      links: createFileLinks(objects, bucket),
      takeUpload: async () => undefined,
    },
    {
      tenant,
      userId: 'sofia',
      processId: 'import-1',
      at: now,
      body: {
        kind: form === 'debts' ? 'debts' : 'interactions',
        fileName: nameOf(form),
        size: file.length,
        options: ImportOptionsSchema.parse({ dryRun: false }),
      },
    },
  );
  const body = new FormData();
  for (const [name, value] of Object.entries(fields.fields)) body.append(name, value);
  body.append('file', new Blob([file]), nameOf(form));
  const answer = await fetch(fields.url, { method: 'POST', body });
  if (answer.status !== 204) throw new Error(`The upload was refused: ${await answer.text()}`);
  return { tenant, processId };
};

const nameOf = (form: ImportForm): string => (form === 'debts' ? 'deudas.csv' : `historia.${form}`);

const processOf = async ({ table }: Engines, { tenant, processId }: Job) => {
  const process = await new ProcessStore(table.table).find(tenant, processId);
  if (process?.import === undefined) throw new Error(`There is no import ${processId}.`);
  return { ...process, import: process.import };
};

const importTask = (job: Job, laterMs: number): Task => ({
  kind: 'function',
  name: 'queues-imports',
  event: sqsEvent(JSON.stringify(job)),
  context: lambdaContext,
  laterMs,
});

/** Kills a worker with SIGKILL once it has done so many rows. @returns the rows that its last checkpoint tells */
const runAndKill = async (engines: Engines, job: Job, at: number, laterMs: number): Promise<number> => {
  const { child, ended, cost } = startWork(engines, heapMb, importTask(job, laterMs));
  cost.catch(() => undefined);
  while ((await processOf(engines, job)).rowsDone < at) {
    if (child.exitCode !== null) throw new Error('The worker ended before it could be killed.');
    await sleep(50);
  }
  child.kill('SIGKILL');
  await ended;
  return (await processOf(engines, job)).rowsDone;
};

/** Names of what differs between two imports of the same bytes: whose it is, and when it was learnt. */
const ofThisRun = new Set(['tenant', 'processId', 'recordedAt', 'acceptedAt', 'createdAt', 'updatedAt']);

/** @returns a hash over every message or debt and the error file, with their number */
const stateOf = async (
  engines: Engines,
  job: Job,
  form: ImportForm,
  customers: number,
): Promise<{ hash: string; things: number }> => {
  const digest = createHash('sha256');
  let things = 0;
  for (let index = 1; index <= customers; index += 1) {
    const query =
      form === 'debts'
        ? { pk: customerPartition(job.tenant, `c${index}`), sk: { prefix: debtPrefix } }
        : { pk: threadPartition(job.tenant, `c${index}`) };
    for await (const item of engines.table.table.queryAll({ ...query, consistent: true })) {
      const { value } = form === 'debts' ? fromItem(Debt, item) : fromItem(Message, item);
      digest.update(JSON.stringify(value, (name, field) => (ofThisRun.has(name) ? undefined : field)));
      things += 1;
    }
  }
  const { files } = await processOf(engines, job);
  for (const { key } of files) {
    const { Body } = await engines.objects.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    digest.update((await Body?.transformToByteArray()) ?? '');
  }
  return { hash: digest.digest('hex'), things };
};

const checkSums = async (engines: Engines, job: Job, sums: ExpectedSums): Promise<void> => {
  const { state, import: found, error } = await processOf(engines, job);
  const [counts, expected] = [found.counts, sums].map((each) => JSON.stringify(each));
  if (state !== 'success' || counts !== expected) {
    throw new Error(`The import is ${state} (${error}) with ${counts} instead of ${expected}.`);
  }
};

const meteredRows = 2_000;

/** Units of rows that are all new, by the worker as its function composes it. */
const meter = async (engines: Engines, form: ImportForm): Promise<readonly Charge[]> => {
  const tenant = 'metered';
  const customers = customersOf(form, meteredRows);
  await seedImportCompany(engines.table.table, tenant, customers);
  const file =
    form === 'debts'
      ? createDebtsFile({ seed: 7, rows: meteredRows, customers, allNew: true }).bytes
      : createHistoryFile({ seed: 7, rows: meteredRows, customers, badShare: 0 }).bytes();
  const job = await upload(engines, tenant, Buffer.from(file), form === 'debts' ? form : 'csv');
  const counter = new Meter(engines.table.client, engines.table.name);
  const worker = createImportWorker({
    table: engines.table.through(counter.port),
    objects: engines.objects,
    bucket,
    jobs: { enqueue: () => Promise.reject(new Error('The import did not end within one invocation.')) },
    addressKey,
    clock: systemClock,
    log: loud,
  });
  const context = { ...lambdaContext, getRemainingTimeInMillis: () => 900_000 };
  const { batchItemFailures } = await worker(sqsEvent(JSON.stringify(job)), context);
  if (batchItemFailures.length > 0) throw new Error('The metered import failed.');
  await checkSums(engines, job, { created: meteredRows, updated: 0, duplicate: 0, rejected: 0 });
  return counter.charges;
};

const fileOf = async (
  rows: number,
  form: ImportForm,
): Promise<{ readonly bytes: Buffer<ArrayBuffer>; readonly sums: ExpectedSums }> => {
  const options = { seed: 1, rows, customers: customersOf(form, rows) };
  if (form === 'debts') {
    const { bytes, sums } = createDebtsFile(options);
    // Nothing is owed before.
    return { bytes, sums: { ...sums, created: sums.created + sums.updated, updated: 0 } };
  }
  if (form === 'xlsx') return createHistoryWorkbook(options);
  const file = createHistoryFile(options);
  const bytes = file.bytes();
  return { bytes, sums: { ...file.sums } };
};

/** @throws Error when sums or state are not as they must be */
export const measureImportRows = async (
  outside: OutsideEngines,
  rows: number,
  form: ImportForm,
): Promise<ImportRows> => {
  const table = await startTable();
  const objects = openObjects(outside.messaging);
  const engines = { table, objects, outside };
  try {
    await objects.send(new CreateBucketCommand({ Bucket: bucket })).catch((error: Error) => {
      if (error.name !== 'BucketAlreadyOwnedByYou') throw error;
    });
    const customers = customersOf(form, rows);
    const charges = await meter(engines, form);
    const { bytes, sums } = await fileOf(rows, form);
    for (const tenant of ['whole', 'killed']) await seedImportCompany(table.table, tenant, customers);
    const [whole, uploadSeconds] = await secondsOf(() => upload(engines, 'whole', bytes, form));
    const [cost, wallSeconds] = await secondsOf(() => startWork(engines, heapMb, importTask(whole, 0)).cost);
    await checkSums(engines, whole, sums);
    const { key } = (await processOf(engines, whole)).import;
    const [bare, bareWallSeconds] = await secondsOf(
      () => startWork(engines, heapMb, { kind: 'bare-import', key, form: form === 'xlsx' ? form : 'csv' }).cost,
    );
    const killed = await upload(engines, 'killed', bytes, form);
    const killedAt: number[] = [];
    for (const [turn, share] of killsAt.entries()) {
      killedAt.push(await runAndKill(engines, killed, rows * share, turn * leaseOverMs));
    }
    await startWork(engines, heapMb, importTask(killed, killsAt.length * leaseOverMs)).cost;
    await checkSums(engines, killed, sums);
    const state = await stateOf(engines, whole, form, customers);
    const other = await stateOf(engines, killed, form, customers);
    if (state.hash !== other.hash) throw new Error('The import that was killed left another state.');
    return {
      form,
      rows,
      bytes: bytes.length,
      sums,
      wallSeconds,
      bareWallSeconds,
      uploadSeconds,
      whole: cost,
      bare,
      killedAt,
      stateHash: state.hash,
      things: state.things,
      charges,
      meteredRows,
    };
  } finally {
    objects.destroy();
    await table.stop();
  }
};
