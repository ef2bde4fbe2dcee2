/** Lambda entry point of `api-attachments`. */
import { S3Client } from '@aws-sdk/client-s3';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { createFileLinks } from '#shared/messaging/attachments/file-links.ts';
import { createReceivedFiles } from '#shared/messaging/received-files.ts';
import { Environment } from './env.ts';
import { attachmentRoutes } from './routes.ts';

const environment = Environment.parse(process.env);
const client = new S3Client({});
const bucket = environment.FILES_BUCKET_NAME;

export const handler = createApi(
  createLog(),
  attachmentRoutes({
    table: openTable(environment.TABLE_NAME),
    links: createFileLinks(client, bucket),
    received: createReceivedFiles({ client, bucket }),
    clock: systemClock,
  }),
);
