/** Who is let in, and an identity provider that does as it is told, for tests that do not look at either. */
import { LimitsSchema } from '#contract/limits.ts';
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import type { IdentityProvider } from '#shared/companies/identity-provider.ts';
import { createAccess } from '../../functions/api/access.ts';

const silent: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  count: () => undefined,
};

/** The product's own, with the limits that hold where nobody says otherwise. */
export const standardAccess = (table: Table, clock: Clock) =>
  createAccess({ table, clock, log: silent, limits: LimitsSchema.parse({}) });

const quietIdentity: IdentityProvider = { disable: async () => undefined, enable: async () => undefined };

/** What `companyRoutes` needs beside table, clock and cursors. */
export const standardUsers = (table: Table, clock: Clock) => ({
  findStanding: standardAccess(table, clock).findStanding,
  identity: quietIdentity,
  companyJobs: { enqueue: async () => undefined },
  waitDays: 14,
});
