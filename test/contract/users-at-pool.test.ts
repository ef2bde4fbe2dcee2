/**
 * Users whom somebody disables, deletes or lets in again at the user pool itself, on the real table and the local pool
 * through the real SDK client (issue 10, B7; ADR 46).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LimitsSchema } from '#contract/limits.ts';
import { newId } from '#platform/ids.ts';
import type { Log } from '#platform/log.ts';
import { deleteAction } from '#platform/table/kernel.ts';
import { signedByOperator } from '#shared/audit/audit-actions.ts';
import { standingCacheMs } from '#shared/companies/admit-request.ts';
import { newCompany } from '#shared/companies/defaults.ts';
import { Company, isActive, TenantEntry } from '#shared/companies/entities.ts';
import { followUserPool, type UserPool } from '#shared/companies/follow-user-pool.ts';
import { createUserPool } from '#shared/companies/identity-provider.ts';
import { setUserActive } from '#shared/companies/set-user-active.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { createAccess } from '../../functions/api/access.ts';
import { createUserStates } from '../../functions/schedules/user-states/bindings.ts';
import { type DemoUser, type IdentityProvider, startIdentityProvider } from '../../local/identity/provider.ts';
import { startTable, type TestTable } from '../support/engines.ts';

const log: Log = { info: () => {}, warn: () => {}, error: () => {}, count: () => {} };
const poolId = 'us-east-1_local';
/** More than two pages of the pool. */
const demoUsers: readonly DemoUser[] = Array.from({ length: 130 }, (_, index) => ({
  sub: `5a3c1f0e-0000-4000-8000-${String(index).padStart(12, '0')}`,
  userName: `user-${index}`,
  email: `user-${index}@uno.example`,
  name: `User ${index}`,
  password: 'contacta',
  groups: ['advisor'],
  attributes: { 'custom:tenant': 'uno' },
}));
const [ana, benito, camila] = [demoUsers[0]?.sub ?? '', demoUsers[70]?.sub ?? '', demoUsers[129]?.sub ?? ''];

let engine: TestTable;
let companies: CompanyStore;
let identity: IdentityProvider;
let client: CognitoIdentityProviderClient;
let dataDir: string;
let now = Date.parse('2026-11-23T15:00:00Z');
let tenant = '';
const clock = { now: () => now };

