import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { routes } from '#contract/routes.ts';
import { createServiceApi, methodsOf } from './bindings.ts';

const answer = createServiceApi({ openapi: '3.1.0' });

const call = async (method: string, path: string) => {
  const event: APIGatewayProxyEventV2 = {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: '$default',
      stage: '$default',
      time: '23/Nov/2026:12:00:00 +0000',
      timeEpoch: 0,
    },
  };
  const { statusCode, headers, body } = await answer(event);
  return { status: statusCode, headers, body: JSON.parse(body ?? 'null') };
};

describe('the service itself (§5.6 #20)', () => {
  it('answers health and the contract to everybody', async () => {
    expect(await call('GET', '/v1/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await call('GET', '/v1/openapi.json')).toMatchObject({ status: 200, body: { openapi: '3.1.0' } });
  });

  it.each(['/', '/v1', '/v2/customers', '/v1/customers/a/b/c/d', '/v1/customer', '/v1/customers/'])(
    'has no route %s',
    async (path) => {
      const { status, headers, body } = await call('GET', path);
      expect([status, body.code]).toEqual([404, 'ROUTE_NOT_FOUND']);
      expect(headers?.['content-type']).toBe('application/problem+json');
      expect(body.requestId).toBe('request-1');
    },
  );

  it.each([
    ['DELETE', '/v1/customers', 'GET, POST'],
    ['POST', '/v1/customers/c1', 'GET, PATCH'],
    ['POST', '/v1/health', 'GET'],
  ])('%s %s is not possible, and the answer names the methods that are', async (method, path, allow) => {
    const { status, headers, body } = await call(method, path);
    expect([status, body.code, headers?.allow]).toEqual([405, 'METHOD_NOT_ALLOWED', allow]);
  });

  it('knows the methods of every route of the contract', () => {
    for (const { method, path } of routes) expect(methodsOf(path.replaceAll(/\{\w+\}/g, 'x1'))).toContain(method);
  });
});
