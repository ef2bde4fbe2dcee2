/** Lambda entry point of `api-messages`. */
import { attachmentFiles, sendQueues } from '../../composition/ports.ts';
import { serve } from '../serve.ts';
import { messageRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) =>
  messageRoutes({ ...on, queues: sendQueues(environment), files: attachmentFiles(environment) }),
);
