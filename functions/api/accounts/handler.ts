/** Lambda entry point of `api-accounts`. */
import { askProvider } from '../../composition/ports.ts';
import { serve } from '../serve.ts';
import { accountRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) =>
  accountRoutes({ ...on, askProvider: askProvider(environment, on.log) }),
);
