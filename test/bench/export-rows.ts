/**
 * An export of 45 dates (B36, I12, I13): written by the built function in a process of its own, at 50,000 and at more rows,
 * so that a peak that grows would show; as machines read it and as a workbook for people, once undisturbed and once killed
 * at two parts, with the same bytes. Each file is compared, row by row, with what the rows were made from; the workbook is
 * read by another program than the one that wrote it.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parse } from 'csv-parse';
import { streamXlsxRows } from 'hucre/xlsx';
import { type InteractionColumn, nightReportColumns } from '#contract/interaction-columns.ts';
import { addDays } from '#platform/local-time.ts';
import { registerPartition } from '#shared/messaging/ledger/entities.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { startTable } from '../support/engines.ts';
import { timeZone } from '../support/register-messages.ts';
import { bucket, openObjects } from './bare-report.ts';
import { type Charge, Meter } from './meter.ts';
import { reportHeapMb } from './night-report.ts';
import type { OutsideEngines } from './outside-engines.ts';
import { messageIdAt, people, type RowPlace, rowAt, seedRows } from './register-rows.ts';
import { runReport } from './report-work.ts';
import { type ProcessCost, startWork, type Task, type WorkEngines } from './start-work.ts';
import { lambdaContext, sqsEvent } from './world.ts';

const first = '2026-10-09';
const dates = Array.from({ length: 45 }, (_, index) => addDays(first, index));
const last = dates[44] ?? first;
/** 04:00 in the company's zone, the night after the last date. */
const cut = Date.parse(`${addDays(last, 1)}T07:00:00Z`);
/** Parts after which the worker is killed. */
const killsAt = [2, 4];
/** A lease lasts as long as its worker can live, 15 minutes, and half a minute more. */
const leaseOverMs = 16 * 60_000;

interface Engines extends WorkEngines {
  readonly objects: S3Client;
}

export interface ExportCost {
  readonly rows: number;
  /** The file as machines read it. */
  readonly report: ProcessCost;
  /** The same rows as people open them. */
  readonly workbook: ProcessCost;
  readonly bare: ProcessCost;
}

export interface ExportRows {
  /** By size, smallest first. */
  readonly costs: readonly ExportCost[];
  /** Units of the smallest size, and of its bare query. */
  readonly charges: readonly Charge[];
  readonly bareReadUnits: number;
  readonly bytesOfFile: number;
  /** Parts that were stored when the worker was killed. */
  readonly killedAt: readonly number[];
  /** Of the largest file; the same with and without kills. */
  readonly sha256: string;
  /** The same of the workbook. */
  readonly workbook: { readonly bytesOfFile: number; readonly killedAt: readonly number[]; readonly sha256: string };
}

const tenantOf = (rows: number): string => `exports-${rows}`;

/** The rows go through the dates from 12:00 UTC on, which is the morning of the date in Santiago. */
const placeOf = (tenant: string, position: number, rows: number): RowPlace & { readonly date: string } => {
  const date = dates[position % dates.length] ?? first;
  const acceptedAt = Date.parse(`${date}T12:00:00Z`) + Math.floor((position * 12 * 3_600_000) / rows);
  return { tenant, position, acceptedAt, date };
};

type FileType = 'machine' | 'xlsx';

const request = (engines: Engines, tenant: string, processId: string, fileType: FileType): Promise<unknown> =>
  new ProcessStore(engines.table.table).create({
    tenant,
    processId,
    kind: 'export',
    state: 'pending',
    date: null,
    format: { timeZone, language: 'es', country: 'CL' },
    cut,
    createdAt: cut,
    startedAt: null,
    finishedAt: null,
    requestedBy: 'sofia',
    rowsDone: 0,
    rowsTotal: null,
    files: [],
    error: null,
    selection: {
      tray: 'interactions',
      from: first,
      to: last,
      filters: {},
      columns: [...nightReportColumns],
      bom: true,
      dates: 'iso',
      fileType,
    },
    lease: null,
    checkpoint: null,
    dueAt: cut,
  });

const processOf = async ({ table }: Engines, tenant: string, processId: string) => {
  const process = await new ProcessStore(table.table).find(tenant, processId);
  if (process === undefined) throw new Error(`There is no export ${processId}.`);
  return process;
};

const taskOf = (tenant: string, processId: string, laterMs: number): Task => ({
  kind: 'function',
  name: 'queues-exports',
  event: sqsEvent(JSON.stringify({ tenant, processId })),
  context: lambdaContext,
  laterMs,
});

