/** Users who are disabled, and how much a user may ask, over HTTP and the socket (issue 10, B7 and B8). */
import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { as } from './support/api.ts';
import { eventually } from './support/eventually.ts';
import { newcomer, pool } from './support/newcomers.ts';
import { guarded, type Operation } from './support/operations.ts';
import { operator, theOperator } from './support/operator.ts';
import { LiveClient } from './support/socket.ts';

const admin = as('acme', 'admin');
const viewer = as('acme', 'viewer');
const anything = z.unknown();
const me = z.looseObject({ userId: z.string() });
const users = z.looseObject({ items: z.array(z.looseObject({ userId: z.string(), active: z.boolean() })) });
const limits = z.looseObject({ items: z.array(z.looseObject({ name: z.string(), limit: z.int(), used: z.int() })) });

/** What the issue allows from the switch to the refusal, ms. */
const withinMs = 60_000;

const switchUser = (userId: string, active: boolean) =>
  admin.take(z.looseObject({ active: z.literal(active) }), 200, 'PUT', `/v1/users/${userId}`, { body: { active } });

/** A route of each resource, and so of each function: what one of them remembers, all of its routes know. */
const looks = [
  ...new Map(
    guarded
      .filter(({ method, pathParameters }) => method === 'GET' && pathParameters.length === 0)
      .map((operation) => [operation.path.split('/')[2], operation]),
  ).values(),
];

let switched: string | undefined;
afterAll(async () => {
  if (switched !== undefined) await switchUser(switched, true);
});

describe('a user who is disabled', () => {
  it(
    'is refused within 60 s on every kind of route, loses the socket, leaves the directory, and comes back',
    async () => {
      const { userId } = await viewer.take(me, 200, 'GET', '/v1/me');
      const token = viewer.authorization.authorization.replace('Bearer ', '');
      const socket = await LiveClient.open(token);
      switched = userId;
      await switchUser(userId, false);
      const since = Date.now();
      await eventually(async () => expect(socket.frames.map(({ code }) => code)).toContain('USER_DISABLED'));
      await expect(LiveClient.open(token)).rejects.toThrow();
      const routes = ['/v1/me', '/v1/customers', '/v1/interactions', '/v1/templates', '/v1/processes', '/v1/accounts'];
      for (const route of routes) {
        await eventually(
          async () => expect((await viewer.call('GET', route)).code, route).toBe('USER_DISABLED'),
          withinMs - (Date.now() - since),
        );
        expect((await viewer.call('GET', route)).status).toBe(401);
      }
      expect(Date.now() - since).toBeLessThan(withinMs);
      const listed = async (query: Record<string, string>) =>
        (await admin.take(users, 200, 'GET', '/v1/users', { query })).items.map((user) => user.userId);
      expect(await listed({})).not.toContain(userId);
      expect(await listed({ state: 'disabled' })).toContain(userId);
      const audit = await admin.take(z.looseObject({ items: z.array(anything) }), 200, 'GET', '/v1/audit', {
        query: { kind: 'user', limit: '1' },
      });
      expect(audit.items).toMatchObject([
        { subjectId: userId, actor: 'user', changes: [{ field: 'active', before: true, after: false }] },
      ]);
      await switchUser(userId, true);
      switched = undefined;
      await eventually(async () => expect((await viewer.call('GET', '/v1/me')).status).toBe(200), withinMs);
    },
    3 * withinMs,
  );

  it.runIf(operator).each(['disabled', 'deleted'] as const)(
    '%s at the user pool itself is refused within 60 s on every route and the socket, and leaves the directory',
    async (what) => {
      const { userId, target, call, token } = await newcomer('acme', 'advisor');
      // Every function has just let the user in, and remembers it.
      for (const { path } of looks) expect((await call('GET', path)).code, path).not.toBe('USER_DISABLED');
      const listed = async (query: Record<string, string> = {}) =>
        (await admin.take(users, 200, 'GET', '/v1/users', { query })).items.map((user) => user.userId);
      expect(await listed()).toContain(userId);
      const socket = await LiveClient.open(token);
      await pool.send(what === 'disabled' ? new AdminDisableUserCommand(target) : new AdminDeleteUserCommand(target));
      const since = Date.now();
      await theOperator().tick();
      await eventually(async () => expect(socket.frames.map(({ code }) => code)).toContain('USER_DISABLED'));
      await expect(LiveClient.open(token)).rejects.toThrow();
      const refused = async ({ method, path }: Pick<Operation, 'method' | 'path'>) => {
        const { status, code } = await call(method, path.replaceAll(/\{[^}]+\}/g, 'x'));
        expect([status, code], `${method} ${path}`).toEqual([401, 'USER_DISABLED']);
      };
      for (const look of looks) await eventually(() => refused(look), withinMs - (Date.now() - since));
      expect(Date.now() - since).toBeLessThan(withinMs);
      for (const operation of guarded) await eventually(() => refused(operation));
      expect(await listed()).not.toContain(userId);
      expect(await listed({ state: 'disabled' })).toContain(userId);
      const audit = await admin.take(z.looseObject({ items: z.array(anything) }), 200, 'GET', '/v1/audit', {
        query: { kind: 'user', limit: '1' },
      });
      expect(audit.items).toMatchObject([
        { subjectId: userId, actor: 'system', changes: [{ field: 'active', before: true, after: false }] },
      ]);
      if (what === 'deleted') return;
      await pool.send(new AdminEnableUserCommand(target));
      await theOperator().tick();
      await eventually(async () => expect((await call('GET', '/v1/me')).status).toBe(200), withinMs);
      expect(await listed()).toContain(userId);
    },
    5 * withinMs,
  );

  it('is not oneself', async () => {
    const { userId } = await admin.take(me, 200, 'GET', '/v1/me');
    const reply = await admin.call('PUT', `/v1/users/${userId}`, { body: { active: false } });
    expect([reply.status, reply.code]).toEqual([409, 'USER_IS_SELF']);
  });
});

describe('limits', () => {
  it('stand in the headers of every answer, and are told with what is used', async () => {
    const reply = await admin.call('GET', '/v1/settings/limits');
    const header = (name: string) => Number(reply.headers.get(name));
    expect(header('ratelimit-limit')).toBeGreaterThan(0);
    expect(header('ratelimit-remaining')).toBeLessThan(header('ratelimit-limit'));
    expect(header('ratelimit-reset')).toBeGreaterThan(0);
    expect(header('ratelimit-reset')).toBeLessThanOrEqual(60);
    expect(reply.headers.get('ratelimit-policy')).toBe('6000;w=60, 30000;w=60');
    expect(limits.parse(reply.json).items.map(({ name, limit }) => [name, limit])).toEqual([
      ['userRequestsPerMinute', 6_000],
      ['requestsPerMinute', 30_000],
      ['sendsPerMinute', 20_000],
      ['sendsPerDay', 2_000_000],
      ['uploadBytesPerDay', 21_474_836_480],
    ]);
    expect((await admin.call('GET', '/v1/customers/absent')).headers.get('ratelimit-limit')).not.toBeNull();
  });
});