beforeAll(async () => {
  engine = await startTable();
  companies = new CompanyStore(engine.table);
}, 60_000);
afterAll(() => engine?.stop());
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'contacta-pool-'));
  const nothing = { clients: [], preToken: async (event: object) => event, log: () => {} };
  identity = await startIdentityProvider({ ...nothing, port: 0, dataDir, userPoolId: poolId, users: demoUsers });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  client = new CognitoIdentityProviderClient({ endpoint: identity.url, region: 'us-east-1', credentials });
  now += 3_600_000;
  tenant = `pool-${newId(now).slice(-8)}`;
  const place = { timeZone: 'America/Santiago', language: 'es', defaultCountry: 'CL' } as const;
  const senders = { email: null, sms: null, whatsapp: null };
  await engine.table.put(Company, newCompany({ tenant, name: tenant, senders, ...place }, now), 'absent');
  await engine.table.put(TenantEntry, { tenant, createdAt: now }, 'any');
  for (const userId of [ana, benito, camila]) {
    const user = { tenant, userId, name: userId, email: 'x@uno.example', roles: ['admin'] as const, updatedAt: now };
    await companies.saveUser(undefined, { ...user, roles: [...user.roles] }, signedByOperator(now));
  }
});
afterEach(async () => {
  // The companies of other tests have the same users, and are none of this one's business.
  await engine.table.transact([deleteAction(TenantEntry.keys({ tenant, createdAt: now }), 'any')]);
  await identity.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const target = (Username: string) => ({ UserPoolId: poolId, Username });
const pool = (): UserPool => createUserPool(client, poolId);
/** The schedule, with what is to happen while it waits between its looks. */
const run = (looks = 1, meanwhile: (ms: number) => Promise<unknown> = async () => undefined, of = pool()) =>
  createUserStates({ table: engine.table, pool: of, looks, wait: meanwhile, log })({
    time: new Date(now).toISOString(),
  });
const active = async () => {
  const users = await companies.listUsers(tenant, { consistent: true });
  return [ana, benito, camila].filter((id) => users.some((user) => user.userId === id && isActive(user)));
};
const audited = async () => {
  const { items } = await engine.table.query({ pk: `T#${tenant}#AUDIT`, reverse: true, limit: 10, consistent: true });
  return items.filter(({ actor }) => actor === 'system').map(({ subjectId, changes }) => [subjectId, changes]);
};

describe('a user of the pool', () => {
  it.each([
    ['disabled', () => client.send(new AdminDisableUserCommand(target(benito)))],
    ['deleted', () => client.send(new AdminDeleteUserCommand(target(benito)))],
  ])('who is %s there is refused here, leaves the directory, and the trail tells it', async (_what, change) => {
    expect(await run()).toMatchObject({ disabled: 0, failed: 0 });
    expect(await active()).toEqual([ana, benito, camila]);
    const access = createAccess({ table: engine.table, clock, log, limits: LimitsSchema.parse({}) });
    expect((await access.admit({ tenant, userId: benito })).refusal).toBeUndefined();
    await change();
    expect(await run()).toMatchObject({ disabled: 1, failed: 0 });
    expect(await active()).toEqual([ana, camila]);
    now += standingCacheMs;
    expect((await access.admit({ tenant, userId: benito })).refusal).toMatchObject({ code: 'USER_DISABLED' });
    expect(await audited()).toEqual([
      [benito, expect.stringContaining('"field":"active","before":true,"after":false')],
    ]);
    // Once is enough.
    expect(await run()).toMatchObject({ disabled: 0 });
    expect(await audited()).toHaveLength(1);
  });

  it('who is let in again there comes back, unless an administrator has disabled the user here', async () => {
    await client.send(new AdminDisableUserCommand(target(benito)));
    await client.send(new AdminDisableUserCommand(target(camila)));
    await run();
    expect(await active()).toEqual([ana]);
    const provider = { disable: async () => {}, enable: async () => {} };
    const switching = { companies, identity: provider, clock };
    await setUserActive(switching, { tenant, userId: camila, active: false, by: ana });
    for (const userId of [benito, camila]) await client.send(new AdminEnableUserCommand(target(userId)));
    expect(await run()).toMatchObject({ enabled: 1 });
    expect(await active()).toEqual([ana, benito]);
  });

  it('is looked at several times in the minute of a run', async () => {
    const waits: number[] = [];
    const result = await run(3, async (ms) => {
      waits.push(ms);
      if (waits.length === 1) await client.send(new AdminDeleteUserCommand(target(camila)));
      else expect(await active()).toEqual([ana, benito]);
    });
    expect(waits).toEqual([20_000, 20_000]);
    expect(result).toMatchObject({ disabled: 1, failed: 0 });
  });
});

describe('a pool that errs', () => {
  it('and breaks off its list disables nobody; the next look tries again', async () => {
    let asked = 0;
    const broken: UserPool = {
      ...pool(),
      async *listUsers() {
        asked += 1;
        yield { userId: ana, enabled: true };
        if (asked === 1) throw new Error('TooManyRequestsException');
        yield* pool().listUsers();
      },
    };
    expect(await run(2, undefined, broken)).toMatchObject({ disabled: 0, failed: 1 });
    expect(await active()).toEqual([ana, benito, camila]);
    asked = 0;
    await expect(run(1, undefined, broken)).rejects.toThrow('not followed');
  });

  it('and whose list lags behind is asked about the one user', async () => {
    const lagging: UserPool = {
      ...pool(),
      async *listUsers() {
        yield { userId: ana, enabled: false };
      },
    };
    expect(await followUserPool({ companies, pool: lagging, clock, log })).toMatchObject({ disabled: 0 });
    expect(await active()).toEqual([ana, benito, camila]);
  });

  it('and an administrator who is faster wins', async () => {
    await client.send(new AdminDisableUserCommand(target(benito)));
    const racing: UserPool = {
      ...pool(),
      async isEnabled(userId) {
        const enabled = await pool().isEnabled(userId);
        const stored = await companies.findStoredUser(tenant, userId);
        if (stored === undefined) throw new Error('There is no such user.');
        await companies.saveUser(stored, { ...stored.value, name: 'Changed meanwhile' }, signedByOperator(now));
        return enabled;
      },
    };
    expect(await followUserPool({ companies, pool: racing, clock, log })).toMatchObject({ disabled: 0 });
    expect(await run()).toMatchObject({ disabled: 1 });
  });
});
