/** Function `operations-provision-company`. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { Environment } from './env.ts';
import { provisionOperation } from './operation.ts';

const environment = Environment.parse(process.env);

export const handler = provisionOperation({
  table: openTable(environment.TABLE_NAME),
  clock: systemClock,
  log: createLog(),
  inboundDomain: environment.INBOUND_DOMAIN,
});
