/** A queue worker: each record on its own, so that one that fails goes back alone (partial failures). */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';

/**
 * @param work one record; what it throws brings the record back, and after five times to the dead-letter queue
 */
export const createSqsWorker = (log: Log, work: (record: SQSRecord, context: Context) => Promise<void>) => {
  const processor = new BatchProcessor(EventType.SQS);
  return (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    processPartialResponse(
      event,
      async (record: SQSRecord) => {
        try {
          await work(record, context);
        } catch (error) {
          log.error('record goes back to the queue', { requestId: record.messageId, reason: reasonOf(error) });
          throw error;
        }
      },
      processor,
      { context, throwOnFullBatchFailure: false },
    );
};
