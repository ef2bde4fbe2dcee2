/** Lambda entry point of `queues-inbound`: two-way SMS; a receipt of e-mail that comes here is passed on. */
import { smsSender } from '#shared/messaging/providers/registry.ts';
import { openKeyedGround } from '../../composition/ground.ts';
import { mailQueue, rawFiles, receivedFiles } from '../../composition/ports.ts';
import { createInboundWorker } from '../inbound-bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createInboundWorker({
  ...openKeyedGround(environment),
  files: rawFiles(environment),
  received: receivedFiles(environment),
  optOutList: smsSender.createOptOutList(environment.SMS_PROVIDER_SETTINGS),
  recordMail: mailQueue(environment),
});
