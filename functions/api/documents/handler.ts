/** Lambda entry point of `api-documents`. */
import { attachmentFiles } from '../../composition/ports.ts';
import { serve } from '../serve.ts';
import { documentRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, (on) => documentRoutes({ ...on, files: attachmentFiles(environment) }));
