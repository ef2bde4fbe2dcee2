/** Lambda entry point of `api-calls`. */
import { attachmentFiles } from '../../composition/ports.ts';
import { serve } from '../serve.ts';
import { callRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) => callRoutes({ ...on, files: attachmentFiles(environment) }));
