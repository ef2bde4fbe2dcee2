import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoUser, type IdentityProvider, startIdentityProvider } from '../../local/identity/provider.ts';

const callbackUrl = 'http://127.0.0.1:42001/callback';
const loggedOut = 'http://127.0.0.1:42001/';
const pool = 'us-east-1_local';
const rosa: DemoUser = {
  sub: '5a3c1f0e-0000-4000-8000-000000000001',
  userName: 'rosa',
  email: 'rosa@acme.example',
  name: 'Rosa <b>Díaz</b>',
  password: 'contacta',
  groups: ['advisor'],
  attributes: { 'custom:tenant': 'acme' },
};
const client = {
  clientId: 'console',
  callbackUrls: [callbackUrl],
  logoutUrls: [loggedOut],
  scopes: ['openid', 'email', 'profile'],
  accessTokenMinutes: 15,
};

const triggerEvents: unknown[] = [];
let trigger: (event: object) => unknown;
let dataDir: string;
let identity: IdentityProvider;

const start = (port = 0): Promise<IdentityProvider> =>
  startIdentityProvider({
    port,
    dataDir,
    userPoolId: pool,
    clients: [client],
    users: [rosa],
    preToken: async (event) => {
      triggerEvents.push(event);
      return trigger(Object(event));
    },
    log: () => {},
  });

/** The pool's trigger as the product has it: the tenant goes into the access token. */
const addTenant = (event: object): object => {
  const accessTokenGeneration = {
    claimsToAddOrOverride: { tenant: 'acme', sub: 'forged' },
    scopesToAdd: ['contacta/api'],
  };
  return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration } } };
};

/** A browser that keeps cookies and does not follow redirects by itself. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async open(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const header of response.headers.getSetCookie()) {
      const [pair = ''] = header.split(';');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}

const verifier = randomBytes(32).toString('base64url');

const discover = async (): Promise<Record<string, string>> =>
  (await fetch(`${identity.issuer}/.well-known/openid-configuration`)).json() as Promise<Record<string, string>>;

const authorizeUrl = (endpoint: string, changes: Record<string, string> = {}): string => {
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = new URLSearchParams({
    client_id: 'console',
    redirect_uri: callbackUrl,
    response_type: 'code',
    scope: 'openid email profile',
    state: 'state-1',
    nonce: 'nonce-1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  });
  return `${endpoint}?${query}`;
};

/** Walks from the authorization endpoint to the callback and answers its address. */
const signIn = async (browser: Browser): Promise<URL> => {
  const { authorization_endpoint = '' } = await discover();
  const begun = await browser.open(authorizeUrl(authorization_endpoint));
  const signInUrl = new URL(begun.headers.get('location') ?? '', identity.url).href;
  const page = await (await browser.open(signInUrl)).text();
  expect(page).toContain('value="rosa"');
  expect(page).not.toContain('<b>');
  const clicked = await browser.open(signInUrl, { method: 'POST', body: new URLSearchParams({ user: 'rosa' }) });
  const resumed = await browser.open(new URL(clicked.headers.get('location') ?? '', identity.url).href);
  return new URL(resumed.headers.get('location') ?? '');
};

const token = async (form: Record<string, string>): Promise<{ status: number; body: Record<string, string> }> => {
  const { token_endpoint = '' } = await discover();
  const response = await fetch(token_endpoint, {
    method: 'POST',
    headers: { origin: 'http://127.0.0.1:42001' },
    body: new URLSearchParams({ client_id: 'console', ...form }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};

const redeem = async (callback: URL): Promise<{ status: number; body: Record<string, string> }> =>
  token({
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: callbackUrl,
    code_verifier: verifier,
  });

const claimsOf = async (jwt: string): Promise<Record<string, unknown>> => {
  const { jwks_uri = '' } = await discover();
  return (await jwtVerify(jwt, createRemoteJWKSet(new URL(jwks_uri)), { issuer: identity.issuer })).payload;
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'identity-'));
  identity = await start();
});

beforeEach(() => {
  trigger = addTenant;
  triggerEvents.length = 0;
});

afterAll(async () => {
  await identity.stop();
  await rm(dataDir, { recursive: true });
});