/** The stored file. @throws Error when the export has not ended well */
async function* readFile(engines: Engines, tenant: string, processId: string): AsyncGenerator<Uint8Array> {
  const { state, error, files } = await processOf(engines, tenant, processId);
  const key = files[0]?.key;
  if (state !== 'success' || key === undefined) throw new Error(`The export is ${state}: ${error}.`);
  const { Body } = await engines.objects.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  // The SDK's type covers browsers as well; in Node it is a stream.
  if (Body !== undefined) yield* Body as AsyncIterable<Uint8Array>;
}

const hashOf = async (engines: Engines, tenant: string, processId: string) => {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const piece of readFile(engines, tenant, processId)) {
    digest.update(piece);
    bytes += piece.length;
  }
  return { sha256: digest.digest('hex'), bytes };
};

/** As in the file: local time with its offset, to the second. Santiago has had −03:00 since September. */
const localTime = (ms: number): string => `${new Date(ms - 3 * 3_600_000).toISOString().slice(0, 19)}-03:00`;

const columnOf = (name: InteractionColumn): number => nightReportColumns.indexOf(name);
const timeColumns = [columnOf('scheduledAt'), columnOf('sentAt')];

/** The cells that the row must have, in the order of the register's columns. */
const expectedCells = ({ position, acceptedAt }: RowPlace): string[] => {
  const person = position % people;
  return [
    messageIdAt(position),
    `Carla Andrea Fuentes Rojas ${person}`,
    'RUT',
    `${10_000_000 + person}-k`,
    'saliente',
    'Correo',
    `carla.fuentes.${person}@correo.example`,
    'leída',
    'Su cuota de noviembre vence el 30',
    'Estimada Carla: Le recordamos que la cu…',
    'campaña',
    'Recordatorio noviembre',
    'Recordatorio de cuota',
    localTime(acceptedAt),
    localTime(acceptedAt + 1_000),
    'Consumo Norte',
    'Mora 1–30',
    'ana',
    'Recordatorio noviembre',
    position < people ? '' : messageIdAt(position - people),
    '',
    '',
    'plataforma',
    '',
  ];
};

/** The same as people read them: times as the workbook's, the message before in words. */
const expectedWords = (place: RowPlace, rows: number): string[] => {
  const cells = expectedCells(place).map((cell, index) => (timeColumns.includes(index) ? cell.slice(0, 19) : cell));
  if (place.position < people) return cells;
  const sent = localTime(placeOf(place.tenant, place.position - people, rows).acceptedAt + 1_000);
  const [year, month, day] = sent.slice(0, 10).split('-');
  cells[columnOf('previousMessageId')] = `Correo, ${day}-${month}-${year} ${sent.slice(11, 16)}, leída`;
  return cells;
};

/** Every row once and as it was made, dates in order. @throws Error with the first difference */
const compare = async (
  records: AsyncIterable<readonly string[]>,
  expected: (place: RowPlace) => readonly string[],
  tenant: string,
  rows: number,
): Promise<void> => {
  const seen = new Uint8Array(rows);
  let count = -1;
  let date = '';
  for await (const cells of records) {
    count += 1;
    if (count === 0) continue;
    const position = Number(cells[0]?.slice(-24));
    const place = placeOf(tenant, position, rows);
    const [found, wanted] = [JSON.stringify(cells), JSON.stringify(expected(place))];
    if (found !== wanted) throw new Error(`Row ${count} is ${found} instead of ${wanted}.`);
    if (seen[position] !== 0) throw new Error(`Row ${position} is there twice.`);
    if (place.date < date) throw new Error(`Row ${count} of ${place.date} stands behind ${date}.`);
    seen[position] = 1;
    date = place.date;
  }
  if (count !== rows) throw new Error(`There are ${count} rows instead of ${rows}.`);
};

const recordsOf = (engines: Engines, tenant: string): AsyncIterable<readonly string[]> =>
  Readable.from(readFile(engines, tenant, 'whole')).compose(parse({ bom: true }));

/** Cells of a workbook's rows as texts; what is typed as a time is one. */
async function* workbookRows(engines: Engines, tenant: string): AsyncGenerator<readonly string[]> {
  const file = Readable.toWeb(Readable.from(readFile(engines, tenant, 'workbook'))) as ReadableStream<Uint8Array>;
  for await (const { values } of streamXlsxRows(file)) {
    yield nightReportColumns.map((_, index) => {
      const cell = values[index] ?? '';
      return cell instanceof Date ? cell.toISOString().slice(0, 19) : String(cell);
    });
  }
}

