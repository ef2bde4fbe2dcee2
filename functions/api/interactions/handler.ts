/** The register of interactions and its glossary. */
import { serve } from '../serve.ts';
import { interactionsRoutes } from './bindings.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = serve(environment, interactionsRoutes);
