/** Imports uploaded files row by row, in steps that continue each other. */

import { S3Client } from '@aws-sdk/client-s3';
import { quietClient } from '#platform/quiet-client.ts';
import { openKeyedGround } from '../../composition/ground.ts';
import { importJobs } from '../../composition/ports.ts';
import { createImportWorker } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createImportWorker({
  ...openKeyedGround(environment),
  objects: quietClient(
    new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }),
  ),
  bucket: environment.FILES_BUCKET_NAME,
  jobs: importJobs(environment),
});
