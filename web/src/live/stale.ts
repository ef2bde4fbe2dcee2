import type { LiveEvent } from '#contract/live.ts';

/** Beginning of the keys of reads that a change makes out of date (`queries.ts` of each feature). */
export type StaleKey = readonly string[];

/**
 * What is to be read anew after an event. `now` is what people look at closely; `soon` are lists that a campaign of
 * thousands of messages changes thousands of times.
 */
export const staleAfter = (
  event: LiveEvent,
): { readonly now: readonly StaleKey[]; readonly soon: readonly StaleKey[] } => {
  switch (event.type) {
    case 'message':
      return {
        now: [
          ['conversations', 'messages', event.customerId],
          ['messages', 'one', event.messageId],
          // A customer who writes by WhatsApp may be answered in free words from then on.
          ['contactability', event.customerId],
        ],
        soon: [['interactions']],
      };
    case 'conversation':
      return {
        now: [
          ['conversations', 'list'],
          ['conversations', 'one', event.customerId],
          ['conversations', 'messages', event.customerId],
        ],
        soon: [],
      };
    case 'contactability':
      return {
        now: [
          ['customers', 'one', event.customerId],
          ['customers', 'history', event.customerId],
          ['conversations', 'one', event.customerId],
          ['contactability', event.customerId],
        ],
        soon: [
          ['customers', 'list'],
          ['conversations', 'list'],
        ],
      };
    case 'process':
      return { now: [['processes']], soon: [] };
  }
};
