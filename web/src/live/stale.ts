import { queryKeys } from '#web/api/query-keys.ts';
import type { FeedEvent } from './read-frame.ts';

/** Beginning of the keys (`api/query-keys.ts`) of reads that a change makes out of date. */
export type StaleKey = readonly string[];

/**
 * What is to be read anew after an event. `now` is what people look at closely; `soon` are lists that a campaign of
 * thousands of messages changes thousands of times.
 */
export const staleAfter = (
  event: FeedEvent,
): { readonly now: readonly StaleKey[]; readonly soon: readonly StaleKey[] } => {
  switch (event.type) {
    case 'message':
      return {
        now: [
          queryKeys.conversations.messages(event.customerId),
          queryKeys.messages.one(event.messageId),
          // A customer who writes by WhatsApp may be answered in free words from then on.
          queryKeys.contactability.of(event.customerId),
        ],
        soon: [queryKeys.interactions.all],
      };
    case 'conversation':
      return {
        now: [
          queryKeys.conversations.lists,
          queryKeys.conversations.one(event.customerId),
          queryKeys.conversations.messages(event.customerId),
        ],
        soon: [],
      };
    case 'contactability':
      return {
        now: [
          queryKeys.customers.one(event.customerId),
          queryKeys.customers.history(event.customerId),
          queryKeys.conversations.one(event.customerId),
          queryKeys.contactability.of(event.customerId),
        ],
        soon: [queryKeys.customers.lists, queryKeys.conversations.lists, queryKeys.contactability.alerts],
      };
    case 'process':
      return { now: [queryKeys.processes.all], soon: [] };
  }
};
