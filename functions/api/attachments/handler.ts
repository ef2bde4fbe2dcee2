/** Lambda entry point of `api-attachments`. */
import { fileLinks, receivedFiles } from '../../composition/ports.ts';
import { serve } from '../serve.ts';
import { attachmentRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) =>
  attachmentRoutes({ ...on, links: fileLinks(environment), received: receivedFiles(environment) }),
);
