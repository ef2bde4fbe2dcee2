/**
 * Writes one night report with the built function, or its bare counterpart, in a process of its own and tells what that
 * took. Engines and names come in the environment, as Lambda gives them to the function.
 */
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { openObjects, runBare } from './bare-report.ts';
import type { ProcessCost } from './night-report.ts';

const TaskSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('report'), event: z.custom<SQSEvent>(), context: z.custom<Context>() }),
  z.object({ kind: z.literal('bare'), partition: z.string() }),
]);
type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

const bundle = join(import.meta.dirname, '..', '..', 'dist', 'functions', 'queues-exports', 'index.mjs');
const task = TaskSchema.parse(JSON.parse(process.argv[2] ?? ''));

/** @returns the work, with its code loaded */
const load = async (): Promise<() => Promise<void>> => {
  if (task.kind === 'report') {
    const { handler }: { handler: Handler } = await import(bundle);
    return async () => {
      const context = { ...task.context, getRemainingTimeInMillis: () => 900_000 };
      const { batchItemFailures } = await handler(task.event, context);
      if (batchItemFailures.length > 0) throw new Error('The report failed.');
    };
  }
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const objects = openObjects(process.env.AWS_ENDPOINT_URL_S3 ?? '');
  return async () => {
    await runBare({ client, tableName: process.env.TABLE_NAME ?? '', objects }, task.partition);
  };
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
