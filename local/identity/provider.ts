import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import { type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import * as z from 'zod';
import type { RunningService } from '../providers/service.ts';
import { answerAdminRequest, isAdminRequest, UserSwitches } from './admin-api.ts';
import type { DemoUser } from './demo-user.ts';
import { memoryStore } from './session-store.ts';
import { problemPage, signInPage } from './sign-in-page.ts';
import { openSigningKey, type SigningKey } from './signing-keys.ts';
import { TokenIssuer } from './tokens.ts';

export type { DemoUser } from './demo-user.ts';

/** An app client of the pool. */
interface IdentityClient {
  readonly clientId: string;
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly scopes: readonly string[];
  readonly accessTokenMinutes: number;
}

interface IdentityOptions {
  /** Port on 127.0.0.1. */
  readonly port: number;
  readonly dataDir: string;
  readonly userPoolId: string;
  readonly clients: readonly IdentityClient[];
  readonly users: readonly DemoUser[];
  /** Invokes the pool's pre-token function with a V2_0 event and answers what it returns. */
  preToken(event: unknown): Promise<unknown>;
  log(line: string): void;
}

export interface IdentityProvider extends RunningService {
  readonly issuer: string;
  /** Users that there are at present. */
  users(): readonly DemoUser[];
  /**
   * An access token without the browser, made in the same way as the browser's.
   *
   * @throws Error when client or user do not exist or the trigger fails
   */
  issueToken(input: { clientId: string; userName: string; scopes: readonly string[] }): Promise<string>;
}

/** Refresh tokens and sessions live as long as Cognito's refresh tokens do by default. */
const refreshSeconds = 30 * 24 * 60 * 60;

/**
 * Stands in for the template's Cognito user pool: discovery and keys under the issuer, authorization code with PKCE,
 * tokens with Cognito's claims, the pool's own pre-token trigger, `/logout` as at Cognito's domain.
 */
export const startIdentityProvider = async (options: IdentityOptions): Promise<IdentityProvider> => {
  const server = createServer();
  await listen(server, options.port);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const url = `http://127.0.0.1:${port}`;
  const prefix = `/${options.userPoolId}`;
  const issuer = `${url}${prefix}`;
  const key = await openSigningKey(options.dataDir);
  const switches = new UserSwitches(options.dataDir);
  const users = () => switches.present(options.users);
  const tokens = new TokenIssuer({ issuer, userPoolId: options.userPoolId, key, preToken: options.preToken });
  const oidc = new Provider(issuer, configuration(options, issuer, key, users));
  replaceTokens(oidc, tokens, switches, { ...options, users });
  const handleOidc = oidc.callback();

  const handle = async (
    request: IncomingMessage & { originalUrl?: string },
    response: ServerResponse,
  ): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    if (pathname === '/' && isAdminRequest(request)) {
      return answerAdminRequest(request, response, { ...options, switches });
    }
    if (pathname === `${prefix}/logout`) return logOut(response, searchParams, options.clients);
    if (pathname.startsWith(`${prefix}/sign-in/`)) {
      return signIn(oidc, request, response, pathname, { users: users(), switches });
    }
    if (!pathname.startsWith(`${prefix}/`)) {
      return sendPage(response, 404, problemPage('No encontrado', `This is the identity provider of ${issuer}.`));
    }
    // oidc-provider finds out where it is mounted by comparing both, as under Express.
    request.originalUrl = request.url ?? '/';
    request.url = request.originalUrl.slice(prefix.length);
    await handleOidc(request, response);
  };

  server.on('request', (request, response) => {
    handle(request, response).catch((error: unknown) => {
      const expired = error instanceof Error && error.name === 'SessionNotFound';
      if (!expired) options.log(`identity: ${error instanceof Error ? error.stack : String(error)}`);
      if (response.headersSent) return response.destroy();
      const detail = expired ? 'This sign-in has expired. Go back to the console and begin again.' : 'See the log.';
      sendPage(response, expired ? 400 : 500, problemPage('No se pudo iniciar sesión', detail));
    });
  });

  return {
    url,
    issuer,
    users,
    async issueToken({ clientId, userName, scopes }) {
      const client = options.clients.find((candidate) => candidate.clientId === clientId);
      if (!client) throw new Error(`The user pool has no client ${clientId}.`);
      const user = users().find((candidate) => candidate.userName === userName);
      if (user !== undefined && switches.isDisabled(user)) throw new Error(`${userName} is disabled.`);
      if (!user) throw new Error(`The user pool has no user ${userName}: one of ${names(users())}.`);
      const { accessToken } = await tokens.issue({
        clientId,
        user,
        scopes,
        authTime: Math.floor(Date.now() / 1000),
        lifetime: client.accessTokenMinutes * 60,
        triggerSource: 'TokenGeneration_HostedAuth',
      });
      return accessToken;
    },
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
};

const listen = async (server: ReturnType<typeof createServer>, port: number): Promise<void> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken ? new Error(`Identity: port ${port} is in use. Stop what uses it, or start on other ports.`) : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
};

