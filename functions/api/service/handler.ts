/** Function `api-service`, which is also the HTTP API's default route. */
import openApi from '../../../docs/openapi.json' with { type: 'json' };
import { createServiceApi } from './bindings.ts';
import { Environment } from './env.ts';

Environment.parse(process.env);

export const handler = createServiceApi(openApi);
