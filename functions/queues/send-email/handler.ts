/** Lambda entry point of `queues-send-email`. */
import { S3Client } from '@aws-sdk/client-s3';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { createAttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { createEmailChannel, createEmailClient } from '#shared/messaging/channels/email.ts';
import { createSendWorker } from '../send-worker.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createSendWorker({
  table: openTable(environment.TABLE_NAME),
  clock: systemClock,
  log: createLog(),
  addressKey: environment.ADDRESS_KEY,
  provider: createEmailChannel(
    createEmailClient(),
    environment.EMAIL_CONFIGURATION_SET,
    { domain: environment.INBOUND_DOMAIN, key: environment.REPLY_KEY },
    createAttachmentFiles(new S3Client({}), environment.FILES_BUCKET_NAME),
  ),
  ratePerSecond: environment.RATE_PER_SECOND,
});
