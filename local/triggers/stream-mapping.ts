import { setTimeout as delay } from 'node:timers/promises';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { localAccount } from '../assembly/names.ts';
import { realNow } from '../clock.ts';
import { messageOf, RunnerError } from '../errors.ts';
import type { InvocationOutcome } from '../functions/environment.ts';
import type { FunctionPool } from '../functions/pool.ts';
import type { EngineClients } from '../resources/clients.ts';
import { failedIdentifiers } from './batch-response.ts';
import { matchesFilter } from './filter.ts';
import { openPosition } from './stream-position.ts';
import { type EngineRecord, isChange, readStream, streamRecord } from './stream-records.ts';
import type { Trigger } from './trigger.ts';

/** A DynamoDB stream event-source mapping. Times are in ms; `maximumRetries` of -1 means without end. */
export interface StreamMapping {
  readonly functionName: string;
  readonly tableName: string;
  readonly region: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly bisect: boolean;
  readonly maximumRetries: number;
  readonly startFromEnd: boolean;
  readonly reportBatchItemFailures: boolean;
  readonly onFailureQueueUrl: string | undefined;
  readonly filters: readonly unknown[];
}

/** Pause between reads of an idle stream, and before a failed batch is tried again, in ms. */
const idleMs = 100;
const retryMs = 200;

/**
 * Reads a table's stream in order and invokes the function with batches: a failed batch is halved (bisect) and tried
 * again up to the maximum; what still fails then goes to the on-failure queue as a pointer, and the stream goes on.
 * Where it stands is kept on disk, so nothing is lost or repeated at large over a restart.
 * Source: AWS Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB".
 */
export const startStreamMapping = async (
  mapping: StreamMapping,
  pool: FunctionPool,
  clients: EngineClients,
  options: { readonly endpoint: string; readonly positionFile: string; print(line: string): void },
): Promise<Trigger> => {
  const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName: mapping.tableName }));
  const engineStreamArn = Table?.LatestStreamArn;
  if (engineStreamArn === undefined) {
    throw new RunnerError(
      `Table ${mapping.tableName} has no stream.`,
      'Give the table a stream, or start with --reset.',
    );
  }
  const streamArn = `arn:aws:dynamodb:${mapping.region}:${localAccount}:table/${mapping.tableName}/stream/local`;
  const position = openPosition(options.positionFile, engineStreamArn);
  const stopping = new AbortController();
  let busy = false;
  let idleSince = 0;

  const run = async (): Promise<void> => {
    const reader = await readStream({
      endpoint: options.endpoint,
      streamArn: engineStreamArn ?? '',
      after: position.read(),
      fromEnd: mapping.startFromEnd,
    });
    while (!stopping.signal.aborted) {
      const startedAt = realNow();
      const records = await reader.next(mapping.batchSize);
      if (records.length === 0) {
        idleSince = startedAt;
        await pause(idleMs);
        continue;
      }
      busy = true;
      try {
        await fill(records, reader);
        const wanted = records.filter((record) => isChange(record) && matchesFilter(mapping.filters, record));
        if (wanted.length > 0) await deliver(wanted, 0);
        const last = records.at(-1);
        if (last !== undefined && !stopping.signal.aborted) position.write(last.dynamodb.SequenceNumber);
      } finally {
        busy = false;
      }
    }
  };

  /** Waits for more records while the batching window is open. */
  const fill = async (records: EngineRecord[], reader: Awaited<ReturnType<typeof readStream>>): Promise<void> => {
    const closesAt = realNow() + mapping.windowMs;
    while (records.length < mapping.batchSize && realNow() < closesAt && !stopping.signal.aborted) {
      const more = await reader.next(mapping.batchSize - records.length);
      records.push(...more);
      if (more.length === 0) await pause(Math.min(idleMs, Math.max(0, closesAt - realNow())));
    }
  };

  const deliver = async (records: readonly EngineRecord[], attempt: number): Promise<void> => {
    if (stopping.signal.aborted || records.length === 0) return;
    const event = { Records: records.map((record) => streamRecord(record, { streamArn, region: mapping.region })) };
    const outcome = await pool.invoke(mapping.functionName, event);
    const remaining = remainingAfter(records, outcome);
    if (remaining.length === 0) return;
    // Lambda halves a batch that is not yet one record; halving costs no attempt.
    if (mapping.bisect && remaining.length > 1) {
      const middle = Math.ceil(remaining.length / 2);
      await deliver(remaining.slice(0, middle), attempt);
      await deliver(remaining.slice(middle), attempt);
      return;
    }
    if (mapping.maximumRetries >= 0 && attempt >= mapping.maximumRetries) {
      await giveUp(remaining, attempt + 1, outcome);
      return;
    }
    await pause(retryMs);
    await deliver(remaining, attempt + 1);
  };

  /** Records from the first failed one on: a stream is worked off in order. */
  const remainingAfter = (records: readonly EngineRecord[], outcome: InvocationOutcome): readonly EngineRecord[] => {
    if (!outcome.ok) return records;
    if (!mapping.reportBatchItemFailures) return [];
    const numbers = records.map((record) => streamRecord(record, { streamArn, region: mapping.region }));
    const identifiers = numbers.map((record) => record.dynamodb?.SequenceNumber ?? '');
    const failed = failedIdentifiers(outcome.payload, identifiers);
    const first = identifiers.findIndex((identifier) => failed.has(identifier));
    return first < 0 ? [] : records.slice(first);
  };

  /** Source of the form: "Example SQS/SNS destination record", same guide. */
  const giveUp = async (
    records: readonly EngineRecord[],
    attempts: number,
    outcome: InvocationOutcome,
  ): Promise<void> => {
    const shown = records.map((record) => streamRecord(record, { streamArn, region: mapping.region }).dynamodb);
    options.print(`${mapping.functionName} gave up on ${records.length} record(s) of ${mapping.tableName}`);
    if (mapping.onFailureQueueUrl === undefined) return;
    const record = {
      requestContext: {
        requestId: outcome.requestId,
        functionArn: `arn:aws:lambda:${mapping.region}:${localAccount}:function:${mapping.functionName}`,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: attempts,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: outcome.ok ? 'BatchItemFailures' : 'Unhandled',
      },
      version: '1.0',
      timestamp: new Date().toISOString(),
      DDBStreamBatchInfo: {
        shardId: 'shardId-00000000000000000001-local',
        startSequenceNumber: shown.at(0)?.SequenceNumber,
        endSequenceNumber: shown.at(-1)?.SequenceNumber,
        approximateArrivalOfFirstRecord: new Date((shown.at(0)?.ApproximateCreationDateTime ?? 0) * 1000).toISOString(),
        approximateArrivalOfLastRecord: new Date((shown.at(-1)?.ApproximateCreationDateTime ?? 0) * 1000).toISOString(),
        batchSize: records.length,
        streamArn,
      },
    };
    const MessageBody = JSON.stringify(record);
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: mapping.onFailureQueueUrl, MessageBody }));
  };

  /** Waits, or stops waiting when the runner stops. */
  const pause = async (ms: number): Promise<void> => {
    await delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  };

  const runUntilStopped = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await run();
      } catch (error) {
        if (stopping.signal.aborted) return;
        options.print(`Reading the stream of ${mapping.tableName} failed: ${messageOf(error)}`);
        await pause(1000);
      }
    }
  };

  const running = runUntilStopped();
  return {
    description: `stream of ${mapping.tableName} → ${mapping.functionName}`,
    get busy() {
      return busy;
    },
    get idleSince() {
      return idleSince;
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
};
