import type { IncomingMessage } from 'node:http';
import type { Cors } from './routes.ts';

/**
 * What API Gateway adds for an allowed origin, or undefined where the API has no rules or the origin is not allowed.
 * It answers preflight requests itself, before any route or authorizer.
 * Source: API Gateway developer guide, "Configuring CORS for an HTTP API".
 */
export const corsAnswer = (
  cors: Cors | undefined,
  request: IncomingMessage,
): { readonly preflight: boolean; readonly headers: Record<string, string> } | undefined => {
  const { origin } = request.headers;
  if (cors === undefined || origin === undefined) return undefined;
  if (!cors.AllowOrigins.includes('*') && !cors.AllowOrigins.includes(origin)) return undefined;
  const preflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
  const headers: Record<string, string> = {
    'access-control-allow-origin': cors.AllowOrigins.includes('*') ? '*' : origin,
    ...(cors.AllowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.ExposeHeaders.length === 0 ? {} : { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
    ...(cors.AllowOrigins.includes('*') ? {} : { vary: 'origin' }),
  };
  if (!preflight) return { preflight, headers };
  return {
    preflight,
    headers: {
      ...headers,
      'access-control-allow-methods': cors.AllowMethods.join(','),
      'access-control-allow-headers': cors.AllowHeaders.join(','),
      ...(cors.MaxAge === undefined ? {} : { 'access-control-max-age': String(cors.MaxAge) }),
    },
  };
};
