/** `$connect`: the authorizer has let the user in; the connection is put on its company's list. */
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { companies } from '../../composition/companies.ts';
import { live } from '../../composition/live.ts';
import { take } from '../../composition/part.ts';
import { socketGateway } from '../../composition/ports.ts';
import { createConnect } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const on = { table: openTable(environment.TABLE_NAME), clock: systemClock };

export const handler = createConnect({
  ...take(on, { live }),
  gateway: socketGateway(environment),
  findUserStanding: (tenant, userId) => companies(on).findUserStanding(tenant, userId),
});
