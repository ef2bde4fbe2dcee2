/** Lambda entry point of `api-calls`. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { Environment } from './env.ts';
import { callRoutes } from './routes.ts';

const environment = Environment.parse(process.env);
const log = createLog();

export const handler = createApi(
  log,
  callRoutes({ table: openTable(environment.TABLE_NAME), clock: systemClock, log }),
);
