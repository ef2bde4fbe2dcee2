/** Lambda entry point of `queues-delivery-events`: e-mail, SMS and WhatsApp events, each from its own queue. */
import { S3Client } from '@aws-sdk/client-s3';
import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { createFetchMedia } from '#shared/messaging/channels/whatsapp-media.ts';
import { createTemplateDirectory, createTemplatesClient } from '#shared/messaging/channels/whatsapp-templates.ts';
import { createRawFiles } from '#shared/messaging/raw-files.ts';
import { receiveEvent } from '#shared/messaging/receive-event.ts';
import { createReceivedFiles } from '#shared/messaging/received-files.ts';
import { createSqsWorker } from '../sqs-worker.ts';
import { Environment } from './env.ts';
import { composeEvents } from './events.ts';

const environment = Environment.parse(process.env);
const log = createLog();
const bucket = { client: new S3Client({}), bucket: environment.FILES_BUCKET_NAME };
const deps = composeEvents({
  table: openTable(environment.TABLE_NAME),
  clock: systemClock,
  log,
  addressKey: environment.ADDRESS_KEY,
  files: createRawFiles(bucket),
  received: createReceivedFiles(bucket),
  fetchMedia: createFetchMedia(new SocialMessagingClient({}), environment.FILES_BUCKET_NAME),
  directory: createTemplateDirectory(createTemplatesClient()),
});

export const handler = createSqsWorker(log, ({ body, attributes }) =>
  receiveEvent(deps, body, Number(attributes.SentTimestamp), Number(attributes.ApproximateReceiveCount)),
);
