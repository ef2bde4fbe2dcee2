/** Company and roles of a user, from what only administrators write in the user pool (reliability §4.2). Pure. */
import { tenantPattern } from '#contract/fields.ts';
import { type Role, roles } from '#contract/vocabulary.ts';

export interface UserAttributes {
  readonly [name: string]: string | undefined;
}

/** The one company of the user; undefined when the attribute is missing or is no company id. */
export const tenantOf = (attributes: UserAttributes): string | undefined => {
  const tenant = attributes['custom:tenant'];
  return tenant !== undefined && tenantPattern.test(tenant) ? tenant : undefined;
};

/** Our roles among the user's groups, weakest first; other groups are none of our business. */
export const rolesOf = (groups: readonly string[]): Role[] => roles.filter((role) => groups.includes(role));

/**
 * Claims of the access token. A user without a company gets none, so that the API answers TENANT_MISSING; a claim of
 * that name that came from elsewhere would be overridden or suppressed.
 */
export const accessClaims = (
  tenant: string | undefined,
  userRoles: readonly Role[],
): { claimsToAddOrOverride: Record<string, string>; claimsToSuppress: string[] } => ({
  claimsToAddOrOverride: { roles: userRoles.join(' '), ...(tenant === undefined ? {} : { tenant }) },
  claimsToSuppress: tenant === undefined ? ['tenant'] : [],
});
