/** Deletes companies with everything that they have, in steps that continue each other. */

import { SESv2Client } from '@aws-sdk/client-sesv2';
import { quietClient } from '#platform/quiet-client.ts';
import { openGround } from '../../composition/ground.ts';
import { companyJobs, companyUsers, objectClient } from '../../composition/ports.ts';
import { createCompanyWorker } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const ground = openGround(environment);

export const handler = createCompanyWorker({
  ...ground,
  objects: objectClient(environment),
  bucket: environment.FILES_BUCKET_NAME,
  users: companyUsers(environment, ground.log),
  mail: quietClient(new SESv2Client({})),
  consoleUrl: environment.CONSOLE_URL,
  jobs: companyJobs(environment),
});
