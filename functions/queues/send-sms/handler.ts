/** Lambda entry point of `queues-send-sms`. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { createSmsChannel, createSmsClient } from '#shared/messaging/channels/sms.ts';
import { createSendWorker } from '../send-worker.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createSendWorker({
  table: openTable(environment.TABLE_NAME),
  clock: systemClock,
  log: createLog(),
  addressKey: environment.ADDRESS_KEY,
  provider: createSmsChannel(createSmsClient(), environment.SMS_CONFIGURATION_SET),
  ratePerSecond: environment.RATE_PER_SECOND,
});
