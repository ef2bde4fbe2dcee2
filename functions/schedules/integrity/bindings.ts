/** Composes the nightly check: the ways through a company, and the one list of invariants of each stored kind. */
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { idPattern, tenantPattern } from '#contract/fields.ts';
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { allShards, listDue } from '#platform/table/due.ts';
import { storedForm, type Walk } from '#platform/table/invariant.ts';
import type { Table } from '#platform/table/kernel.ts';
import {
  createAddressInvariant,
  createAlertWalk,
  createListedAlertInvariant,
} from '#shared/contactability/invariants.ts';
import { createConversationInvariant, createViewWalk } from '#shared/conversations/invariants.ts';
import { createCountWalk } from '#shared/customers/count-walk.ts';
import { createCustomerInvariants } from '#shared/customers/invariants.ts';
import { createCustomerWalk, createListWalk } from '#shared/customers/list-walk.ts';
import { type CheckAnswer, checkHour, checkNight, checkNow, type NightDeps } from '#shared/integrity/check-night.ts';
import { createRegisterInvariant } from '#shared/interactions/invariants.ts';
import { createHoldStands } from '#shared/messaging/holds/hold-stands.ts';
import { threadPartition } from '#shared/messaging/ledger/entities.ts';
import { createMessageInvariants, stuckAfterMs } from '#shared/messaging/ledger/invariants.ts';
import { createProcessWalk } from '#shared/processes/invariants.ts';
import { judgedForms } from '#shared/stored-kinds/stored-kinds.ts';
import { companies, findCompany } from '../../composition/companies.ts';
import { alertList, assess, states } from '../../composition/contactability.ts';
import { inbox } from '../../composition/conversations.ts';
import { counts, customers, listings, listOwners } from '../../composition/customers.ts';
import { holds } from '../../composition/messaging.ts';
import { type On, take } from '../../composition/part.ts';
import { listedRows, processes } from '../../composition/processes.ts';
import { nextHourOf, tellingNext } from '../next-work.ts';
import { plannedTime } from '../planned-time.ts';

export interface IntegrityDeps {
  readonly table: Table;
  readonly log: Log;
  /** Of a check by hand; that of the schedule has its planned time. */
  readonly clock: Clock;
  readonly confirmAfterMs?: number;
}

const composeWalks = (on: On<'table' | 'clock'>): readonly Walk[] => {
  const { table, clock } = on;
  const deps = take(on, {
    customers,
    listings,
    counts,
    listOwners,
    states,
    alertList,
    companies,
    findCompany,
    assess,
    processes,
    holds,
    listedRows,
  });
  const invariants = [
    storedForm(table, judgedForms, clock),
    ...createMessageInvariants({ ...deps, holdStands: createHoldStands(deps) }),
    createAddressInvariant(deps),
    ...createCustomerInvariants(deps),
    // Whose the addresses are is in order by now.
    createListedAlertInvariant(deps),
    createConversationInvariant(inbox(on)),
    createRegisterInvariant(deps),
  ];
  const listNamed = async (tenant: string) => {
    const [choices, users] = await Promise.all([deps.companies.listChoices(tenant), deps.companies.listUsers(tenant)]);
    const valuesOf = (kind: 'portfolio' | 'tag') =>
      choices.filter((choice) => choice.kind === kind).map(({ value }) => value);
    return { portfolio: valuesOf('portfolio'), tag: valuesOf('tag'), advisor: users.map(({ userId }) => userId) };
  };
  return [
    createCustomerWalk({ ...deps, invariants, threadPartition }),
    createListWalk({ table, listNamed }),
    createCountWalk(table),
    createViewWalk(table),
    createAlertWalk(deps),
    createProcessWalk(deps),
  ];
};

/** Counts what has been due for more than an hour, of all companies: events, fan-outs, deletions and all else. */
const countStuck = async ({ table, log }: IntegrityDeps, now: number): Promise<number> => {
  let stuck = 0;
  for (const shard of allShards) {
    for await (const keys of listDue(table, shard, now - stuckAfterMs)) {
      for (const { pk } of keys.slice(0, Math.max(0, 20 - stuck))) {
        log.warn('stuck', { reason: pk.split('#').slice(0, 3).join('#') });
      }
      stuck += keys.length;
    }
  }
  if (stuck > 0) log.count('DueWorkStuck', stuck);
  return stuck;
};

const ByHandSchema = z.strictObject({
  tenant: z.string().regex(tenantPattern),
  processId: z.string().regex(idPattern).optional(),
});

type Answer = CheckAnswer | { readonly companies: number; readonly done: number; readonly stuck: number };

/** @returns the function's code: takes `{time}` of its schedule, or an operator's `{tenant}` */
export const createIntegrityCheck = (deps: IntegrityDeps) => {
  const { log } = deps;
  return async (
    event: unknown,
    context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  ): Promise<Answer> => {
    const byHand = ByHandSchema.safeParse(event);
    const now = byHand.success ? deps.clock.now() : plannedTime(event);
    const clock = byHand.success ? deps.clock : { now: () => now };
    const on = { ...deps, clock };
    const night: NightDeps = {
      ...take(on, { findCompany, processes }),
      walks: composeWalks(on),
      tenants: () => companies(on).listTenantEntries(),
    };
    const run = { worker: context.awsRequestId, remainingMs: () => context.getRemainingTimeInMillis() };
    if (byHand.success) return checkNow(night, byHand.data.tenant, byHand.data.processId, run);
    const stuck = await countStuck(deps, now);
    const done = await checkNight(night, run);
    if (done.companies > 0) log.info('companies checked', { count: done.done });
    return tellingNext(event, { ...done, stuck }, async () =>
      done.companies > 0 ? now : nextHourOf(companies(on).listTenants(), night.findCompany, { hour: checkHour, now }),
    );
  };
};
