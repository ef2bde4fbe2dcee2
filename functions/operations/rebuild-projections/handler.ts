/** Lambda entry point of `operations-rebuild-projections`: `{"tenant": "demo"}`, again with `cursor` until none comes. */
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { tenantPattern } from '#contract/fields.ts';
import { openTable } from '#platform/aws.ts';
import { createCursors } from '#platform/cursor.ts';
import { createLog } from '#platform/log.ts';
import { projectConversation } from '#shared/conversations/project-conversation.ts';
import { ListingStore } from '#shared/customers/listing-store.ts';
import { type RebuildReport, rebuildProjections } from '#shared/customers/rebuild-projections.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { composeInbox } from '../../inbox.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const table = openTable(environment.TABLE_NAME);
const customers = new CustomerStore(table);
const inbox = composeInbox(table);
const deps = {
  customers,
  listings: new ListingStore(table),
  cursors: createCursors(environment.CURSOR_KEY),
  log: createLog(),
  rebuildMore: (tenant: string, customerId: string) =>
    projectConversation(inbox, { tenant, customerId, messageIds: 'all', customer: true }),
};

const Input = z.strictObject({ tenant: z.string().regex(tenantPattern), cursor: z.string().max(2_000).optional() });

/** Time that a page of customers may take, in ms; no page begins with less left. */
const reserveMs = 60_000;

/** @throws ZodError naming the field when the input is not of the form above */
export const handler = async (event: unknown, context: Context): Promise<RebuildReport> => {
  const { tenant, cursor } = Input.parse(event);
  const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
  const report = await rebuildProjections(deps, { tenant, cursor, hasTime });
  deps.log.info('projections rebuilt', { tenant, count: report.rebuilt });
  return report;
};
