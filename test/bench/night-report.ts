/** The night report of many interactions: its units, and what its process needs of memory and CPU. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { tableIndexes } from '#platform/table/indexes.ts';
import type { Table } from '#platform/table/kernel.ts';
import { toItem } from '#platform/table/kernel.ts';
import { Message, type MessageValue, registerPartition } from '#shared/messaging/entities.ts';
import { nightReportId, processKey } from '#shared/processes/entities.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { newMessage, storeMessages, timeZone } from '../support/register-messages.ts';
import { bucket, openObjects } from './bare-report.ts';
import { itemBytes } from './item-size.ts';
import { type Charge, Meter } from './meter.ts';
import type { OutsideEngines } from './outside-engines.ts';
import { runReport } from './report-work.ts';
import { projected } from './units.ts';
import { lambdaContext, sqsEvent } from './world.ts';

const date = '2026-11-22';
const morning = Date.parse('2026-11-22T12:00:00Z');
const cut = Date.parse('2026-11-23T06:00:00Z');
const firstIndex = tableIndexes[0];
const tenant = 'nights';
const job = { tenant, processId: nightReportId(date) };

export const ProcessCostSchema = z.object({
  /** CPU of the process for the rows, ms; loading its code is not counted. */
  cpuMs: z.number(),
  /** Largest resident set, bytes. */
  peakBytes: z.number(),
  /** Resident set once the code was loaded, before the first row, bytes. */
  loadedBytes: z.number(),
});
/** What a process needed to write the rows. */
export type ProcessCost = z.infer<typeof ProcessCostSchema>;

export interface NightReport {
  /** Rows that were written; `charges` are scaled from them to 100,000. */
  readonly rows: number;
  readonly charges: readonly Charge[];
  /** Units of the bare query of 100,000 rows. */
  readonly bareReadUnits: number;
  readonly bytesOfRow: number;
  readonly report: ProcessCost;
  readonly bare: ProcessCost;
}

/** A row of about 700 bytes, with the facts of a message that was delivered and read. */
const rowOf = (position: number, rows: number): MessageValue => {
  const acceptedAt = morning + Math.floor((position * 12 * 3_600_000) / rows);
  const fact = (kind: 'accepted' | 'delivered' | 'read', after: number) =>
    ({ kind, at: acceptedAt + after, recordedAt: acceptedAt + after + 250 }) as const;
  const customerId = `c${String(position % 5_000).padStart(24, '0')}`;
  return newMessage(acceptedAt, {
    tenant,
    customerId,
    messageId: `${customerId}-m${String(position).padStart(24, '0')}`,
    customerName: `Carla Andrea Fuentes Rojas ${position % 5_000}`,
    addressId: `a${String(position % 5_000).padStart(25, '0')}`,
    recipient: `carla.fuentes.${position % 5_000}@correo.example`,
    subject: 'Su cuota de noviembre vence el 30',
    preview: 'Estimada Carla: Le recordamos que la cu…',
    origin: { kind: 'campaign', id: 'noviembre-2026', name: 'Recordatorio noviembre' },
    template: { templateId: 't0000000000000000000000001', name: 'Recordatorio de cuota' },
    advisorId: 'ana',
    segment: 'Mora 1–30',
    portfolios: ['Consumo Norte'],
    previousMessageId: `${customerId}-p${String(position).padStart(24, '0')}`,
    status: 'read',
    facts: [fact('accepted', 1_000), fact('delivered', 4_000), fact('read', 900_000)],
  });
};

/** @returns mean size of a row in the register's index, bytes */
const seed = async (table: Table, rows: number): Promise<number> => {
  let bytes = 0;
  const slice = 500;
  for (let done = 0; done < rows; done += slice) {
    const messages = Array.from({ length: Math.min(slice, rows - done) }, (_, each) => rowOf(done + each, rows));
    for (const message of messages) bytes += itemBytes(projected(firstIndex, toItem(Message, message, 1)) ?? {});
    await Promise.all(
      [0, 1, 2, 3].map((lane) =>
        storeMessages(
          table,
          messages.filter((_, each) => each % 4 === lane),
        ),
      ),
    );
  }
  return bytes / rows;
};

