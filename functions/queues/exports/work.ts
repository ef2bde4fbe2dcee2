/** Composes the worker of the export queue. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { systemClock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { ReportSource } from '#shared/exports/report-source.ts';
import { writeReport } from '#shared/exports/write-report.ts';
import { ProcessJobSchema, type ProcessJobs } from '#shared/processes/process-jobs.ts';
import { ProcessStore } from '#shared/processes/store.ts';
import { createStoredFiles, type ObjectPort } from '#shared/processes/stored-files.ts';

export interface WorkerDeps {
  readonly table: Table;
  readonly objects: ObjectPort;
  readonly bucket: string;
  readonly jobs: ProcessJobs;
  readonly log: Log;
}

/** @returns the function's code; a job that fails is reported alone, and comes again */
export const createExportWorker = (deps: WorkerDeps) => {
  const report = {
    ...deps,
    clock: systemClock,
    processes: new ProcessStore(deps.table),
    source: new ReportSource(deps.table),
    files: createStoredFiles(deps.objects, deps.bucket),
  };
  const processor = new BatchProcessor(EventType.SQS);
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const work = async (record: SQSRecord): Promise<void> => {
      const job = ProcessJobSchema.parse(JSON.parse(record.body));
      await writeReport(report, job, {
        worker: `${context.awsRequestId}.${record.messageId}`,
        remainingMs: () => context.getRemainingTimeInMillis(),
      });
    };
    return processPartialResponse(event, work, processor, { context, throwOnFullBatchFailure: false });
  };
};
