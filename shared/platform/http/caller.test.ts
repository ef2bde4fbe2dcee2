/** Who calls: §5.6 E (#84–91). */
import { describe, expect, it } from 'vitest';
import { callerOf, requireRole } from './caller.ts';

const claims = { token_use: 'access', client_id: 'console', sub: 'user-1', tenant: 'acme', roles: '[advisor viewer]' };

describe('caller of a token', () => {
  it('takes company, user and roles from an access token', () => {
    expect(callerOf(claims)).toEqual({ tenant: 'acme', userId: 'user-1', roles: ['advisor', 'viewer'] });
  });

  it.each([
    ['none', undefined],
    ['an ID token', { ...claims, token_use: 'id', aud: 'console' }],
    ['a token that does not say what it is for', { ...claims, token_use: undefined }],
    ['a token of no client', { ...claims, client_id: undefined }],
    ['a token of nobody', { ...claims, sub: '' }],
  ])('refuses %s', (_name, token) => {
    expect(() => callerOf(token)).toThrow('UNAUTHENTICATED');
  });

  it.each([[undefined], [''], ['*'], ['acme#2'], ['[acme beta]'], [['acme', 'beta']], ['ACME']])(
    'refuses the company %s',
    (tenant) => {
      expect(() => callerOf({ ...claims, tenant })).toThrow('TENANT_MISSING');
    },
  );

  it('gives no role that the product does not know', () => {
    expect(callerOf({ ...claims, roles: '[owner admin]' }).roles).toEqual(['admin']);
    expect(() => requireRole(callerOf({ ...claims, roles: undefined }), ['viewer'])).toThrow('FORBIDDEN');
  });
});
