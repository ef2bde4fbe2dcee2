/** Writes reports and exports to the files bucket, in steps that continue each other. */
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openTable } from '#platform/aws.ts';
import { createCursors } from '#platform/cursor.ts';
import { createLog } from '#platform/log.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { Environment } from './env.ts';
import { createExportWorker } from './work.ts';

const environment = Environment.parse(process.env);

export const handler = createExportWorker({
  table: openTable(environment.TABLE_NAME),
  // Files are proven by reading them back; checksums of single parts would have to be repeated when they are joined.
  objects: new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
  bucket: environment.FILES_BUCKET_NAME,
  jobs: createProcessJobs(new SQSClient({}), environment.EXPORTS_QUEUE_URL),
  cursors: createCursors(environment.CURSOR_KEY),
  mail: new SESv2Client({}),
  consoleUrl: environment.CONSOLE_URL,
  log: createLog(),
});
