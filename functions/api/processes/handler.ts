/** Log de procesos and the download links of its files. */
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createCursors } from '#platform/cursor.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { createUploads } from '#shared/imports/upload.ts';
import { createFileLinks } from '#shared/messaging/attachments/file-links.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { createSignDownload } from '#shared/processes/sign-download.ts';
import { Environment } from './env.ts';
import { processesRoutes } from './routes.ts';

const environment = Environment.parse(process.env);
const objects = new S3Client({});

export const handler = createApi(
  createLog(),
  processesRoutes({
    table: openTable(environment.TABLE_NAME),
    clock: systemClock,
    cursors: createCursors(environment.CURSOR_KEY),
    sign: createSignDownload(objects, environment.FILES_BUCKET_NAME),
    links: createFileLinks(objects, environment.FILES_BUCKET_NAME),
    uploads: createUploads(objects, environment.FILES_BUCKET_NAME),
    importJobs: createProcessJobs(new SQSClient({}), environment.IMPORTS_QUEUE_URL),
  }),
);
