/** Starts `work-process.ts`: work of functions in processes of their own, so that memory and CPU are theirs alone. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Context, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { BulkEnvironment } from '../../functions/environment.ts';
import type { TestTable } from '../support/engines.ts';
import { bucket } from './bare-report.ts';
import type { OutsideEngines } from './outside-engines.ts';

/** Engines that the work runs on. */
export interface WorkEngines {
  readonly table: TestTable;
  readonly outside: OutsideEngines;
}

export type Task =
  /** The built function takes the event, with a clock that is `laterMs` ahead. */
  | { kind: 'function'; name: 'queues-imports' | 'queues-exports'; event: SQSEvent; context: Context; laterMs: number }
  | { kind: 'bare-import'; key: string; form: 'csv' | 'xlsx' }
  | { kind: 'bare-report'; partitions: readonly string[] };

export const ProcessCostSchema = z.object({
  /** CPU of the process for the rows, ms; loading its code is not counted. */
  cpuMs: z.number(),
  /** Largest resident set, bytes. */
  peakBytes: z.number(),
  /** Resident set once the code was loaded, before the first row, bytes. */
  loadedBytes: z.number(),
});
/** What a process needed for its rows. */
export type ProcessCost = z.infer<typeof ProcessCostSchema>;

export interface Work {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  /** Rejects when the process ends without a result. */
  readonly cost: Promise<ProcessCost>;
}

/** @param heapMb heap of the process, MB: what V8 would have in the function that is looked at */
export const startWork = ({ table, outside }: WorkEngines, heapMb: number, task: Task): Work => {
  const child = fork(join(import.meta.dirname, 'work-process.ts'), [JSON.stringify(task)], {
    execArgv: [`--max-old-space-size=${heapMb}`],
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      AWS_ENDPOINT_URL_S3: outside.messaging,
      AWS_ENDPOINT_URL_SQS: outside.messaging,
      // Called at the end only, and only for people who wish to be told.
      AWS_ENDPOINT_URL_SESV2: outside.messaging,
      STAGE: 'dev',
      POWERTOOLS_SERVICE_NAME: task.kind,
      POWERTOOLS_METRICS_NAMESPACE: 'Contacta',
      LOG_LEVEL: 'WARN',
      NODE_OPTIONS: BulkEnvironment.shape.NODE_OPTIONS.value,
      TABLE_NAME: table.name,
      ADDRESS_KEY: 'address-key-of-the-bench',
      CURSOR_KEY: 'cursor-key-of-the-bench',
      FILES_BUCKET_NAME: bucket,
      IMPORTS_QUEUE_URL: `${outside.messaging}/000000000000/imports`,
      EXPORTS_QUEUE_URL: `${outside.messaging}/000000000000/exports`,
      CONSOLE_URL: 'https://console.example',
    },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const cost = new Promise<ProcessCost>((resolve, reject) => {
    child.once('message', (message) => resolve(ProcessCostSchema.parse(message)));
    child.once('exit', (code) => reject(new Error(`The process of ${task.kind} ended (${code}) without a result.`)));
  });
  return { child, ended, cost };
};
