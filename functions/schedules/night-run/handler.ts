/** Every quarter of an hour: requests the reports of the companies whose night has come (B38). */
import { SQSClient } from '@aws-sdk/client-sqs';
import { openTable } from '#platform/aws.ts';
import { createLog } from '#platform/log.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { Environment } from './env.ts';
import { createNightRun } from './run.ts';

const environment = Environment.parse(process.env);

export const handler = createNightRun({
  table: openTable(environment.TABLE_NAME),
  jobs: createProcessJobs(new SQSClient({}), environment.EXPORTS_QUEUE_URL),
  log: createLog(),
});