const request = async (table: Table): Promise<void> => {
  await new ProcessStore(table).create({
    tenant,
    processId: job.processId,
    kind: 'night_report',
    state: 'pending',
    date,
    format: { timeZone, language: 'es' },
    cut,
    createdAt: cut,
    startedAt: null,
    finishedAt: null,
    requestedBy: 'system',
    rowsDone: 0,
    rowsTotal: null,
    files: [],
    error: null,
    lease: null,
    checkpoint: null,
    dueAt: cut,
  });
};

const finished = async (table: Table, rows: number): Promise<void> => {
  const process = await new ProcessStore(table).find(tenant, job.processId);
  if (process?.state !== 'success' || process.rowsDone !== rows) {
    throw new Error(`The report is ${process?.state} with ${process?.rowsDone} of ${rows} rows.`);
  }
};

/**
 * Heap that both processes get, MB: as V8 would have it in a function of 256 MB (design §5). With a larger one it merely
 * collects later.
 */
const heapMb = 128;

type Task = { kind: 'report'; event: object; context: object } | { kind: 'bare'; partition: string };

/** Runs `report-process.ts` in a process of its own, with the environment that the function has. */
const inProcess = (table: TestTable, outside: OutsideEngines, task: Task) =>
  new Promise<ProcessCost>((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'report-process.ts'), [JSON.stringify(task)], {
      execArgv: [`--max-old-space-size=${heapMb}`],
      env: {
        PATH: process.env.PATH,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
        AWS_ENDPOINT_URL_S3: outside.messaging,
        AWS_ENDPOINT_URL_SQS: outside.messaging,
        STAGE: 'dev',
        POWERTOOLS_SERVICE_NAME: 'queues-exports',
        POWERTOOLS_METRICS_NAMESPACE: 'Contacta',
        LOG_LEVEL: 'WARN',
        NODE_OPTIONS: '--enable-source-maps',
        TABLE_NAME: table.name,
        ADDRESS_KEY: 'address-key-of-the-bench',
        CURSOR_KEY: 'cursor-key-of-the-bench',
        FILES_BUCKET_NAME: bucket,
        EXPORTS_QUEUE_URL: `${outside.messaging}/000000000000/exports`,
      },
    });
    child.once('message', (message) => resolve(ProcessCostSchema.parse(message)));
    child.once('exit', (code) => reject(new Error(`The ${task.kind} process ended (${code}) without a result.`)));
  });

/** 100,000 interactions, the size of the budget. */
const budgetRows = 100_000;

/** What the charges of a report are for, in the order of a run. */
const purposes = [
  ['read', 'pages of the register', /^query GSI1/],
  ['read', 'messages that moved to another date, after each page', /^query table/],
  ['read', 'process: lease and checkpoints', /./],
  ['write', 'process: lease and checkpoints', /./],
] as const;

const scaled = (charges: readonly Charge[], rows: number): Charge[] => {
  const sums = purposes.map(() => 0);
  for (const { kind, what, units } of charges) {
    const purpose = purposes.findIndex(([of, , pattern]) => of === kind && pattern.test(what));
    sums[purpose] = (sums[purpose] ?? 0) + units;
  }
  const scale = budgetRows / rows;
  return purposes.map(([kind, what], position) => {
    const units = sums[position] ?? 0;
    return { kind, what: scale === 1 ? what : `${what} (${units} × ${scale})`, units: units * scale };
  });
};

/** @param rows of the report; its units are scaled to 100,000 */
export const measureNightReport = async (outside: OutsideEngines, rows: number): Promise<NightReport> => {
  const table = await startTable();
  const objects = openObjects(outside.messaging);
  try {
    await objects.send(new CreateBucketCommand({ Bucket: bucket }));
    const bytesOfRow = await seed(table.table, rows);
    const meter = new Meter(table.client, table.name);
    await request(table.table);
    await runReport({ table: table.through(meter.port), objects }, job);
    await finished(table.table, rows);
    await table.table.delete(processKey(tenant, job.processId));
    await request(table.table);
    const bare = await inProcess(table, outside, { kind: 'bare', partition: registerPartition(tenant, date) });
    const event = sqsEvent(JSON.stringify(job));
    const report = await inProcess(table, outside, { kind: 'report', event, context: lambdaContext });
    await finished(table.table, rows);
    return {
      rows,
      charges: scaled(meter.charges, rows),
      bareReadUnits: Math.ceil((budgetRows * bytesOfRow) / 4096) / 2,
      bytesOfRow,
      report,
      bare,
    };
  } finally {
    objects.destroy();
    await table.stop();
  }
};
