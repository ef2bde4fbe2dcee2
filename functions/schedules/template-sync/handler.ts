/** Every hour: takes over what Meta says of the companies' WhatsApp templates, and submits what waits (E23). */
import type { Context } from 'aws-lambda';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { createTemplateDirectory, createTemplatesClient } from '#shared/messaging/channels/whatsapp-templates.ts';
import { Environment } from './env.ts';
import { createTemplateSync } from './run.ts';

const environment = Environment.parse(process.env);

const synchronise = createTemplateSync({
  table: openTable(environment.TABLE_NAME),
  directory: createTemplateDirectory(createTemplatesClient()),
  clock: systemClock,
  log: createLog(),
});

export const handler = (_event: unknown, context: Context) => synchronise(() => context.getRemainingTimeInMillis());
