/** Function `api-templates`. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createCursors } from '#platform/cursor.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { Environment } from './env.ts';
import { templateRoutes } from './routes.ts';

const environment = Environment.parse(process.env);

export const handler = createApi(
  createLog(),
  templateRoutes({
    table: openTable(environment.TABLE_NAME),
    clock: systemClock,
    cursors: createCursors(environment.CURSOR_KEY),
  }),
);
