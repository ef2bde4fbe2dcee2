/** Function `triggers-pre-token`. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { Environment } from './env.ts';
import { preTokenTrigger } from './trigger.ts';

const environment = Environment.parse(process.env);

export const handler = preTokenTrigger({
  table: openTable(environment.TABLE_NAME),
  clock: systemClock,
  log: createLog(),
});
