/**
 * Checks an access token as the HTTP API's JWT authorizer does, for doors that have no such authorizer: API Gateway
 * offers none for WebSocket APIs.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { roles } from '#contract/vocabulary.ts';
import type { Clock } from '../clock.ts';
import { Refusal } from '../errors.ts';
import { type Caller, callerOf, requireRole } from './caller.ts';

export interface TokenRules {
  /** Issuer URL of the user pool; its keys lie at `/.well-known/jwks.json` below it. */
  readonly issuerUrl: string;
  readonly clientId: string;
  /** Scope that the token must carry: ID tokens carry none. */
  readonly scope: string;
  readonly clock: Clock;
}

export interface VerifiedToken {
  readonly caller: Caller;
  /** Epoch ms. */
  readonly endsAt: number;
}

/** Faults of the way to the keys, not of the token: whoever asks again may be let in. */
const keyFaults: readonly string[] = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];

/** Longest wait for the issuer's keys, ms; they are kept for the life of the function. */
const keyTimeoutMs = 3_000;

/**
 * @returns a function that gives the user of a token
 * @throws (the function) Refusal UNAUTHENTICATED, TENANT_MISSING or FORBIDDEN; Error when the keys cannot be had
 */
export const createTokenVerifier = ({ issuerUrl, clientId, scope, clock }: TokenRules) => {
  const keys = createRemoteJWKSet(new URL(`${issuerUrl}/.well-known/jwks.json`), { timeoutDuration: keyTimeoutMs });
  const claimsOf = async (token: string): Promise<JWTPayload> => {
    try {
      // An allow-list: what the token says about its algorithm is not believed (RFC 8725 §3.1).
      const allowed = { issuer: issuerUrl, algorithms: ['RS256'], requiredClaims: ['exp', 'sub'] };
      return (await jwtVerify(token, keys, { ...allowed, currentDate: new Date(clock.now()) })).payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError) || keyFaults.includes(error.code)) throw error;
      throw new Refusal('UNAUTHENTICATED', 'Send a valid access token of this API.');
    }
  };
  return async (token: string): Promise<VerifiedToken> => {
    const claims = await claimsOf(token);
    const caller = callerOf(claims);
    const scopes = String(claims.scope ?? '').split(' ');
    if (claims.client_id !== clientId || !scopes.includes(scope)) {
      throw new Refusal('UNAUTHENTICATED', 'The token was issued for another client.');
    }
    requireRole(caller, roles);
    return { caller, endsAt: (claims.exp ?? 0) * 1000 };
  };
};
