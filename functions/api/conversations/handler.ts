/** Lambda entry point of `api-conversations`. */
import { attachmentFiles } from '../../composition/ports.ts';
import { serve } from '../serve.ts';
import { conversationRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) => conversationRoutes({ ...on, files: attachmentFiles(environment) }));
