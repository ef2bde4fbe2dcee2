/** Who is let in and how much: one counter and one memory of users for all that a container serves (B7, B8). */
import type { Limits } from '#contract/limits.ts';
import type { Clock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Caller } from '#platform/http/caller.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createAdmitRequest, createFindStanding } from '#shared/companies/admit-request.ts';
import { createAllowance } from '#shared/companies/take-allowance.ts';
import { createUsageCounter } from '#shared/companies/usage-counter.ts';
import { ownCustomers } from '#shared/customers/own-customers.ts';
import { usage } from '../composition/companies.ts';
import { customers } from '../composition/customers.ts';
import { messages } from '../composition/messaging.ts';
import { take } from '../composition/part.ts';

/** @param deps.limits of the deployment */
export const createAccess = (deps: {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
}) => {
  const { clock, limits, log } = deps;
  const store = usage(deps);
  const failed = (tenant: string, error: unknown): void => {
    log.error('usage not counted', { tenant, reason: reasonOf(error) });
    log.count('UsageNotCounted');
  };
  const counter = createUsageCounter({ usage: store, clock, failed });
  const findStanding = createFindStanding({ usage: store, clock, limits });
  const admitRequest = createAdmitRequest({ findStanding, counter });
  const own = {
    ...take(deps, { customers }),
    findCustomerOf: async (tenant: string, messageId: string) =>
      (await messages(deps).find(tenant, messageId, { consistent: true }))?.value.customerId,
  };
  /** Let in, with the customers that a user sees who sees only their own: the one place that decides it (ADR 59). */
  const admit = async (caller: Pick<Caller, 'tenant' | 'userId'>) => {
    const { ownCustomersOnly, ...admission } = await admitRequest(caller);
    return ownCustomersOnly ? { ...admission, own: ownCustomers(own, caller) } : admission;
  };
  return {
    findStanding,
    admit,
    ...createAllowance({ findStanding, counter }),
  };
};
export type Access = ReturnType<typeof createAccess>;
