/** Writes reports and exports to the files bucket, in steps that continue each other. */

import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createCursors } from '#platform/cursor.ts';
import { quietClient } from '#platform/quiet-client.ts';
import { openGround } from '../../composition/ground.ts';
import { exportJobs } from '../../composition/ports.ts';
import { createExportWorker } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createExportWorker({
  ...openGround(environment),
  // Files are proven by reading them back; checksums of single parts would have to be repeated when they are joined.
  objects: quietClient(new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' })),
  bucket: environment.FILES_BUCKET_NAME,
  jobs: exportJobs(environment),
  cursors: createCursors(environment.CURSOR_KEY),
  mail: quietClient(new SESv2Client({})),
  consoleUrl: environment.CONSOLE_URL,
});
