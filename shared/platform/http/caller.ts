/** Who calls: from the verified token only; headers that claim an identity are not read (§5.6 E). */
import { tenantPattern } from '#contract/fields.ts';
import { type Role, roles } from '#contract/vocabulary.ts';
import { Refusal } from '../errors.ts';

export interface Caller {
  readonly tenant: string;
  /** Subject of the token: the user's id. */
  readonly userId: string;
  readonly roles: readonly Role[];
}

/** Claims as API Gateway passes them on: text; a list arrives as `[a b]`. */
export type Claims = Readonly<Record<string, unknown>>;

const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

const wordsOf = (claim: unknown): readonly string[] =>
  (Array.isArray(claim)
    ? claim.map(String)
    : String(claim ?? '')
        .replace(/^\[|\]$/g, '')
        .split(/[\s,]+/)
  ).filter((word) => word !== '');

/**
 * @throws Refusal UNAUTHENTICATED when it is not an access token; TENANT_MISSING when it names no company, several,
 *   or something that is not a company id
 */
export const callerOf = (claims: Claims | undefined): Caller => {
  if (claims === undefined || claims.token_use !== 'access' || !claims.client_id || !claims.sub) {
    throw new Refusal('UNAUTHENTICATED', 'Send an access token of this API.');
  }
  const tenant = claims.tenant;
  if (typeof tenant !== 'string' || !tenantPattern.test(tenant)) {
    throw new Refusal('TENANT_MISSING', 'The token must name exactly one company.');
  }
  return { tenant, userId: String(claims.sub), roles: wordsOf(claims.roles).filter(isRole) };
};

/** @throws Refusal FORBIDDEN when the caller has none of the roles */
export const requireRole = (caller: Caller, allowed: readonly Role[]): void => {
  if (!caller.roles.some((role) => allowed.includes(role))) {
    throw new Refusal('FORBIDDEN', `This needs one of the roles ${allowed.join(', ')}.`);
  }
};
