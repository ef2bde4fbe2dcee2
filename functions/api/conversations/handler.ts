/** Lambda entry point of `api-conversations`. */
import { S3Client } from '@aws-sdk/client-s3';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createCursors } from '#platform/cursor.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { createAttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { Environment } from './env.ts';
import { conversationRoutes } from './routes.ts';

const environment = Environment.parse(process.env);
const log = createLog();

export const handler = createApi(
  log,
  conversationRoutes({
    table: openTable(environment.TABLE_NAME),
    clock: systemClock,
    cursors: createCursors(environment.CURSOR_KEY),
    files: createAttachmentFiles(new S3Client({}), environment.FILES_BUCKET_NAME),
    log,
  }),
);
