/** Lambda entry point of `queues-inbound`: two-way SMS, receipts of inbound e-mail. */
import { S3Client } from '@aws-sdk/client-s3';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { EventStore } from '#shared/messaging/event-store.ts';
import { receiveInbound } from '#shared/messaging/inbound/receive-inbound.ts';
import { createRawFiles } from '#shared/messaging/raw-files.ts';
import { createReceivedFiles } from '#shared/messaging/received-files.ts';
import { createSqsWorker } from '../sqs-worker.ts';
import { composeInbound, composeMail } from './compose.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const log = createLog();
const table = openTable(environment.TABLE_NAME);
const bucket = { client: new S3Client({}), bucket: environment.FILES_BUCKET_NAME };
const files = createRawFiles(bucket);
const inbound = {
  table,
  clock: systemClock,
  log,
  addressKey: environment.ADDRESS_KEY,
  files,
  received: createReceivedFiles(bucket),
  // The inbound topic carries no media: WhatsApp's come with its events.
  fetchMedia: async () => 'gone' as const,
};
const deps = {
  recordInbound: composeInbound(inbound),
  recordMail: composeMail({
    ...inbound,
    replyAddresses: { domain: environment.INBOUND_DOMAIN, key: environment.REPLY_KEY },
  }),
  events: new EventStore(table, files),
  log,
};

export const handler = createSqsWorker(log, ({ body, attributes }) =>
  receiveInbound(deps, body, Number(attributes.SentTimestamp), Number(attributes.ApproximateReceiveCount)),
);
