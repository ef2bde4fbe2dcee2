/** Function `api-companies`. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { Environment } from './env.ts';
import { companyRoutes } from './routes.ts';

const environment = Environment.parse(process.env);

export const handler = createApi(
  createLog(),
  companyRoutes({ table: openTable(environment.TABLE_NAME), clock: systemClock }),
);
