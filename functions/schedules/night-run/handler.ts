/** Every quarter of an hour: reports (B38) and balances of the companies whose night has come. */

import { openGround } from '../../composition/ground.ts';
import { exportJobs } from '../../composition/ports.ts';
import { createNightRun } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createNightRun({
  ...openGround(environment),
  jobs: exportJobs(environment),
});
