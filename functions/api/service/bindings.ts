/** What needs neither token nor table: health, the contract, and the answer to whatever no route matches. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Route } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import { getHealth, getOpenApi } from '#contract/service.ts';
import { Refusal } from '#platform/errors.ts';
import { problem } from '#platform/http/api.ts';

const table: readonly Pick<Route, 'method' | 'path'>[] = routes;

const matches = (pattern: string, path: string): boolean => {
  const [wanted, found] = [pattern.split('/'), path.split('/')];
  return (
    wanted.length === found.length &&
    wanted.every((segment, position) =>
      segment.startsWith('{') ? found[position] !== '' : segment === found[position],
    )
  );
};

/** Methods that the contract has for a path, in the order of the route table. */
export const methodsOf = (path: string): string[] => [
  ...new Set(table.filter((route) => matches(route.path, path)).map((route) => route.method)),
];

const unknown = (method: string, path: string, requestId: string): APIGatewayProxyStructuredResultV2 => {
  const allowed = methodsOf(path);
  if (allowed.length === 0) {
    return problem(new Refusal('ROUTE_NOT_FOUND', 'Paths begin with /v1; see /v1/openapi.json.'), requestId);
  }
  const answer = problem(
    new Refusal('METHOD_NOT_ALLOWED', `${method} is not supported here; use ${allowed.join(', ')}.`),
    requestId,
  );
  // RFC 9110, 15.5.6: the answer names the methods that the resource has.
  return { ...answer, headers: { ...answer.headers, allow: allowed.join(', ') } };
};

const json = (body: string, cacheControl: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json', 'cache-control': cacheControl },
  body,
});

/**
 * @param document the OpenAPI document
 */
export const createServiceApi = (document: object) => {
  const text = JSON.stringify(document);
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { http, requestId } = event.requestContext;
    if (http.method === getHealth.method && event.rawPath === getHealth.path) {
      return json(JSON.stringify({ status: 'ok' }), 'no-store');
    }
    if (http.method === getOpenApi.method && event.rawPath === getOpenApi.path) {
      return json(text, 'public, max-age=300');
    }
    return unknown(http.method, event.rawPath, requestId);
  };
};
