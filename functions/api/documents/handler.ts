/** Lambda entry point of `api-documents`. */
import { S3Client } from '@aws-sdk/client-s3';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { createAttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { Environment } from './env.ts';
import { documentRoutes } from './routes.ts';

const environment = Environment.parse(process.env);

export const handler = createApi(
  createLog(),
  documentRoutes({
    table: openTable(environment.TABLE_NAME),
    files: createAttachmentFiles(new S3Client({}), environment.FILES_BUCKET_NAME),
    clock: systemClock,
  }),
);
