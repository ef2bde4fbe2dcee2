/** Lambda entry point of `api-privacy`. */
import { privacyJobs, signDownload } from '../../composition/ports.ts';
import { serve } from '../serve.ts';
import { privacyRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) =>
  privacyRoutes({ ...on, jobs: privacyJobs(environment), sign: signDownload(environment) }),
);
