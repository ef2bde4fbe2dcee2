/** Composes the worker of the queue of whole companies. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { deleteCompany } from '#shared/company-data/delete-company.ts';
import { exportCompany } from '#shared/company-data/export-company.ts';
import { ProcessJobSchema, type ProcessJobs } from '#shared/processes/process-jobs.ts';
import { type DeletingGround, deletingCompany, exportingCompany } from '../../composition/company-data.ts';
import { take } from '../../composition/part.ts';
import { processes } from '../../composition/processes.ts';
import { createSqsWorker } from '../sqs-worker.ts';

export interface CompanyWorkerDeps extends DeletingGround {
  readonly jobs: ProcessJobs;
}

/** @returns the function's code; a job that fails is reported alone, and comes again */
export const createCompanyWorker = (
  on: CompanyWorkerDeps,
): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const deps = { ...deletingCompany(on), jobs: on.jobs };
  const exporting = { ...exportingCompany(on), ...take(on, { processes }) };
  return createSqsWorker(on.log, async (record, context) => {
    const job = ProcessJobSchema.parse(JSON.parse(record.body));
    const invocation = {
      worker: `${context.awsRequestId}.${record.messageId}`,
      remainingMs: () => context.getRemainingTimeInMillis(),
    };
    const process = await exporting.processes.find(job.tenant, job.processId);
    if (process?.kind === 'company_export') await exportCompany(exporting, job, invocation);
    else await deleteCompany(deps, job, invocation);
  });
};
