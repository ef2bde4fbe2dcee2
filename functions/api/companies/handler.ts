/** Function `api-companies`. */
import { companyJobs, identityProvider } from '../../composition/ports.ts';
import { serve } from '../serve.ts';
import { companyRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) =>
  companyRoutes({
    ...on,
    identity: identityProvider(environment, on.log),
    companyJobs: companyJobs(environment),
    waitDays: environment.COMPANY_DELETION_DAYS,
  }),
);
