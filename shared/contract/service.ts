/** The service itself: health and this contract. */
import * as z from 'zod';
import { defineRoute } from './route.ts';

const resource = 'service';

export const getHealth = defineRoute({
  id: 'getHealth',
  method: 'GET',
  path: '/v1/health',
  resource,
  summary: 'Reports that the API is up',
  roles: 'public',
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ status: z.literal('ok') }),
  errors: [],
});

export const getOpenApi = defineRoute({
  id: 'getOpenApi',
  method: 'GET',
  path: '/v1/openapi.json',
  resource,
  summary: 'Returns this contract as OpenAPI 3.1',
  roles: 'public',
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.looseObject({ openapi: z.string() }),
  errors: [],
});

export const serviceRoutes = [getHealth, getOpenApi] as const;
