/** Lambda entry point of `schedules-due-work`, every minute. */
import type { Context } from 'aws-lambda';
import { listTenants } from '../../composition/companies.ts';
import { openKeyedGround } from '../../composition/ground.ts';
import {
  alertJobs,
  attachmentFiles,
  companyJobs,
  exportJobs,
  importJobs,
  privacyJobs,
  sendQueues,
} from '../../composition/ports.ts';
import { tellingNext } from '../next-work.ts';
import { plannedTime } from '../planned-time.ts';
import { createDueWork } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const ground = openKeyedGround(environment);

const dueWork = createDueWork({
  ...ground,
  queues: sendQueues(environment),
  exportJobs: exportJobs(environment),
  importJobs: importJobs(environment),
  privacyJobs: privacyJobs(environment),
  alertJobs: alertJobs(environment),
  companyJobs: companyJobs(environment),
  listTenants: listTenants(ground),
  files: attachmentFiles(environment),
});

export const handler = async (event: unknown, context: Context) => {
  const now = plannedTime(event);
  const done = await dueWork.run(now, () => context.getRemainingTimeInMillis());
  return tellingNext(event, done, () => dueWork.nextAt(now));
};
