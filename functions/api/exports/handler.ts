/** Lambda entry point of `api-exports`. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { Environment } from './env.ts';
import { exportRoutes } from './routes.ts';

const environment = Environment.parse(process.env);

export const handler = createApi(
  createLog(),
  exportRoutes({
    table: openTable(environment.TABLE_NAME),
    clock: systemClock,
    jobs: createProcessJobs(new SQSClient({}), environment.EXPORTS_QUEUE_URL),
  }),
);
