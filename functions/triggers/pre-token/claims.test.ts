import { describe, expect, it } from 'vitest';
import { accessClaims, rolesOf, tenantOf } from './claims.ts';

describe('claims of the access token (§5.6 #88, §4.2)', () => {
  it.each([undefined, '', '*', 'acme#2', 'acme,demo', 'acme demo', 'ACME', 'a', 'x'.repeat(41)])(
    'names no company for %j',
    (value) => {
      expect(tenantOf(value === undefined ? {} : { 'custom:tenant': value })).toBeUndefined();
    },
  );

  it('names the one company', () => {
    expect(tenantOf({ 'custom:tenant': 'acme', tenant: 'demo' })).toBe('acme');
  });

  it('takes only our roles from the groups, in a fixed order', () => {
    expect(rolesOf(['admin', 'eu-west-1_x_Google', 'viewer', 'Admin'])).toEqual(['viewer', 'admin']);
    expect(rolesOf([])).toEqual([]);
  });

  it('leaves no claim of a company where there is none', () => {
    expect(accessClaims(undefined, ['admin'])).toEqual({
      claimsToAddOrOverride: { roles: 'admin' },
      claimsToSuppress: ['tenant'],
    });
    expect(accessClaims('acme', ['viewer', 'advisor'])).toEqual({
      claimsToAddOrOverride: { roles: 'viewer advisor', tenant: 'acme' },
      claimsToSuppress: [],
    });
  });
});
