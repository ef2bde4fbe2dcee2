/** Clears and marks many addresses, in steps that continue each other. */
import { emailSender } from '#shared/messaging/providers/registry.ts';
import { openGround } from '../../composition/ground.ts';
import { alertJobs } from '../../composition/ports.ts';
import { createAlertsWorker } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createAlertsWorker({
  ...openGround(environment),
  suppressionList: emailSender.createSuppressionList(environment.EMAIL_PROVIDER_SETTINGS),
  jobs: alertJobs(environment),
});
