/** Lambda entry point of `api-accounts`. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createApi } from '#platform/http/api.ts';
import { createLog } from '#platform/log.ts';
import { createAskProvider } from '#shared/messaging/channels/account-standing.ts';
import { Environment } from './env.ts';
import { accountRoutes } from './routes.ts';

const environment = Environment.parse(process.env);
const log = createLog();

export const handler = createApi(
  log,
  accountRoutes({ table: openTable(environment.TABLE_NAME), clock: systemClock, askProvider: createAskProvider(log) }),
);
