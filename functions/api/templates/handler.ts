/** Function `api-templates`. */
import { createTemplateDirectory, createTemplatesClient } from '#shared/messaging/templates/whatsapp-templates.ts';
import { serve } from '../serve.ts';
import { templateRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) =>
  templateRoutes({ ...on, directory: createTemplateDirectory(createTemplatesClient()) }),
);
