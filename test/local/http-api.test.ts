import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FixtureSystem, startFixture } from './fixture/system.ts';

let system: FixtureSystem;
let token: string;

beforeAll(async () => {
  system = await startFixture(26_400);
  const { body } = await system.control('/token', { company: 'acme', role: 'advisor' });
  token = Object(body).accessToken;
}, 60_000);

afterAll(() => system.stop());

const get = (path: string, init?: RequestInit) => fetch(`${system.outputs.ApiUrl}${path}`, init);
const bearer = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });

describe('events of payload format 2.0', () => {
  it('have the fields that API Gateway documents', async () => {
    const answer = await get('/open/a%20b?tag=x&tag=y&empty=', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'one=1; two=2', 'X-Several': 'v' },
      body: '{"name":"Ñandú"}',
    });
    const { event } = Object(await answer.json());
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'ANY /open/{id}',
      rawPath: '/open/a b',
      rawQueryString: 'tag=x&tag=y&empty=',
      cookies: ['one=1', 'two=2'],
      headers: expect.objectContaining({
        'content-type': 'application/json',
        'x-several': 'v',
        'x-forwarded-for': '127.0.0.1',
        host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      }),
      queryStringParameters: { tag: 'x,y', empty: '' },
      pathParameters: { id: 'a b' },
      requestContext: {
        accountId: '000000000000',
        apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
        domainName: '127.0.0.1',
        domainPrefix: expect.stringMatching(/^[a-z0-9]{10}$/),
        http: {
          method: 'POST',
          path: '/open/a b',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: expect.any(String),
        },
        requestId: expect.stringMatching(/=$/),
        routeKey: 'ANY /open/{id}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      body: '{"name":"Ñandú"}',
      isBase64Encoded: false,
    });
    expect(event.headers).not.toHaveProperty('cookie');
  });

  it('carry bytes as base64 and nothing for what is absent', async () => {
    const bytes = Uint8Array.from([0, 255, 10]);
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await get('/elsewhere', { method: 'PUT', headers, body: bytes });
    const { event } = Object(await answer.json());
    expect(event).toMatchObject({ routeKey: '$default', body: 'AP8K', isBase64Encoded: true, rawQueryString: '' });
    for (const absent of ['cookies', 'queryStringParameters', 'pathParameters'])
      expect(event).not.toHaveProperty(absent);
  });

  it('give the function its environment and context', async () => {
    const { environment, context, limits, remaining } = Object(await (await get('/open/1')).json());
    expect(environment).toMatchObject({
      TABLE_NAME: system.outputs.TableName,
      QUEUE_URL: system.outputs.WorkUrl,
      AWS_LAMBDA_FUNCTION_NAME: 'fixture-api',
      AWS_ENDPOINT_URL_DYNAMODB: system.outputs.DynamoDbEndpoint,
      HMAC_KEY: expect.stringMatching(/^.{48}$/),
    });
    expect(environment).not.toHaveProperty('PATH');
    expect(limits).toMatchObject({ maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 24 });
    expect(context).toMatchObject({ functionName: 'fixture-api', memoryLimitInMB: '128', functionVersion: '$LATEST' });
    expect(remaining).toBeGreaterThan(0);
    expect(Number.isInteger(remaining)).toBe(true);
    expect(remaining).toBeLessThanOrEqual(2000);
  });
});

describe('answers', () => {
  it('may be structured, with bytes and cookies', async () => {
    const answer = await get('/open/1?do=binary');
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect(answer.headers.get('x-fixture')).toBe('1');
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 1, 254, 255]);
  });

  it('without a status are the JSON body of a 200', async () => {
    const answer = await get('/open/1?do=plain');
    expect([answer.status, await answer.json()]).toEqual([200, { hello: 'world' }]);
  });

  it.each(['throw', 'hang'])('are a 500 when the function does: %s', async (what) => {
    const answer = await get(`/open/1?do=${what}`);
    expect([answer.status, await answer.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(system.printed.join('\n')).toContain('fixture-api failed');
  });
});

describe('the access log', () => {
  it('has a line per request in the format of the stage', async () => {
    const answer = await get('/open/1?do=plain');
    const id = answer.headers.get('apigw-requestid');
    await answer.text();
    // The line is written after the answer, as in AWS.
    await vi.waitFor(() => {
      const lines = readFileSync(join(system.dataDir, 'logs/access.log'), 'utf8').trim().split('\n');
      const entry = lines.map((line) => JSON.parse(line)).find((line) => line.id === id);
      expect(entry).toEqual({ id, route: 'ANY /open/{id}', status: 200, none: '-' });
    }, 10_000);
  });
});

describe('limits', () => {
  it('end an integration that takes longer than its timeout', async () => {
    const answer = await get('/hurried?do=hang');
    expect([answer.status, await answer.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });

  it('refuse a body above 10 MB', async () => {
    const answer = await get('/open/1', { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) });
    expect([answer.status, await answer.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  });

  it('refuse headers above 10,240 bytes', async () => {
    const answer = await get('/open/1', { headers: { 'x-long': 'x'.repeat(10_240) } });
    expect(answer.status).toBe(431);
  });
});

describe('cross-origin requests', () => {
  const preflight = (origin: string) => ({
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'PUT' },
  });

  it('are answered without the function for an allowed origin', async () => {
    const answer = await get('/closed', preflight('http://localhost:5173'));
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  });

  it('get no permission for another', async () => {
    const answer = await get('/open/1', preflight('http://evil.example'));
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('JWT authorizer', () => {
  it('hands on the claims as text', async () => {
    const answer = await get('/closed', bearer(token));
    const { event } = Object(await answer.json());
    expect(event.requestContext.authorizer).toEqual({
      jwt: {
        claims: expect.objectContaining({
          iss: system.outputs.IssuerUrl,
          client_id: system.outputs.ConsoleClientId,
          'cognito:groups': '[advisor]',
          tenant: 'acme',
          token_use: 'access',
          exp: expect.stringMatching(/^\d+$/),
        }),
        scopes: null,
      },
    });
  });

  it('hands on the scopes that the route asks for', async () => {
    const { event } = Object(await (await get('/scoped', bearer(token))).json());
    expect(event.requestContext.authorizer.jwt.scopes).toEqual(['openid']);
  });

  it('answers 403 for a token without the scope', async () => {
    const answer = await get('/forbidden', bearer(token));
    expect([answer.status, await answer.json()]).toEqual([403, { message: 'Forbidden' }]);
  });

  it.each([
    ['no token', async () => undefined],
    ['text that is no token', async () => 'abc'],
    ['an unsigned token', async () => `${token.split('.')[0]}.${token.split('.')[1]}.`],
    ['a changed token', async () => token.replace(/\.([^.]+)\./, (_, claims: string) => `.${claims.slice(0, -3)}AAA.`)],
    ['a token signed by somebody else', () => foreignToken({ expiresIn: '1h' })],
    ['an expired token', () => foreignToken({ expiresIn: '-1h' })],
  ])('answers 401 to %s', async (_, make) => {
    const value = await make();
    const answer = await get('/closed', value === undefined ? {} : bearer(value));
    expect([answer.status, await answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  const foreignToken = async ({ expiresIn }: { expiresIn: string }): Promise<string> => {
    const { privateKey } = await generateKeyPair('RS256');
    return new SignJWT({ client_id: system.outputs.ConsoleClientId, tenant: 'demo' })
      .setProtectedHeader({ alg: 'RS256', kid: 'foreign' })
      .setIssuer(system.outputs.IssuerUrl ?? '')
      .setIssuedAt()
      .setExpirationTime(expiresIn)
      .sign(privateKey);
  };
});
