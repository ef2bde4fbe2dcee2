/** Log de procesos and the download links of its files. */
import { S3Client } from '@aws-sdk/client-s3';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createCursors } from '#platform/cursor.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { createSignDownload } from '#shared/processes/sign-download.ts';
import { Environment } from './env.ts';
import { processesRoutes } from './routes.ts';

const environment = Environment.parse(process.env);

export const handler = createApi(
  createLog(),
  processesRoutes({
    table: openTable(environment.TABLE_NAME),
    clock: systemClock,
    cursors: createCursors(environment.CURSOR_KEY),
    sign: createSignDownload(new S3Client({}), environment.FILES_BUCKET_NAME),
  }),
);
