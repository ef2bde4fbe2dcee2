/** Every quarter of an hour: requests the reports of the companies whose night has come (B38). */

import { openGround } from '../../composition/ground.ts';
import { exportJobs } from '../../composition/ports.ts';
import { createNightRun } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createNightRun({
  ...openGround(environment),
  jobs: exportJobs(environment),
});
