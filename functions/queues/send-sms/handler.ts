/** Lambda entry point of `queues-send-sms`. */
import { smsSender } from '#shared/messaging/providers/registry.ts';
import { openKeyedGround } from '../../composition/ground.ts';
import { createSendWorker } from '../send-bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createSendWorker({
  ...openKeyedGround(environment),
  provider: smsSender.openChannel(environment.SMS_PROVIDER_SETTINGS),
  ratePerSecond: environment.RATE_PER_SECOND,
});
