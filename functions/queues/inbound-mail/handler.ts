/** Lambda entry point of `queues-inbound-mail`: receipts of inbound e-mail, one an invocation. */
import { openKeyedGround } from '../../composition/ground.ts';
import { rawFiles, receivedFiles, replyAddresses } from '../../composition/ports.ts';
import { recordMail } from '../../composition/receiving.ts';
import { createInboundWorker } from '../inbound-bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const ground = {
  ...openKeyedGround(environment),
  files: rawFiles(environment),
  received: receivedFiles(environment),
  replyAddresses: replyAddresses(environment),
};

export const handler = createInboundWorker({ ...ground, recordMail: recordMail(ground) });
