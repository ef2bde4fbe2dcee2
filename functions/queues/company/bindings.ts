/** Composes the worker of the queue of whole companies. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { deleteCompany } from '#shared/company-data/delete-company.ts';
import { ProcessJobSchema, type ProcessJobs } from '#shared/processes/process-jobs.ts';
import { type DeletingGround, deletingCompany } from '../../composition/company-data.ts';
import { createSqsWorker } from '../sqs-worker.ts';

export interface CompanyWorkerDeps extends DeletingGround {
  readonly jobs: ProcessJobs;
}

/** @returns the function's code; a job that fails is reported alone, and comes again */
export const createCompanyWorker = (
  on: CompanyWorkerDeps,
): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const deps = { ...deletingCompany(on), jobs: on.jobs };
  return createSqsWorker(on.log, async (record, context) => {
    const job = ProcessJobSchema.parse(JSON.parse(record.body));
    await deleteCompany(deps, job, {
      worker: `${context.awsRequestId}.${record.messageId}`,
      remainingMs: () => context.getRemainingTimeInMillis(),
    });
  });
};
