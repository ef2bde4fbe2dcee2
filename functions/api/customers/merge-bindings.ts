/** Routes that make two customers one, and two again. */
import * as contract from '#contract/merges.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import { projectConversation } from '#shared/conversations/project-conversation.ts';
import { familyOf } from '#shared/customers/entities.ts';
import { type MergeDeps, mergeCustomers, unmergeCustomers } from '#shared/customers/merge-customers.ts';
import { inbox } from '../../composition/conversations.ts';
import type { On } from '../../composition/part.ts';

/** Messages that a preview counts. */
const countedMessages = 50;

/** @param on what changes customers, and the table */
export const mergeRoutes = (
  on: On<'table'> & Omit<MergeDeps, 'newestMessages' | 'followConversations'>,
): BoundRoute[] => {
  const conversations = inbox(on);
  const deps: MergeDeps = {
    ...on,
    async newestMessages(customer) {
      const request = { limit: countedMessages, reverse: true, after: undefined };
      const { messages, more } = await conversations.threads.listPage(customer.tenant, familyOf(customer), request);
      return { items: messages, more };
    },
    async followConversations(tenant, merged, survivor) {
      for (const customerId of [merged, survivor]) {
        await projectConversation(conversations, { tenant, customerId, messageIds: [], customer: true, merged: true });
      }
    },
  };
  return [
    route(contract.mergeCustomer, ({ caller, params, body }) =>
      mergeCustomers(deps, {
        tenant: caller.tenant,
        userId: caller.userId,
        customerId: params.customerId,
        otherId: body.customerId,
        preview: body.preview ?? false,
      }),
    ),
    route(contract.unmergeCustomer, ({ caller, params }) =>
      unmergeCustomers(deps, { tenant: caller.tenant, userId: caller.userId, customerId: params.customerId }),
    ),
  ];
};
