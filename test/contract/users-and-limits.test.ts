/** Who is let in, and how often: disabled users and limits, on the real engine (issue 10, B7 and B8). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '#contract/errors.ts';
import { LimitsSchema } from '#contract/limits.ts';
import type { Role } from '#contract/vocabulary.ts';
import { createCursors } from '#platform/cursor.ts';
import { Refusal } from '#platform/errors.ts';
import { newId } from '#platform/ids.ts';
import type { Log } from '#platform/log.ts';
import { signedByOperator } from '#shared/audit/audit-actions.ts';
import { standingCacheMs } from '#shared/companies/admit-request.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, User } from '#shared/companies/entities.ts';
import type { IdentityProvider } from '#shared/companies/identity-provider.ts';
import { setUserActive } from '#shared/companies/set-user-active.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { createAccess } from '../../functions/api/access.ts';
import { companyRoutes } from '../../functions/api/companies/bindings.ts';
import { customerRoutes } from '../../functions/api/customers/bindings.ts';
import { interactionsRoutes } from '../../functions/api/interactions/bindings.ts';
import { callApi } from '../support/call-api.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const log: Log = { info: () => {}, warn: () => {}, error: () => {}, count: () => {} };
let now = Date.parse('2026-11-23T15:00:00Z');
const clock = { now: () => now };
const cursors = createCursors('k');

let engine: TestTable;
let companies: CompanyStore;
let tenant = '';
const told: string[] = [];
let faults: Partial<IdentityProvider> = {};
const identity: IdentityProvider = {
  disable: async (userId) => {
    await faults.disable?.(userId);
    told.push(`disable ${userId}`);
  },
  enable: async (userId) => {
    await faults.enable?.(userId);
    told.push(`enable ${userId}`);
  },
};

beforeAll(async () => {
  engine = await startTable();
  companies = new CompanyStore(engine.table);
}, 60_000);
afterAll(() => engine?.stop());

const people: readonly (readonly [userId: string, roles: Role[]])[] = [
  ['ana', ['admin']],
  ['benito', ['admin']],
  ['camila', ['advisor']],
];
let made = 0;
beforeEach(async () => {
  made += 1;
  tenant = `limited-${made}`;
  told.length = 0;
  faults = {};
  now += 3_600_000;
  const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
  const senders = { email: null, sms: null, whatsapp: null };
  await engine.table.put(Company, newCompany({ tenant, name: tenant, senders, ...place }, now), 'absent');
  for (const [userId, roles] of people) {
    const user = { tenant, userId, name: userId, email: `${userId}@x.example`, roles, updatedAt: now };
    await companies.saveUser(undefined, user, signedByOperator(now));
  }
});

const companyJobs = { enqueue: async () => undefined };

/** A container of the API: what it remembers and counts is its own. */
const newContainer = (limits: object = {}, through = engine.table) => {
  const access = createAccess({ table: through, clock, log, limits: LimitsSchema.parse(limits) });
  const { findStanding } = access;
  const api = callApi(
    [
      ...companyRoutes({ table: engine.table, clock, cursors, findStanding, identity, companyJobs, waitDays: 14 }),
      ...customerRoutes({ table: engine.table, clock, cursors, addressKey: 'k' }),
      ...interactionsRoutes({ table: engine.table, clock, cursors }),
    ],
    log,
    access.admit,
  );
  const call = (target: string, userId = 'ana', body?: unknown) => {
    const roles = people.find(([id]) => id === userId)?.[1] ?? ['viewer'];
    return api<Problem & { items: { userId: string; active: boolean }[] }>({
      call: target,
      caller: { tenant, userId, roles },
      ...(body === undefined ? {} : { body }),
    });
  };
  return { call, access };
};
const disabled = { status: 401, body: { code: 'USER_DISABLED' } };

