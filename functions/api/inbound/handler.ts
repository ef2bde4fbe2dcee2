/** Lambda entry point of `api-inbound`. */
import { serve } from '../serve.ts';
import { inboundRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) => inboundRoutes({ ...on, addressKey: environment.ADDRESS_KEY }));