const configuration = (
  options: IdentityOptions,
  issuer: string,
  key: SigningKey,
  users: () => readonly DemoUser[],
): Configuration => {
  const scopes = new Set(['openid', ...options.clients.flatMap((client) => client.scopes)]);
  const origins = new Set(
    options.clients.flatMap(({ callbackUrls }) => callbackUrls.map((url) => new URL(url).origin)),
  );
  return {
    adapter: memoryStore(),
    jwks: { keys: [key.jwk] },
    clients: options.clients.map((client) => ({
      client_id: client.clientId,
      redirect_uris: [...client.callbackUrls],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: [...new Set(['openid', ...client.scopes])].join(' '),
    })),
    scopes: [...scopes],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, sub) => {
      const user = users().find((candidate) => candidate.sub === sub);
      return (
        user && { accountId: sub, claims: () => ({ sub, email: user.email, email_verified: true, name: user.name }) }
      );
    },
    // Nobody consents to their own company's console: every sign-in gets the scopes that it asks for.
    async loadExistingGrant(context) {
      const { client, session, params, provider } = context.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(String(params?.scope ?? 'openid'));
      await grant.save();
      return grant;
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: false,
    pkce: { required: () => true },
    clientBasedCORS: (_context, origin) => origins.has(origin),
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    interactions: { url: (_context, interaction) => `/${options.userPoolId}/sign-in/${interaction.uid}` },
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      revocation: '/oauth2/revoke',
      jwks: '/.well-known/jwks.json',
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    discovery: { end_session_endpoint: `${issuer}/logout` },
    ttl: {
      AuthorizationCode: 5 * 60,
      AccessToken: 60 * 60,
      IdToken: 60 * 60,
      RefreshToken: refreshSeconds,
      Grant: refreshSeconds,
      Session: refreshSeconds,
      Interaction: 60 * 60,
    },
    renderError(context, out) {
      options.log(`identity: ${out.error}: ${out.error_description ?? ''}`);
      context.type = 'html';
      context.body = problemPage('No se pudo iniciar sesión', `${out.error}: ${out.error_description ?? ''}`);
    },
  };
};

const tokenAnswerSchema = z.looseObject({ id_token: z.string().optional(), scope: z.string().optional() });

/**
 * Puts Cognito's tokens where oidc-provider has put its own. oidc-provider checks code, PKCE and refresh token; its
 * JWT access tokens need an audience, which Cognito's have not, so both tokens are signed here.
 */
