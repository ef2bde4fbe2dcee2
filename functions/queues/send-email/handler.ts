/** Lambda entry point of `queues-send-email`. */
import { emailSender } from '#shared/messaging/providers/registry.ts';
import { openKeyedGround } from '../../composition/ground.ts';
import { attachmentFiles, replyAddresses } from '../../composition/ports.ts';
import { createSendWorker } from '../send-bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createSendWorker({
  ...openKeyedGround(environment),
  provider: emailSender.openChannel(
    environment.EMAIL_PROVIDER_SETTINGS,
    replyAddresses(environment),
    attachmentFiles(environment),
  ),
  ratePerSecond: environment.RATE_PER_SECOND,
});
