/** Makes a company's lists, conversations and work list of alerts anew from what they are derived from. */
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { tenantPattern } from '#contract/fields.ts';
import type { Cursors } from '#platform/cursor.ts';
import { adoptOldRefusals } from '#shared/contactability/adopt-old-refusals.ts';
import { projectAlert } from '#shared/contactability/project-alert.ts';
import { projectConversation } from '#shared/conversations/project-conversation.ts';
import type { ListCountStore } from '#shared/customers/list-count-store.ts';
import { type RebuildDeps, type RebuildReport, rebuildProjections } from '#shared/customers/rebuild-projections.ts';
import { respellDocument } from '#shared/customers/respell-document.ts';
import { findCompany } from '../../composition/companies.ts';
import { alertList, history, refreshCustomer, states } from '../../composition/contactability.ts';
import { inbox } from '../../composition/conversations.ts';
import { counts, customers, listings, listOwners, readContact } from '../../composition/customers.ts';
import { type On, take } from '../../composition/part.ts';
import { listedRows } from '../../composition/processes.ts';

const Input = z.strictObject({ tenant: z.string().regex(tenantPattern), cursor: z.string().max(2_000).optional() });

/** Time that a page of customers may take, in ms; no page begins with less left. */
const reserveMs = 60_000;

/** What a rebuild stands on. */
export type RebuildGround = On<'table' | 'clock' | 'log'> & { readonly cursors: Cursors };

/** All that a rebuild needs; migrations of customers take it too. */
export const rebuildDeps = (
  on: RebuildGround,
): RebuildDeps & {
  readonly counts: ListCountStore;
  readonly respell: (tenant: string, customerId: string) => Promise<void>;
  /** Brings the work list of alerts in step with the customer's addresses. */
  readonly listAlerts: (tenant: string, customerId: string) => Promise<void>;
} => {
  const { log } = on;
  const wired = take(on, {
    customers,
    listings,
    counts,
    listOwners,
    findCompany,
    states,
    alertList,
    history,
    readContact,
    refreshCustomer,
    listedRows,
  });
  const respell = async (tenant: string, customerId: string): Promise<void> => {
    const spelling = await respellDocument(wired, { tenant, customerId });
    if (spelling === 'taken') log.warn('another customer has this document: merge them', { tenant, customerId });
  };
  const listAlerts = async (tenant: string, customerId: string): Promise<void> => {
    const { addresses = [] } = (await wired.readContact(tenant, customerId, { consistent: true })) ?? {};
    for (const { channel, hash } of addresses) await projectAlert(wired, { tenant, channel, hash }, { force: true });
  };
  return {
    ...wired,
    listAlerts,
    cursors: on.cursors,
    log,
    respell,
    async rebuildMore(tenant: string, customerId: string) {
      await respell(tenant, customerId);
      await adoptOldRefusals(wired, tenant, customerId);
      await listAlerts(tenant, customerId);
      await projectConversation(inbox(on), { tenant, customerId, messageIds: 'all', customer: true });
      await wired.listedRows.relist(tenant, customerId);
    },
  };
};

/** @throws (the function) ZodError naming the field when the input is not of the form above */
export const createRebuildProjections = (on: RebuildGround) => {
  const { log } = on;
  const deps = rebuildDeps(on);
  return async (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<RebuildReport> => {
    const { tenant, cursor } = Input.parse(event);
    const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
    const report = await rebuildProjections(deps, { tenant, cursor, hasTime });
    log.info('projections rebuilt', { tenant, count: report.rebuilt });
    return report;
  };
};
