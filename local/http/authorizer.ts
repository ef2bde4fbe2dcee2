import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import type { JwtContext } from './event.ts';
import type { HttpRoute, JwtAuthorizer } from './routes.ts';

/** Outcome of the authorizer: the claims, or the status that API Gateway answers and its `www-authenticate`. */
export type Authorization =
  | { readonly allowed: true; readonly jwt: JwtContext | undefined }
  | { readonly allowed: false; readonly status: 401 | 403; readonly challenge: string };

/** RSA-based algorithms are the only ones that JWT authorizers know. */
const algorithms = ['RS256', 'RS384', 'RS512'];

const discoverySchema = z.object({ jwks_uri: z.string().optional() });

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/**
 * Checks tokens as the JWT authorizer of HTTP APIs does: signature by a key of the issuer's JWKS, `iss`, `aud` (or
 * `client_id` where there is no `aud`), `exp`, `nbf`, `iat`, and one of the route's scopes.
 * Source: API Gateway developer guide, "Controlling access to HTTP APIs with JWT authorizers".
 */
export const createAuthorizer = (): ((route: HttpRoute, header: string | undefined) => Promise<Authorization>) => {
  const keySets = new Map<string, Promise<KeySet>>();

  const keysOf = async (issuer: string): Promise<KeySet> => {
    const known = keySets.get(issuer) ?? discover(issuer);
    keySets.set(issuer, known);
    try {
      return await known;
    } catch (error) {
      // The provider was not reachable: ask again next time.
      keySets.delete(issuer);
      throw error;
    }
  };

  return async ({ authorizer, scopes }, header) => {
    if (authorizer === undefined) return { allowed: true, jwt: undefined };
    const token = /^(?:bearer +)?(\S+)$/i.exec(header?.trim() ?? '')?.[1];
    if (token === undefined) return refuse(401, 'Bearer');
    let claims: JWTPayload;
    try {
      const verified = await jwtVerify(token, await keysOf(authorizer.issuer), {
        issuer: authorizer.issuer,
        algorithms: algorithms,
        requiredClaims: ['exp'],
      });
      claims = verified.payload;
    } catch (error) {
      return refuse(401, `Bearer scope="" error="invalid_token" error_description="${describe(error)}"`);
    }
    if (!hasAudience(claims, authorizer)) {
      const description = 'the token does not have a valid audience';
      return refuse(401, `Bearer scope="" error="invalid_token" error_description="${description}"`);
    }
    if (claims.iat !== undefined && claims.iat > Date.now() / 1000) {
      return refuse(401, 'Bearer scope="" error="invalid_token" error_description="the token is used before issued"');
    }
    const granted = scopesOf(claims);
    const matching = scopes.filter((scope) => granted.includes(scope));
    if (scopes.length > 0 && matching.length === 0) {
      return refuse(403, `Bearer scope="${scopes.join(' ')}" error="insufficient_scope"`);
    }
    return { allowed: true, jwt: { claims: asText(claims), scopes: scopes.length === 0 ? null : matching } };
  };
};

const refuse = (status: 401 | 403, challenge: string): Authorization => ({ allowed: false, status, challenge });

const discover = async (issuer: string): Promise<KeySet> => {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(5_000) });
  const document = discoverySchema.parse(answer.ok ? await answer.json() : {});
  return createRemoteJWKSet(new URL(document.jwks_uri ?? `${issuer}/.well-known/jwks.json`), {
    cooldownDuration: 1_000,
  });
};

const hasAudience = (claims: JWTPayload, { audience }: JwtAuthorizer): boolean => {
  const given = claims.aud ?? claims.client_id;
  const values: unknown[] = Array.isArray(given) ? given : [given];
  return values.some((value) => typeof value === 'string' && audience.includes(value));
};

const scopesOf = (claims: JWTPayload): string[] => {
  const given = claims.scope ?? claims.scp;
  if (Array.isArray(given)) return given.map(String);
  return typeof given === 'string' ? given.split(' ') : [];
};

/** Claims reach the function as text; a list as `[a b]`, as observed at API Gateway. */
const asText = (claims: JWTPayload): Record<string, string> =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => {
      if (Array.isArray(value)) return [name, `[${value.join(' ')}]`];
      return [name, typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)];
    }),
  );

const describe = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `the token has an invalid ${error.claim}`;
  if (error instanceof errors.JOSEError) return 'signature validation failed';
  return 'the issuer could not be reached';
};
