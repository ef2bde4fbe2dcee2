/** Routes of the inbox: lists, heads, threads, actions, deletion. */
import * as contract from '#contract/conversations.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Caller } from '#platform/http/caller.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { actOnConversation } from '#shared/conversations/act-on-conversation.ts';
import { assignConversation } from '#shared/conversations/assign-conversation.ts';
import { deleteConversation } from '#shared/conversations/delete-conversation.ts';
import { getConversation } from '#shared/conversations/get-conversation.ts';
import { listConversations } from '#shared/conversations/list-conversations.ts';
import { listMessages } from '#shared/conversations/list-messages.ts';
import type { ConversationAction } from '#shared/conversations/rules.ts';
import { changeAdvisor } from '#shared/customers/change-advisor.ts';
import { ListingStore } from '#shared/customers/listing-store.ts';
import { type ReadContact, readContact } from '#shared/customers/read-contact.ts';
import { searchCustomers } from '#shared/customers/search-customers.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { composeErasure, type ErasureDeps } from '../../erasure.ts';
import { composeInbox } from '../../inbox.ts';

export interface ConversationRoutesDeps extends ErasureDeps {
  readonly clock: Clock;
  readonly cursors: Cursors;
}

/** Time that a deletion may take of the request, ms; due work does the rest. */
const deletionMs = 15_000;

export const conversationRoutes = ({ table, clock, cursors, files, log }: ConversationRoutesDeps): BoundRoute[] => {
  const customers = new CustomerStore(table);
  const listings = new ListingStore(table);
  const companies = new CompanyStore(table);
  const inbox = composeInbox(table);
  const erasure = composeErasure({ table, files, log });
  const contact: ReadContact = (tenant, customerId, options) => readContact({ customers }, tenant, customerId, options);
  const shared = {
    ...inbox,
    findCompany: createFindCompany({ companies, clock }),
    readContact: contact,
    cursors,
    clock,
  };
  const search: typeof shared & Parameters<typeof listConversations>[0] = {
    ...shared,
    search: (tenant, words, page) => searchCustomers({ listings }, tenant, words, page),
  };
  const findUser = (tenant: string, userId: string) => companies.findUser(tenant, userId);
  const assigning: Parameters<typeof assignConversation>[0] = {
    ...shared,
    changeAdvisor: (input) => changeAdvisor({ customers, findUser, clock }, input),
  };
  const targetOf = ({ caller, params }: { caller: Caller; params: { customerId: string } }) => ({
    tenant: caller.tenant,
    customerId: params.customerId,
  });
  const act = (action: ConversationAction) => (input: { caller: Caller; params: { customerId: string } }) =>
    actOnConversation(shared, { ...targetOf(input), action });

  return [
    route(contract.listConversations, ({ caller, query }) => listConversations(search, caller.tenant, query)),
    route(contract.getConversation, ({ caller, params }) => getConversation(shared, caller.tenant, params.customerId)),
    route(contract.listMessages, (input) => listMessages(shared, { ...targetOf(input), query: input.query })),
    route(contract.readConversation, act('read')),
    route(contract.markConversationUnread, act('unread')),
    route(contract.omitConversation, act('omit')),
    route(contract.starConversation, act('star')),
    route(contract.unstarConversation, act('unstar')),
    route(contract.archiveConversation, act('archive')),
    route(contract.unarchiveConversation, act('unarchive')),
    route(contract.assignConversation, (input) =>
      assignConversation(assigning, { ...targetOf(input), advisorId: input.body.advisorId }),
    ),
    route(contract.deleteConversation, (input) => {
      const until = Date.now() + deletionMs;
      const hasTime = () => Date.now() < until;
      return deleteConversation(
        { ...inbox, ...erasure, clock },
        { ...targetOf(input), by: input.caller.userId, hasTime },
      );
    }),
  ];
};
