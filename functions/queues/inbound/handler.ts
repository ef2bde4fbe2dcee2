/** Lambda entry point of `queues-inbound`: two-way SMS, receipts of inbound e-mail. */
import { S3Client } from '@aws-sdk/client-s3';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { EventStore } from '#shared/messaging/event-store.ts';
import { receiveInbound } from '#shared/messaging/inbound/receive-inbound.ts';
import { createRawFiles } from '#shared/messaging/raw-files.ts';
import { createSqsWorker } from '../sqs-worker.ts';
import { composeInbound } from './compose.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const log = createLog();
const table = openTable(environment.TABLE_NAME);
const files = createRawFiles({ client: new S3Client({}), bucket: environment.FILES_BUCKET_NAME });
const recordInbound = composeInbound({
  table,
  clock: systemClock,
  log,
  addressKey: environment.ADDRESS_KEY,
  files,
});
const deps = { recordInbound, events: new EventStore(table, files), log };

export const handler = createSqsWorker(log, (record) =>
  receiveInbound(deps, record.body, Number(record.attributes.SentTimestamp)),
);
