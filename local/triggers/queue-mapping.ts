import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { realNow } from '../clock.ts';
import type { FunctionPool } from '../functions/pool.ts';
import type { EngineClients } from '../resources/clients.ts';
import { failedIdentifiers } from './batch-response.ts';
import { matchesFilter } from './filter.ts';
import { queueEvent } from './queue-event.ts';
import type { Trigger } from './trigger.ts';

/** An SQS event-source mapping. Times are in ms. */
export interface QueueMapping {
  readonly functionName: string;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly maximumConcurrency: number;
  readonly reportBatchItemFailures: boolean;
  readonly filters: readonly unknown[];
  /** When failed messages come again; undefined leaves them to the visibility timeout, as in AWS. */
  readonly retryAfterSeconds?: number | undefined;
}

/** Wait of one receive call, in seconds: SQS's long poll. */
const longPollS = 20;

/**
 * Polls a queue and invokes the function with batches, as Lambda's poller does: a batch that succeeds is deleted; with
 * ReportBatchItemFailures only the messages that the function does not name; all others become visible again when
 * their visibility timeout ends, until the queue's redrive policy moves them.
 * Source: AWS Lambda developer guide, "Using Lambda with Amazon SQS".
 */
export const startQueueMapping = (
  mapping: QueueMapping,
  pool: FunctionPool,
  clients: EngineClients,
  print: (line: string) => void,
): Trigger => {
  const stopping = new AbortController();
  let busy = 0;

  const poll = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const batch = await collect();
        if (batch.length > 0) await deliver(batch);
      } catch (error) {
        if (stopping.signal.aborted) return;
        print(`Polling ${mapping.queueUrl} failed: ${String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  };

  /** Up to a whole batch: the first message opens the batching window. */
  const collect = async (): Promise<Message[]> => {
    const messages = await receive(Math.min(10, mapping.batchSize), longPollS);
    if (messages.length === 0) return messages;
    busy += 1;
    try {
      const closesAt = realNow() + mapping.windowMs;
      while (messages.length < mapping.batchSize && realNow() < closesAt && !stopping.signal.aborted) {
        const waitS = Math.max(0, Math.min(1, Math.ceil((closesAt - realNow()) / 1000)));
        messages.push(...(await receive(Math.min(10, mapping.batchSize - messages.length), waitS)));
      }
    } finally {
      busy -= 1;
    }
    return messages;
  };

  const receive = async (count: number, waitSeconds: number): Promise<Message[]> => {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: mapping.queueUrl,
        MaxNumberOfMessages: count,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: stopping.signal },
    );
    return Messages;
  };

  const deliver = async (received: Message[]): Promise<void> => {
    busy += 1;
    try {
      const wanted = received.filter((message) => matchesFilter(mapping.filters, message.Body));
      // Lambda deletes what its filter excludes.
      await remove(received.filter((message) => !wanted.includes(message)));
      if (wanted.length === 0) return;
      const outcome = await pool.invoke(mapping.functionName, queueEvent(wanted, mapping));
      if (!outcome.ok) return await comeAgain(wanted);
      const identifiers = wanted.map((message) => message.MessageId ?? '');
      const failed = mapping.reportBatchItemFailures
        ? failedIdentifiers(outcome.payload, identifiers)
        : new Set<string>();
      await remove(wanted.filter((message) => !failed.has(message.MessageId ?? '')));
      await comeAgain(wanted.filter((message) => failed.has(message.MessageId ?? '')));
    } finally {
      busy -= 1;
    }
  };

  /** Spares test suites the minutes of a visibility timeout. */
  const comeAgain = async (messages: readonly Message[]): Promise<void> => {
    if (mapping.retryAfterSeconds === undefined) return;
    const common = { QueueUrl: mapping.queueUrl, VisibilityTimeout: mapping.retryAfterSeconds };
    for (const { ReceiptHandle } of messages) {
      await clients.sqs.send(new ChangeMessageVisibilityCommand({ ...common, ReceiptHandle }));
    }
  };

  const remove = async (messages: readonly Message[]): Promise<void> => {
    for (let start = 0; start < messages.length; start += 10) {
      const Entries = messages
        .slice(start, start + 10)
        .map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle }));
      await clients.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: mapping.queueUrl, Entries }));
    }
  };

  const pollers = Array.from({ length: mapping.maximumConcurrency }, () => poll());

  return {
    description: `${mapping.queueArn.split(':').at(-1)} → ${mapping.functionName}`,
    get busy() {
      return busy > 0;
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled(pollers);
    },
  };
};
