/**
 * Imports one file with the built function, or its rows with the bare counterpart, in a process of its own and tells
 * what that took. Engines and names come in the environment, as Lambda gives them to the function.
 */
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { runBareImport } from './bare-import.ts';
import { openObjects } from './bare-report.ts';
import type { ProcessCost } from './night-report.ts';

const TaskSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('import'),
    event: z.custom<SQSEvent>(),
    context: z.custom<Context>(),
    laterMs: z.number(),
  }),
  z.object({ kind: z.literal('bare'), key: z.string() }),
]);
type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

const bundle = join(import.meta.dirname, '..', '..', 'dist', 'functions', 'queues-imports', 'index.mjs');
const task = TaskSchema.parse(JSON.parse(process.argv[2] ?? ''));

/** The clock of this process runs ahead: the lease of a worker that was killed has run out. */
const setClockAhead = (ms: number): void => {
  const now = Date.now.bind(Date);
  Date.now = () => now() + ms;
};

/** @returns the work, with its code loaded */
const load = async (): Promise<() => Promise<void>> => {
  if (task.kind === 'import') {
    setClockAhead(task.laterMs);
    const { handler }: { handler: Handler } = await import(bundle);
    return async () => {
      const context = { ...task.context, getRemainingTimeInMillis: () => 900_000 };
      const { batchItemFailures } = await handler(task.event, context);
      if (batchItemFailures.length > 0) throw new Error('The import failed.');
    };
  }
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const objects = openObjects(process.env.AWS_ENDPOINT_URL_S3 ?? '');
  const tableName = process.env.TABLE_NAME ?? '';
  return () => runBareImport({ client, tableName, objects }, task.key);
};

const work = await load();
const loadedBytes = process.memoryUsage.rss();
const before = process.cpuUsage();
await work();
const { user, system } = process.cpuUsage(before);
const cost: ProcessCost = {
  cpuMs: (user + system) / 1000,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  loadedBytes,
};
process.send?.(cost, () => process.exit(0));
