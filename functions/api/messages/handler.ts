/** Lambda entry point of `api-messages`. */
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { createAttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { createSendQueues } from '#shared/messaging/send-queue.ts';
import { Environment } from './env.ts';
import { messageRoutes } from './routes.ts';

const environment = Environment.parse(process.env);
const log = createLog();

export const handler = createApi(
  log,
  messageRoutes({
    table: openTable(environment.TABLE_NAME),
    queues: createSendQueues(new SQSClient({}), {
      email: environment.SEND_EMAIL_QUEUE_URL,
      sms: environment.SEND_SMS_QUEUE_URL,
      whatsapp: environment.SEND_WHATSAPP_QUEUE_URL,
    }),
    files: createAttachmentFiles(new S3Client({}), environment.FILES_BUCKET_NAME),
    clock: systemClock,
    log,
  }),
);