/** Kills a worker with SIGKILL once so many parts are stored. @returns the parts that its checkpoint tells */
const runAndKill = async (
  engines: Engines,
  { tenant, processId }: ProcessJob,
  at: number,
  laterMs: number,
): Promise<number> => {
  const partsOf = async (): Promise<number> => {
    const { checkpoint } = await processOf(engines, tenant, processId);
    return checkpoint === null ? 0 : (JSON.parse(checkpoint).parts as readonly unknown[]).length;
  };
  const { child, ended, cost } = startWork(engines, reportHeapMb, taskOf(tenant, processId, laterMs));
  cost.catch(() => undefined);
  while ((await partsOf()) < at) {
    if (child.exitCode !== null) throw new Error('The worker ended before it could be killed.');
    await sleep(20);
  }
  child.kill('SIGKILL');
  await ended;
  return partsOf();
};

/** Writes it once more, with kills. @throws Error when that makes other bytes than process `whole` has */
const writeAgain = async (
  engines: Engines,
  tenant: string,
  whole: string,
  fileType: FileType,
): Promise<{ killedAt: number[]; sha256: string; bytesOfFile: number }> => {
  const { sha256, bytes } = await hashOf(engines, tenant, whole);
  const job = { tenant, processId: `${whole}-killed` };
  await request(engines, tenant, job.processId, fileType);
  const killedAt: number[] = [];
  for (const [turn, parts] of killsAt.entries()) {
    killedAt.push(await runAndKill(engines, job, parts, turn * leaseOverMs));
  }
  await startWork(engines, reportHeapMb, taskOf(tenant, job.processId, killsAt.length * leaseOverMs)).cost;
  const killed = await hashOf(engines, tenant, job.processId);
  if (killed.sha256 !== sha256) throw new Error(`The export that was killed (${fileType}) has other bytes.`);
  return { killedAt, sha256, bytesOfFile: bytes };
};

/** Units of the size, by the worker as its function composes it. */
const meterUnits = async (engines: Engines, tenant: string): Promise<readonly Charge[]> => {
  const meter = new Meter(engines.table.client, engines.table.name);
  await request(engines, tenant, 'metered', 'machine');
  const deps = { table: engines.table.through(meter.port), objects: engines.objects };
  await runReport(deps, { tenant, processId: 'metered' });
  return meter.charges;
};

/**
 * @param sizes rows, smallest first; the largest is killed and compared
 * @throws Error when a row is missing, there twice or different, or the bytes of two runs are
 */
export const measureExportRows = async (outside: OutsideEngines, sizes: readonly number[]): Promise<ExportRows> => {
  const table = await startTable();
  const objects = openObjects(outside.messaging);
  const engines = { table, objects, outside };
  try {
    await objects.send(new CreateBucketCommand({ Bucket: bucket })).catch((error: Error) => {
      if (error.name !== 'BucketAlreadyOwnedByYou') throw error;
    });
    const costs: ExportCost[] = [];
    let [charges, bareReadUnits]: [readonly Charge[], number] = [[], 0];
    for (const rows of sizes) {
      const tenant = tenantOf(rows);
      const bytesOfRow = await seedRows(table.table, rows, (position) => rowAt(placeOf(tenant, position, rows)));
      await request(engines, tenant, 'whole', 'machine');
      const report = await startWork(engines, reportHeapMb, taskOf(tenant, 'whole', 0)).cost;
      await request(engines, tenant, 'workbook', 'xlsx');
      const workbook = await startWork(engines, reportHeapMb, taskOf(tenant, 'workbook', 0)).cost;
      const partitions = dates.map((date) => registerPartition(tenant, date));
      const bare = await startWork(engines, reportHeapMb, { kind: 'bare-report', partitions }).cost;
      costs.push({ rows, report, workbook, bare });
      await compare(recordsOf(engines, tenant), expectedCells, tenant, rows);
      await compare(workbookRows(engines, tenant), (place) => expectedWords(place, rows), tenant, rows);
      if (rows !== sizes[0]) continue;
      charges = await meterUnits(engines, tenant);
      bareReadUnits = Math.ceil((rows * bytesOfRow) / 4096) / 2;
    }
    const largest = tenantOf(sizes.at(-1) ?? 0);
    const again = await writeAgain(engines, largest, 'whole', 'machine');
    const workbook = await writeAgain(engines, largest, 'workbook', 'xlsx');
    return { costs, charges, bareReadUnits, ...again, workbook };
  } finally {
    objects.destroy();
    await table.stop();
  }
};
