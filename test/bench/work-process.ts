/**
 * Runs one job of a built function, or the bare counterpart of its work, in a process of its own and tells what that
 * took. Engines and names come in the environment, as Lambda gives them to the function. Started by `startWork`.
 */
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { peakMemory } from '../support/peak-memory.ts';
import { runBareImport } from './bare-import.ts';
import { openObjects, runBare } from './bare-report.ts';
import type { ProcessCost } from './start-work.ts';

const TaskSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('function'),
    name: z.string(),
    event: z.custom<SQSEvent>(),
    context: z.custom<Context>(),
    laterMs: z.number(),
  }),
  z.object({ kind: z.literal('bare-import'), key: z.string(), form: z.enum(['csv', 'xlsx']) }),
  z.object({ kind: z.literal('bare-report'), partitions: z.array(z.string()) }),
]);
type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

const task = TaskSchema.parse(JSON.parse(process.argv[2] ?? ''));

/** The clock of this process runs ahead: the lease of a worker that was killed has run out. */
const setClockAhead = (ms: number): void => {
  const now = Date.now.bind(Date);
  Date.now = () => now() + ms;
};

/** @returns the work, with its code loaded */
const load = async (): Promise<() => Promise<void>> => {
  if (task.kind === 'function') {
    setClockAhead(task.laterMs);
    const bundle = join(import.meta.dirname, '..', '..', 'dist', 'functions', task.name, 'index.mjs');
    const { handler }: { handler: Handler } = await import(bundle);
    return async () => {
      const context = { ...task.context, getRemainingTimeInMillis: () => 900_000 };
      const { batchItemFailures } = await handler(task.event, context);
      if (batchItemFailures.length > 0) throw new Error(`The job of ${task.name} failed.`);
    };
  }
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const objects = openObjects(process.env.AWS_ENDPOINT_URL_S3 ?? '');
  const engines = { client, tableName: process.env.TABLE_NAME ?? '', objects };
  return task.kind === 'bare-import' ? () => runBareImport(engines, task) : () => runBare(engines, task.partitions);
};

const work = await load();
const loadedBytes = process.memoryUsage.rss();
const before = process.cpuUsage();
await work();
const { user, system } = process.cpuUsage(before);
const cost: ProcessCost = {
  cpuMs: (user + system) / 1000,
  peakBytes: peakMemory(),
  loadedBytes,
};
process.send?.(cost, () => process.exit(0));
