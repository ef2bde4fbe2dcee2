/**
 * One invocation of the nightly check in a process of its own, so that memory and CPU are its alone. Its time is that of
 * its CPU: what else the machine does is not to end it earlier. Started by `measureAudit`.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Table } from '#platform/table/kernel.ts';
import { createIntegrityCheck } from '../../functions/schedules/integrity/bindings.ts';
import { peakMemory } from '../support/peak-memory.ts';
import type { Invocation } from './audit.ts';
import { EngineTally } from './engine-tally.ts';
import { loud } from './world.ts';

const TaskSchema = z.object({
  tableName: z.string(),
  event: z.record(z.string(), z.unknown()),
  now: z.number(),
  worker: z.string(),
  lambdaMs: z.number(),
});
const { tableName, event, now, worker, lambdaMs } = TaskSchema.parse(JSON.parse(process.argv[2] ?? ''));

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});
const tally = new EngineTally(client);
const before = process.cpuUsage();
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};
const check = createIntegrityCheck({
  table: new Table(tally.port, tableName),
  log: loud,
  clock: { now: () => now },
});
const answer = await check(event, { awsRequestId: worker, getRemainingTimeInMillis: () => lambdaMs - cpuMs() });
if (!('integrity' in answer)) throw new Error('No check of one company.');
const { processId, done, integrity } = answer;
const told: Invocation = {
  processId,
  done,
  checked: integrity.checked,
  repaired: integrity.repaired,
  left: integrity.left,
  read: tally.read,
  write: tally.write,
  cpuMs: cpuMs(),
  peakBytes: peakMemory(),
};
process.send?.(told, () => process.exit(0));
