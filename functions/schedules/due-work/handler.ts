/** Lambda entry point of `schedules-due-work`, every minute. */
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { createAttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { EventStore } from '#shared/messaging/event-store.ts';
import { createSendQueues } from '#shared/messaging/send-queue.ts';
import { createProcessJobs } from '#shared/processes/process-jobs.ts';
import { plannedTime } from '../planned-time.ts';
import { createDueWork } from './due-work.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const sqs = new SQSClient({});
const table = openTable(environment.TABLE_NAME);

const run = createDueWork({
  table,
  clock: systemClock,
  log: createLog(),
  addressKey: environment.ADDRESS_KEY,
  queues: createSendQueues(sqs, {
    email: environment.SEND_EMAIL_QUEUE_URL,
    sms: environment.SEND_SMS_QUEUE_URL,
    whatsapp: environment.SEND_WHATSAPP_QUEUE_URL,
  }),
  exportJobs: createProcessJobs(sqs, environment.EXPORTS_QUEUE_URL),
  importJobs: createProcessJobs(sqs, environment.IMPORTS_QUEUE_URL),
  events: new EventStore(table),
  files: createAttachmentFiles(new S3Client({}), environment.FILES_BUCKET_NAME),
});

export const handler = (event: unknown, context: Context) =>
  run(plannedTime(event), () => context.getRemainingTimeInMillis());
