/** Every quarter of an hour: reports (B38), balances, and the removal of what has ended, of the companies whose night has come. */

import { openGround } from '../../composition/ground.ts';
import { exportJobs, privacyJobs } from '../../composition/ports.ts';
import { createNightRun } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createNightRun({
  ...openGround(environment),
  jobs: exportJobs(environment),
  privacyJobs: privacyJobs(environment),
});