describe('signing in with the browser', () => {
  it("gives Cognito's tokens with what the trigger adds", async () => {
    const callback = await signIn(new Browser());
    expect(callback.searchParams.get('state')).toBe('state-1');
    const { status, body } = await redeem(callback);
    expect({ status, ...body }).toMatchObject({ status: 200, expires_in: 900, token_type: 'Bearer' });
    expect(await claimsOf(body.access_token ?? '')).toEqual({
      sub: rosa.sub,
      'cognito:groups': ['advisor'],
      iss: identity.issuer,
      version: 2,
      client_id: 'console',
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      token_use: 'access',
      scope: 'openid email profile contacta/api',
      auth_time: expect.any(Number),
      exp: expect.any(Number),
      iat: expect.any(Number),
      jti: expect.any(String),
      username: 'rosa',
      tenant: 'acme',
    });
    expect(await claimsOf(body.id_token ?? '')).toMatchObject({
      sub: rosa.sub,
      aud: 'console',
      token_use: 'id',
      nonce: 'nonce-1',
      email: 'rosa@acme.example',
      'cognito:username': 'rosa',
      'custom:tenant': 'acme',
    });
    expect(decodeProtectedHeader(body.access_token ?? '').alg).toBe('RS256');
    expect(triggerEvents).toEqual([
      {
        version: '2',
        triggerSource: 'TokenGeneration_HostedAuth',
        region: 'us-east-1',
        userPoolId: pool,
        userName: 'rosa',
        callerContext: { awsSdkVersion: expect.any(String), clientId: 'console' },
        request: {
          userAttributes: expect.objectContaining({ sub: rosa.sub, email: rosa.email, 'custom:tenant': 'acme' }),
          groupConfiguration: { groupsToOverride: ['advisor'], iamRolesToOverride: [], preferredRole: null },
          scopes: ['openid', 'email', 'profile'],
        },
        response: {},
      },
    ]);
  });

  it('refreshes, with the trigger told so', async () => {
    const { body } = await redeem(await signIn(new Browser()));
    const refreshed = await token({ grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' });
    expect(await claimsOf(refreshed.body.access_token ?? '')).toMatchObject({ sub: rosa.sub, tenant: 'acme' });
    expect(triggerEvents[1]).toMatchObject({ triggerSource: 'TokenGeneration_RefreshTokens' });
  });

  it('keeps the session until logout, which goes to registered addresses only', async () => {
    const browser = new Browser();
    await signIn(browser);
    const { authorization_endpoint = '', end_session_endpoint = '' } = await discover();
    const again = await browser.open(authorizeUrl(authorization_endpoint));
    expect(again.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:42001\/callback\?code=/);

    const elsewhere = await browser.open(`${end_session_endpoint}?client_id=console&logout_uri=http://evil.example/`);
    expect(elsewhere.status).toBe(400);
    const out = await browser.open(`${end_session_endpoint}?client_id=console&logout_uri=${loggedOut}`);
    expect([out.status, out.headers.get('location')]).toEqual([302, loggedOut]);
    const afterwards = await browser.open(authorizeUrl(authorization_endpoint));
    expect(afterwards.headers.get('location')).toContain('/sign-in/');
  });
});

describe('refusals', () => {
  it('of a request without PKCE, of another callback, and of a wrong verifier', async () => {
    const { authorization_endpoint = '' } = await discover();
    const bare = new URL(authorizeUrl(authorization_endpoint));
    bare.searchParams.delete('code_challenge');
    bare.searchParams.delete('code_challenge_method');
    const refused = await new Browser().open(bare.href);
    expect(refused.headers.get('location')).toContain('error=invalid_request');
    const foreign = await new Browser().open(
      authorizeUrl(authorization_endpoint, { redirect_uri: 'http://evil.example/' }),
    );
    expect(foreign.status).toBe(400);
    const callback = await signIn(new Browser());
    const form = {
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: callbackUrl,
    };
    expect((await token({ ...form, code_verifier: 'x'.repeat(43) })).body.error).toBe('invalid_grant');
  });

  it('when the trigger fails, with its reason', async () => {
    trigger = () => {
      throw new Error('no tenant');
    };
    const { status, body } = await redeem(await signIn(new Browser()));
    expect([status, body.error]).toEqual([400, 'invalid_request']);
    expect(body.error_description).toContain('no tenant');
    expect(body).not.toHaveProperty('access_token');
  });
});

describe('issueToken', () => {
  const request = { clientId: 'console', userName: 'rosa', scopes: ['openid'] };

  it('makes the same access token, valid after a restart on the same port', async () => {
    const jwt = await identity.issueToken(request);
    const port = Number(new URL(identity.url).port);
    await identity.stop();
    identity = await start(port);
    // The first try may meet a connection of the stopped server that fetch has kept.
    await expect
      .poll(() => claimsOf(jwt), { timeout: 5000 })
      .toMatchObject({ token_use: 'access', tenant: 'acme', username: 'rosa' });
  });

  it('names an unknown user and an unknown client', async () => {
    await expect(identity.issueToken({ ...request, userName: 'luis' })).rejects.toThrow('no user luis');
    await expect(identity.issueToken({ ...request, clientId: 'gone' })).rejects.toThrow('no client gone');
  });
});

it('a user whom an administrator makes signs in with the groups that were given, and not after a deletion', async () => {
  const client = new CognitoIdentityProviderClient({
    endpoint: identity.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const Username = 'eva@acme.example';
  const UserAttributes = [{ Name: 'custom:tenant', Value: 'acme' }];
  const make = new AdminCreateUserCommand({ UserPoolId: pool, Username, UserAttributes });
  const { User } = await client.send(make);
  await expect(client.send(make)).rejects.toThrow('already exists');
  const target = { UserPoolId: pool, Username: User?.Username };
  await client.send(new AdminAddUserToGroupCommand({ ...target, GroupName: 'viewer' }));
  const request = { clientId: 'console', userName: Username, scopes: ['openid'] };
  const claims = await claimsOf(await identity.issueToken(request));
  expect(claims).toMatchObject({ sub: User?.Username, 'cognito:groups': ['viewer'] });
  await client.send(new AdminDeleteUserCommand(target));
  await expect(identity.issueToken(request)).rejects.toThrow(`no user ${Username}`);
  expect(identity.users().map(({ userName }) => userName)).toEqual(['rosa']);
});
