/** Lambda entry point of `queues-send-whatsapp`. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { createWhatsAppChannel, createWhatsAppClient } from '#shared/messaging/channels/whatsapp.ts';
import { createSendWorker } from '../send-worker.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createSendWorker({
  table: openTable(environment.TABLE_NAME),
  clock: systemClock,
  log: createLog(),
  addressKey: environment.ADDRESS_KEY,
  provider: createWhatsAppChannel(createWhatsAppClient(), environment.FILES_BUCKET_NAME),
  ratePerSecond: environment.RATE_PER_SECOND,
});
