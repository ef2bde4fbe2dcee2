/** The export worker as its function composes it, over a table that may be metered. */
import { systemClock } from '#platform/clock.ts';
import { createCursors } from '#platform/cursor.ts';
import type { Table } from '#platform/table/kernel.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import type { ObjectPort } from '#shared/processes/stored-files.ts';
import { createExportWorker } from '../../functions/queues/exports/bindings.ts';
import { consoleUrl, createMailbox } from '../support/report-engines.ts';
import { bucket } from './bare-report.ts';
import { lambdaContext, loud, sqsEvent } from './world.ts';

/** @throws Error when the job goes back to the queue, or is handed to another worker */
export const runReport = async (deps: { readonly table: Table; readonly objects: ObjectPort }, job: ProcessJob) => {
  const jobs = { enqueue: () => Promise.reject(new Error('The report did not end within one invocation.')) };
  const cursors = createCursors('cursor-key-of-the-bench');
  const worker = createExportWorker({
    ...deps,
    bucket,
    jobs,
    cursors,
    mail: createMailbox().port,
    consoleUrl,
    clock: systemClock,
    log: loud,
  });
  const context = { ...lambdaContext, getRemainingTimeInMillis: () => 900_000 };
  const { batchItemFailures } = await worker(sqsEvent(JSON.stringify(job)), context);
  if (batchItemFailures.length > 0) throw new Error('The report failed.');
};
