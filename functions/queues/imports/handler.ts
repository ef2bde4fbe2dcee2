/** Imports uploaded files row by row, in steps that continue each other. */
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { Environment } from './env.ts';
import { createImportWorker } from './work.ts';

const environment = Environment.parse(process.env);

export const handler = createImportWorker({
  table: openTable(environment.TABLE_NAME),
  objects: new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }),
  bucket: environment.FILES_BUCKET_NAME,
  jobs: createProcessJobs(new SQSClient({}), environment.IMPORTS_QUEUE_URL),
  addressKey: environment.ADDRESS_KEY,
  clock: systemClock,
  log: createLog(),
});
