/** Routes of the inbox: lists, heads, threads, actions, deletion. */
import * as contract from '#contract/conversations.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Caller } from '#platform/http/caller.ts';
import { actOnConversation } from '#shared/conversations/act-on-conversation.ts';
import { assignConversation } from '#shared/conversations/assign-conversation.ts';
import { deleteConversation } from '#shared/conversations/delete-conversation.ts';
import { getConversation } from '#shared/conversations/get-conversation.ts';
import { listConversations } from '#shared/conversations/list-conversations.ts';
import { listMessages } from '#shared/conversations/list-messages.ts';
import type { ConversationAction } from '#shared/conversations/rules.ts';
import { findCompany } from '../../composition/companies.ts';
import { conversations, type ErasureGround, erasure, threads } from '../../composition/conversations.ts';
import { changeAdvisor, findCustomer, findStoredCustomer, readContact, search } from '../../composition/customers.ts';
import { take } from '../../composition/part.ts';

export type ConversationRoutesDeps = ErasureGround & {
  readonly clock: Clock;
  readonly cursors: Cursors;
};

/** What a deletion leaves of the request's 25 s, ms: for the answer, and for whoever waits; due work does the rest. */
const reserveMs = 10_000;

export const conversationRoutes = (on: ConversationRoutesDeps): BoundRoute[] => {
  const deps = take(on, {
    conversations,
    threads,
    findCustomer,
    findStoredCustomer,
    findCompany,
    readContact,
    search,
    changeAdvisor,
  });
  const targetOf = ({ caller, params }: { caller: Caller; params: { customerId: string } }) => ({
    tenant: caller.tenant,
    customerId: params.customerId,
  });
  const act = (action: ConversationAction) => (input: { caller: Caller; params: { customerId: string } }) =>
    actOnConversation(deps, { ...targetOf(input), action });

  return [
    route(contract.listConversations, ({ caller, query, own }) =>
      listConversations(deps, caller.tenant, query, own?.advisorId),
    ),
    route(contract.getConversation, ({ caller, params }) => getConversation(deps, caller.tenant, params.customerId)),
    route(contract.listMessages, (input) => listMessages(deps, { ...targetOf(input), query: input.query })),
    route(contract.readConversation, act('read')),
    route(contract.markConversationUnread, act('unread')),
    route(contract.omitConversation, act('omit')),
    route(contract.starConversation, act('star')),
    route(contract.unstarConversation, act('unstar')),
    route(contract.archiveConversation, act('archive')),
    route(contract.unarchiveConversation, act('unarchive')),
    route(contract.assignConversation, (input) =>
      assignConversation(deps, { ...targetOf(input), advisorId: input.body.advisorId }),
    ),
    route(contract.deleteConversation, (input) => {
      const hasTime = () => input.remainingMs() > reserveMs;
      return deleteConversation(
        { ...erasure(on), clock: on.clock },
        { ...targetOf(input), by: input.caller.userId, hasTime },
      );
    }),
  ];
};
