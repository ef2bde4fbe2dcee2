/** Lambda entry point of `api-customers`. */
import { serve } from '../serve.ts';
import { customerRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) => customerRoutes({ ...on, addressKey: environment.ADDRESS_KEY }));
