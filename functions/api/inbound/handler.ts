/** Lambda entry point of `api-inbound`. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createCursors } from '#platform/cursor.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { Environment } from './env.ts';
import { inboundRoutes } from './routes.ts';

const environment = Environment.parse(process.env);
const log = createLog();

export const handler = createApi(
  log,
  inboundRoutes({
    table: openTable(environment.TABLE_NAME),
    clock: systemClock,
    cursors: createCursors(environment.CURSOR_KEY),
    addressKey: environment.ADDRESS_KEY,
    log,
  }),
);