const replaceTokens = (
  oidc: Provider,
  tokens: TokenIssuer,
  switches: UserSwitches,
  options: Pick<IdentityOptions, 'clients' | 'log'> & { readonly users: () => readonly DemoUser[] },
): void => {
  oidc.use(async (context: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    if (context.oidc?.route !== 'token' || context.status !== 200) return;
    const answer = tokenAnswerSchema.parse(context.body);
    const { client, account } = context.oidc;
    const settings = options.clients.find(({ clientId }) => clientId === client?.clientId);
    const user = options.users().find(({ sub }) => sub === account?.accountId);
    if (!settings || !user) throw new Error('The token endpoint answered without client or account.');
    const { AuthorizationCode, RefreshToken } = context.oidc.entities;
    const source = AuthorizationCode ?? RefreshToken;
    // With a code, the refresh token among the entities is the one that is being made.
    const isRefresh = AuthorizationCode === undefined && RefreshToken !== undefined;
    const revoked = isRefresh && switches.isRevoked(user, RefreshToken.iat ?? 0);
    if (revoked || switches.isDisabled(user)) {
      context.status = 400;
      context.body = {
        error: 'invalid_grant',
        error_description: revoked ? 'Refresh Token has been revoked' : 'User is disabled.',
      };
      return;
    }
    const { nonce } = answer.id_token === undefined ? {} : decodeJwt<{ nonce?: string }>(answer.id_token);
    const lifetime = settings.accessTokenMinutes * 60;
    try {
      const issued = await tokens.issue({
        clientId: settings.clientId,
        user,
        scopes: (answer.scope ?? 'openid').split(' '),
        authTime: source?.authTime ?? Math.floor(Date.now() / 1000),
        lifetime,
        triggerSource: AuthorizationCode ? 'TokenGeneration_HostedAuth' : 'TokenGeneration_RefreshTokens',
        nonce,
      });
      context.body = {
        ...answer,
        access_token: issued.accessToken,
        ...(answer.id_token === undefined ? {} : { id_token: issued.idToken }),
        scope: issued.scope,
        expires_in: lifetime,
        token_type: 'Bearer',
      };
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      options.log(`identity: the pre-token trigger failed: ${cause}`);
      context.status = 400;
      context.body = { error: 'invalid_request', error_description: `PreTokenGeneration failed with error ${cause}` };
    }
  });
};

const signIn = async (
  oidc: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  { users, switches }: { readonly users: readonly DemoUser[]; readonly switches: UserSwitches },
): Promise<void> => {
  await oidc.interactionDetails(request, response);
  if (request.method !== 'POST') return sendPage(response, 200, signInPage(pathname, users));
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const userName = new URLSearchParams(Buffer.concat(chunks).toString('utf8')).get('user');
  const user = users.find((candidate) => candidate.userName === userName);
  if (!user) {
    return sendPage(response, 400, problemPage('Usuario desconocido', `Choose one of ${names(users)}.`));
  }
  if (switches.isDisabled(user)) {
    return sendPage(response, 400, problemPage('Usuario desactivado', 'User is disabled. Ask an administrator.'));
  }
  await oidc.interactionFinished(request, response, { login: { accountId: user.sub } });
};

/** Cognito's `/logout?client_id=…&logout_uri=…`: ends the session and goes back to a registered address only. */
const logOut = (response: ServerResponse, query: URLSearchParams, clients: readonly IdentityClient[]): void => {
  const client = clients.find(({ clientId }) => clientId === query.get('client_id'));
  const target = query.get('logout_uri');
  if (!client || target === null || !client.logoutUrls.includes(target)) {
    const detail = 'Required are a known client_id and a logout_uri registered for it.';
    sendPage(response, 400, problemPage('No se pudo cerrar la sesión', detail));
    return;
  }
  const expired = ['_session', '_session.sig', '_session.legacy', '_session.legacy.sig'].map(
    (name) => `${name}=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly`,
  );
  response.writeHead(302, { location: target, 'set-cookie': expired }).end();
};

const sendPage = (response: ServerResponse, status: number, html: string): void => {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
    .end(html);
};

const names = (users: readonly DemoUser[]): string => users.map(({ userName }) => userName).join(', ');
