/** The night report of many interactions: its units, and what its process needs of memory and CPU. */
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { Table } from '#platform/table/kernel.ts';
import { registerPartition } from '#shared/messaging/ledger/entities.ts';
import { nightReportId, processKey } from '#shared/processes/entities.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { startTable } from '../support/engines.ts';
import { timeZone } from '../support/register-messages.ts';
import { bucket, openObjects } from './bare-report.ts';
import { type Charge, Meter } from './meter.ts';
import type { OutsideEngines } from './outside-engines.ts';
import { rowAt, seedRows } from './register-rows.ts';
import { runReport } from './report-work.ts';
import { type ProcessCost, startWork } from './start-work.ts';
import { lambdaContext, sqsEvent } from './world.ts';

const date = '2026-11-22';
const morning = Date.parse('2026-11-22T12:00:00Z');
const cut = Date.parse('2026-11-23T06:00:00Z');
const tenant = 'nights';
const job = { tenant, processId: nightReportId(date) };

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
export const reportHeapMb = 128;

/** 100,000 interactions, the size of the budget. */
const budgetRows = 100_000;

/** What the charges of a report are for, in the order of a run. */
const purposes = [
  ['read', 'pages of the register', /^query GSI1/],
  ['read', 'messages that moved to another date, after each page', /^query table/],
  ['read', 'process: lease and checkpoints', /./],
  ['write', 'process: lease and checkpoints', /./],
] as const;

export const scaled = (charges: readonly Charge[], rows: number): Charge[] => {
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
    const bytesOfRow = await seedRows(table.table, rows, (position) =>
      rowAt({ tenant, position, acceptedAt: morning + Math.floor((position * 12 * 3_600_000) / rows) }),
    );
    const meter = new Meter(table.client, table.name);
    await request(table.table);
    await runReport({ table: table.through(meter.port), objects }, job);
    await finished(table.table, rows);
    await table.table.delete(processKey(tenant, job.processId));
    await request(table.table);
    const engines = { table, outside };
    const partitions = [registerPartition(tenant, date)];
    const bare = await startWork(engines, reportHeapMb, { kind: 'bare-report', partitions }).cost;
    const event = sqsEvent(JSON.stringify(job));
    const task = { kind: 'function', name: 'queues-exports', event, context: lambdaContext, laterMs: 0 } as const;
    const report = await startWork(engines, reportHeapMb, task).cost;
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
