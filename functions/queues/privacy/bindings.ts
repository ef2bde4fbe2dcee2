/** Composes the worker of the privacy queue. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { carryCustomer } from '#shared/privacy/carry-customer.ts';
import { eraseCustomer } from '#shared/privacy/erase-customer.ts';
import { removeEnded } from '#shared/privacy/remove-ended.ts';
import { ProcessJobSchema, type ProcessJobs } from '#shared/processes/process-jobs.ts';
import { take } from '../../composition/part.ts';
import { carrying, type ErasingGround, erasing, removingEnded } from '../../composition/privacy.ts';
import { processes } from '../../composition/processes.ts';
import { createJobWorker } from '../sqs-worker.ts';

export interface PrivacyWorkerDeps extends ErasingGround {
  readonly jobs: ProcessJobs;
}

/** @returns the function's code; a job that fails is reported alone, and comes again */
export const createPrivacyWorker = (
  on: PrivacyWorkerDeps,
): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const deps = { ...erasing(on), ...take(on, { processes }) };
  const removing = { ...removingEnded(on), ...take(on, { processes }) };
  const taking = { ...carrying(on), ...take(on, { processes }) };
  return createJobWorker(on, async (record, context) => {
    const job = ProcessJobSchema.parse(JSON.parse(record.body));
    const invocation = {
      worker: `${context.awsRequestId}.${record.messageId}`,
      remainingMs: () => context.getRemainingTimeInMillis(),
    };
    const process = await deps.processes.find(job.tenant, job.processId);
    if (process?.kind === 'portability') await carryCustomer(taking, job, invocation);
    else if (process?.kind === 'retention') await removeEnded(removing, job, invocation);
    else await eraseCustomer(deps, job, invocation);
  });
};
