/** Every hour: takes over what Meta says of the companies' WhatsApp templates, and submits what waits (E23). */
import type { Context } from 'aws-lambda';
import { createTemplateDirectory, createTemplatesClient } from '#shared/messaging/templates/whatsapp-templates.ts';
import { openGround } from '../../composition/ground.ts';
import { createTemplateSync } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

const synchronise = createTemplateSync({
  ...openGround(environment),
  directory: createTemplateDirectory(createTemplatesClient()),
});

export const handler = (_event: unknown, context: Context) => synchronise(() => context.getRemainingTimeInMillis());
