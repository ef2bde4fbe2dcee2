/** Lambda entry point of `queues-delivery-events`: e-mail, SMS and WhatsApp events, each from its own queue. */
import { S3Client } from '@aws-sdk/client-s3';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { createRawFiles } from '#shared/messaging/raw-files.ts';
import { receiveEvent } from '#shared/messaging/receive-event.ts';
import { createSqsWorker } from '../sqs-worker.ts';
import { Environment } from './env.ts';
import { composeEvents } from './events.ts';

const environment = Environment.parse(process.env);
const log = createLog();
const deps = composeEvents({
  table: openTable(environment.TABLE_NAME),
  clock: systemClock,
  log,
  addressKey: environment.ADDRESS_KEY,
  files: createRawFiles({ client: new S3Client({}), bucket: environment.FILES_BUCKET_NAME }),
});

export const handler = createSqsWorker(log, (record) =>
  receiveEvent(deps, record.body, Number(record.attributes.SentTimestamp)),
);
