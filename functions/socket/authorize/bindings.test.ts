/** The socket's door takes the same tokens as the HTTP API, signed and served as a user pool does (reliability §4.2). */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokenVerifier } from '#platform/http/access-token.ts';
import type { Log } from '#platform/log.ts';
import { createAuthorizer } from './bindings.ts';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
const logged: unknown[] = [];
const log: Log = { info: (...words) => logged.push(words), warn: () => 0, error: () => 0, count: () => 0 };
const server = createServer();
let ours: Pair;
let foreign: Pair;
let issuerUrl = '';
let authorize: ReturnType<typeof createAuthorizer>;

beforeAll(async () => {
  ours = await generateKeyPair('RS256');
  foreign = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(ours.publicKey)), kid: 'key', alg: 'RS256', use: 'sig' };
  server.on('request', (_request, response) => response.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  issuerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pool`;
  authorize = createAuthorizer({
    log,
    verify: createTokenVerifier({ issuerUrl, clientId: 'console', scope: 'contacta/api', clock }),
  });
});
afterAll(() => server.close());

/** Monday 23 November 2026, 12:00 in Santiago. */
const clock = { now: () => Date.parse('2026-11-23T15:00:00Z') };
const seconds = () => Math.floor(clock.now() / 1000);
const claims = (): JWTPayload => ({
  iss: issuerUrl,
  sub: 'ana',
  token_use: 'access',
  client_id: 'console',
  scope: 'openid contacta/api',
  tenant: 'demo',
  roles: 'advisor',
  iat: seconds(),
  exp: seconds() + 600,
});
/** Claims in place of the usual ones; undefined leaves one out. */
type Changes = Readonly<Record<string, unknown>>;
const sign = (over: Changes = {}, { privateKey }: Pair = ours) =>
  new SignJWT({ ...claims(), ...over }).setProtectedHeader({ alg: 'RS256', kid: 'key' }).sign(privateKey);
const request = (parts: { header?: string; query?: Record<string, string> }) => ({
  methodArn: 'arn:aws:execute-api:us-east-1:000000000000:api/live/$connect',
  headers: parts.header === undefined ? {} : { Authorization: parts.header },
  queryStringParameters: parts.query ?? {},
});

describe('who may connect', () => {
  it('whoever has an access token, in the header or in the query', async () => {
    const token = await sign();
    for (const parts of [{ header: `Bearer ${token}` }, { query: { access_token: token } }, { query: { token } }]) {
      const answer = await authorize(request(parts));
      expect(answer.policyDocument.Statement[0]).toMatchObject({ Effect: 'Allow', Action: 'execute-api:Invoke' });
      expect(answer.context).toEqual({
        tenant: 'demo',
        userId: 'ana',
        tokenEndsAt: expect.stringMatching(/^\d{10}000$/),
      });
    }
  });

  it.each<[string, Changes]>([
    ['an expired one', { exp: seconds() - 1 }],
    ['one without an end', { exp: undefined }],
    ['another issuer', { iss: 'https://elsewhere.example' }],
    ['an ID token', { token_use: 'id' }],
    ['another program', { client_id: 'other' }],
    ['one without the scope', { scope: 'openid' }],
    ['one of nobody', { sub: undefined }],
  ])('not with %s: 401', async (_name, over) => {
    await expect(authorize(request({ header: `Bearer ${await sign(over)}` }))).rejects.toThrow(/^Unauthorized$/);
  });

  it('not with a foreign key, a secret as key, no signature, or nothing: 401', async () => {
    const secret = new TextEncoder().encode('x'.repeat(32));
    const symmetric = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'key' }).sign(secret);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${part({ alg: 'none' })}.${part(claims())}.`;
    for (const token of [await sign({}, foreign), symmetric, unsigned, 'a.b.c', '']) {
      await expect(authorize(request({ query: { access_token: token } })), token).rejects.toThrow(/^Unauthorized$/);
    }
    await expect(authorize(request({}))).rejects.toThrow(/^Unauthorized$/);
  });

  it.each<[string, Changes]>([
    ['without a company', { tenant: undefined }],
    ['of two companies', { tenant: 'demo,acme' }],
    ['without a role', { roles: '' }],
  ])('not a user %s: 403', async (_name, over) => {
    const answer = await authorize(request({ header: `Bearer ${await sign(over)}` }));
    expect(answer.policyDocument.Statement[0]).toMatchObject({ Effect: 'Deny' });
    expect(answer).not.toHaveProperty('context');
  });

  it('while the keys cannot be had it is a fault of ours, not of the token: 500, and the client asks again', async () => {
    const verify = createTokenVerifier({
      issuerUrl: 'http://127.0.0.1:9/pool',
      clientId: 'console',
      scope: 'contacta/api',
      clock,
    });
    const failing = createAuthorizer({ log, verify });
    await expect(failing(request({ header: `Bearer ${await sign()}` }))).rejects.not.toThrow(/^Unauthorized$/);
  });

  it('logs no token', () => {
    expect(JSON.stringify(logged)).not.toMatch(/eyJ/);
  });
});