describe('a user who was disabled (B7)', () => {
  it('is refused by every container within 60 seconds, on every route', async () => {
    const [one, other] = [newContainer(), newContainer()];
    for (const container of [one, other])
      expect(await container.call('GET /v1/me', 'camila')).toMatchObject({ status: 200 });
    expect(await one.call('PUT /v1/users/camila', 'ana', { active: false })).toMatchObject({
      status: 200,
      body: { userId: 'camila', active: false, disabledAt: new Date(now).toISOString() },
    });
    expect(standingCacheMs).toBeLessThan(60_000);
    now += standingCacheMs;
    for (const container of [one, other]) {
      expect(await container.call('GET /v1/me', 'camila')).toMatchObject(disabled);
      expect(await container.call('GET /v1/customers', 'camila')).toMatchObject(disabled);
      expect(await container.call('GET /v1/interactions/glossary', 'camila')).toMatchObject(disabled);
    }
    expect(told).toEqual(['disable camila']);
  });

  it('is let in again, and others are never touched', async () => {
    const { call } = newContainer();
    await call('PUT /v1/users/camila', 'ana', { active: false });
    now += standingCacheMs;
    expect(await call('GET /v1/me', 'camila')).toMatchObject(disabled);
    expect(await call('PUT /v1/users/camila', 'ana', { active: true })).toMatchObject({
      body: { active: true, disabledAt: null },
    });
    now += standingCacheMs;
    expect(await call('GET /v1/me', 'camila')).toMatchObject({ status: 200 });
    expect(await call('GET /v1/me', 'benito')).toMatchObject({ status: 200 });
    expect(told).toEqual(['disable camila', 'enable camila']);
  });

  it('MA13: sees only their own customers once an administrator says so, within a minute, and all again', async () => {
    const { call } = newContainer();
    const seen = async () => (await call('GET /v1/me', 'camila')).body;
    expect(await seen()).toMatchObject({ ownCustomersOnly: false });
    const limited = { active: true, ownCustomersOnly: true };
    expect(await call('PUT /v1/users/camila', 'ana', limited)).toMatchObject({ status: 200, body: limited });
    now += standingCacheMs;
    expect(await seen()).toMatchObject({ ownCustomersOnly: true });
    expect(await call('GET /v1/customers', 'camila')).toMatchObject({ status: 200, body: { items: [] } });
    // Disabling and enabling again leaves the right as it is.
    for (const active of [false, true]) {
      expect((await call('PUT /v1/users/camila', 'ana', { active })).body).toMatchObject({ ownCustomersOnly: true });
    }
    expect((await call('GET /v1/users', 'ana')).body.items).toContainEqual(
      expect.objectContaining({ userId: 'camila', ownCustomersOnly: true }),
    );
    await call('PUT /v1/users/camila', 'ana', { active: true, ownCustomersOnly: false });
    now += standingCacheMs;
    expect(await seen()).toMatchObject({ ownCustomersOnly: false });
    const trail = await call('GET /v1/audit?kind=user', 'ana');
    const changes = JSON.stringify(trail.body).match(/ownCustomersOnly/g) ?? [];
    expect(changes.length).toBeGreaterThanOrEqual(2);
    const self = await call('PUT /v1/users/ana', 'ana', { active: true, ownCustomersOnly: true });
    expect(self).toMatchObject({ status: 409, body: { code: 'USER_IS_SELF' } });
  });

  it('leaves the directory, and nothing is assigned to them any more', async () => {
    const { call } = newContainer();
    await call('PUT /v1/users/camila', 'ana', { active: false });
    const listed = async (query: string) =>
      (await call(`GET /v1/users${query}`)).body.items.map(({ userId }) => userId);
    expect(await listed('')).toEqual(['ana', 'benito']);
    expect(await listed('?state=disabled')).toEqual(['camila']);
    expect(await listed('?state=all')).toEqual(['ana', 'benito', 'camila']);
    const customer = await call('POST /v1/customers', 'ana', { name: 'X', addresses: [], advisorId: 'camila' });
    expect(customer).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
  });

  it('is written down: who did it, when, and that nothing was written by a repeat', async () => {
    const { call } = newContainer();
    now += 1_000;
    await call('PUT /v1/users/camila', 'ana', { active: false });
    await call('PUT /v1/users/camila', 'benito', { active: false });
    const entries = (await call('GET /v1/audit?kind=user&limit=1')).body.items;
    expect(entries).toMatchObject([
      { actor: 'user', userId: 'ana', subjectId: 'camila', changes: [{ field: 'active', before: true, after: false }] },
    ]);
    expect(told).toEqual(['disable camila', 'disable camila']);
  });

  it('stays disabled when the identity provider does not answer, and a repeat tells it again', async () => {
    const { call } = newContainer();
    faults = { disable: () => Promise.reject(new Refusal('PROVIDER_UNAVAILABLE')) };
    expect(await call('PUT /v1/users/camila', 'ana', { active: false })).toMatchObject({
      status: 503,
      body: { code: 'PROVIDER_UNAVAILABLE' },
    });
    expect((await companies.findUserStanding(tenant, 'camila')).active).toBe(false);
    faults = {};
    expect(await call('PUT /v1/users/camila', 'ana', { active: false })).toMatchObject({ status: 200 });
    faults = { enable: () => Promise.reject(new Refusal('PROVIDER_UNAVAILABLE')) };
    expect(await call('PUT /v1/users/camila', 'ana', { active: true })).toMatchObject({ status: 503 });
    expect((await companies.findUserStanding(tenant, 'camila')).active).toBe(false);
  });

  it.each([
    ['oneself', 'PUT /v1/users/ana', 'ana', 409, 'USER_IS_SELF'],
    ['whom nobody knows', 'PUT /v1/users/nobody', 'ana', 404, 'USER_NOT_FOUND'],
    ['without being an administrator', 'PUT /v1/users/ana', 'camila', 403, 'FORBIDDEN'],
  ])('is not %s', async (_what, target, userId, status, code) => {
    const { call } = newContainer();
    expect(await call(target, userId, { active: false })).toMatchObject({ status, body: { code } });
  });

  it("is not another company's, whatever the id", async () => {
    const elsewhere = {
      tenant: 'elsewhere',
      userId: 'eva',
      name: 'Eva',
      email: 'e@x.example',
      roles: ['admin' as const],
      updatedAt: 0,
    };
    await engine.table.put(User, elsewhere, 'any');
    expect(await newContainer().call('PUT /v1/users/eva', 'ana', { active: false })).toMatchObject({ status: 404 });
    expect(told).toEqual([]);
  });

  it('leaves at least one active administrator, also when two disable each other at once', async () => {
    const deps = { companies, identity, clock };
    const outcomes = await Promise.allSettled([
      setUserActive(deps, { tenant, userId: 'benito', active: false, by: 'ana' }),
      setUserActive(deps, { tenant, userId: 'ana', active: false, by: 'benito' }),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const active = (await companies.listUsers(tenant)).filter(
      ({ disabledAt, roles }) => disabledAt === undefined && roles.includes('admin'),
    );
    expect(active).toHaveLength(1);
    const [last] = active;
    // Somebody whom the directory does not know cannot take the last one away.
    const attempt = setUserActive(deps, { tenant, userId: last?.userId ?? '', active: false, by: 'unknown-admin' });
    await expect(attempt).rejects.toMatchObject({ code: 'LAST_ADMINISTRATOR' });
  });

  it('costs one call to the table per user, container and half minute', async () => {
    let reads = 0;
    const counted = engine.through({
      send: (command: Parameters<typeof engine.client.send>[0]) => {
        reads += 1;
        return engine.client.send(command);
      },
    } as Parameters<typeof engine.through>[0]);
    const { call } = newContainer({}, counted);
    for (let request = 0; request < 20; request += 1) await call('GET /v1/interactions/glossary', 'camila');
    expect(reads).toBe(1);
    now += standingCacheMs;
    await call('GET /v1/interactions/glossary', 'camila');
    expect(reads).toBe(2);
  });
});

describe('limits (B8)', () => {
  const glossary = 'GET /v1/interactions/glossary';

  it('refuse what is too much with 429, Retry-After and the headers that say how much is left', async () => {
    now = Math.ceil(now / 60_000) * 60_000 + 20_000;
    const { call } = newContainer({ userRequestsPerMinute: 3, requestsPerMinute: 100 });
    expect((await call(glossary)).headers).toMatchObject({
      'ratelimit-limit': '3',
      'ratelimit-remaining': '2',
      'ratelimit-reset': '40',
      'ratelimit-policy': '3;w=60, 100;w=60',
    });
    await call(glossary);
    await call(glossary);
    const refused = await call(glossary);
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(refused.headers).toMatchObject({
      'retry-after': '40',
      'ratelimit-remaining': '0',
      'content-type': 'application/problem+json',
    });
    expect(await call(glossary, 'camila')).toMatchObject({ status: 200 });
    now += 40_000;
    expect(await call(glossary)).toMatchObject({ status: 200 });
  });

  it('hold for the company together, over all its containers, and for no other company', async () => {
    const containers = Array.from({ length: 3 }, () => newContainer({ requestsPerMinute: 10 }));
    const statuses: number[] = [];
    for (let request = 0; request < 15; request += 1) {
      const user = people[request % people.length]?.[0];
      statuses.push((await containers[request % 3]?.call(glossary, user))?.status ?? 0);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.slice(10)).toEqual([429, 429, 429, 429, 429]);
    const mine = tenant;
    tenant = `${mine}-other`;
    expect(await containers[0]?.call(glossary)).toMatchObject({ status: 200 });
  });

  it("are the company's own where an operator has set them, within half a minute, and written down", async () => {
    const { call } = newContainer();
    expect((await call(glossary)).headers).toMatchObject({ 'ratelimit-limit': '6000' });
    await companies.saveLimits({ tenant, limits: { userRequestsPerMinute: 5 } }, signedByOperator(now));
    now += standingCacheMs;
    expect((await call(glossary)).headers).toMatchObject({ 'ratelimit-limit': '5' });
    const entries = (await call('GET /v1/audit?kind=limits')).body.items;
    expect(entries).toMatchObject([
      { actor: 'operator', action: 'created', changes: [{ field: 'userRequestsPerMinute', before: null, after: 5 }] },
    ]);
  });

  it('stop sends by the minute and by the day, and give back what the other refused', async () => {
    const { access, call } = newContainer({ sendsPerMinute: 3, sendsPerDay: 4 });
    const spender = { tenant, userId: 'ana' };
    for (let send = 0; send < 3; send += 1) await access.takeSend(spender);
    await expect(access.takeSend(spender)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    now += 60_000;
    await access.takeSend(spender);
    const late = access.takeSend(spender);
    await expect(late).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    expect((await late.catch((error: Refusal) => error.retryAfter)) ?? 0).toBeGreaterThan(60);
    const { items } = (await call('GET /v1/settings/limits')).body;
    expect(items).toContainEqual(
      expect.objectContaining({ name: 'sendsPerDay', limit: 4, used: 4, windowSeconds: 86_400 }),
    );
  });

  it('stop uploads by their announced bytes', async () => {
    const { access } = newContainer({ uploadBytesPerDay: 1_000 });
    const spender = { tenant, userId: newId(now) };
    await access.takeUpload(spender, 700);
    await expect(access.takeUpload(spender, 400)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await access.takeUpload(spender, 300);
  });
});
