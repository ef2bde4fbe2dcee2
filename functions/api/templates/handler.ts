/** Function `api-templates`. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createCursors } from '#platform/cursor.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { createTemplateDirectory, createTemplatesClient } from '#shared/messaging/channels/whatsapp-templates.ts';
import { Environment } from './env.ts';
import { templateRoutes } from './routes.ts';

const environment = Environment.parse(process.env);
const log = createLog();

export const handler = createApi(
  log,
  templateRoutes({
    table: openTable(environment.TABLE_NAME),
    clock: systemClock,
    cursors: createCursors(environment.CURSOR_KEY),
    directory: createTemplateDirectory(createTemplatesClient()),
    log,
  }),
);
