/** Lambda entry point of `api-exports`. */
import { exportJobs } from '../../composition/ports.ts';
import { serve } from '../serve.ts';
import { exportRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) => exportRoutes({ ...on, jobs: exportJobs(environment) }));
