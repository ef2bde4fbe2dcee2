/** Lambda entry point of `queues-send-whatsapp`. */
import { whatsAppSender } from '#shared/messaging/providers/registry.ts';
import { openKeyedGround } from '../../composition/ground.ts';
import { createSendWorker } from '../send-bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createSendWorker({
  ...openKeyedGround(environment),
  provider: whatsAppSender.openChannel(environment.WHATSAPP_PROVIDER_SETTINGS, environment.FILES_BUCKET_NAME),
  ratePerSecond: environment.RATE_PER_SECOND,
});
