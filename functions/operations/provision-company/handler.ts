/** Function `operations-provision-company`. */

import { openGround } from '../../composition/ground.ts';
import { provisionOperation } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = provisionOperation({
  ...openGround(environment),
  inboundDomain: environment.INBOUND_DOMAIN,
});
