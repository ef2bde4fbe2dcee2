/** Composes the worker of the queue of alerts. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { workOnAlertAction } from '#shared/alert-actions/work-on-action.ts';
import { ProcessJobSchema, type ProcessJobs } from '#shared/processes/process-jobs.ts';
import { type ActionGround, actionWork } from '../../composition/alert-actions.ts';
import { createJobWorker } from '../sqs-worker.ts';

export interface AlertsWorkerDeps extends ActionGround {
  readonly jobs: ProcessJobs;
}

/** @returns the function's code; a job that fails is reported alone, and comes again */
export const createAlertsWorker = (
  on: AlertsWorkerDeps,
): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const deps = { ...actionWork(on), jobs: on.jobs };
  return createJobWorker(on, async (record, context) => {
    const job = ProcessJobSchema.parse(JSON.parse(record.body));
    await workOnAlertAction(deps, job, {
      worker: `${context.awsRequestId}.${record.messageId}`,
      remainingMs: () => context.getRemainingTimeInMillis(),
    });
  });
};
