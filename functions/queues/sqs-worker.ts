/** A queue worker: each record on its own, so that one that fails goes back alone (partial failures). */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { isClosed } from '../composition/companies.ts';
import type { On } from '../composition/part.ts';

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

const JobOfCompany = z.looseObject({ tenant: z.string() });

/**
 * A worker of jobs, each of one company: those of a company that is being deleted are dropped.
 * @param work one record; what it throws brings the record back
 */
export const createJobWorker = (
  on: On<'table' | 'clock' | 'log'>,
  work: (record: SQSRecord, context: Context) => Promise<void>,
) =>
  createSqsWorker(on.log, async (record, context) => {
    const { data: job } = JobOfCompany.safeParse(JSON.parse(record.body));
    if (job !== undefined && (await isClosed(on)(job.tenant))) {
      on.log.info('job of a deleted company dropped', { tenant: job.tenant });
      on.log.count('DroppedOfDeletedCompany');
      return;
    }
    await work(record, context);
  });
