/** Conversations with what they read of other slices, wired once for every function that changes them. */
import type { Table } from '#platform/table/kernel.ts';
import { ConversationStore } from '#shared/conversations/store.ts';
import { ThreadStore } from '#shared/conversations/thread-store.ts';
import { CustomerStore } from '#shared/customers/store.ts';

export const composeInbox = (table: Table) => {
  const customers = new CustomerStore(table);
  return {
    conversations: new ConversationStore(table),
    threads: new ThreadStore(table),
    findCustomer: async (tenant: string, customerId: string) =>
      (await customers.find(tenant, customerId, { consistent: true }))?.value,
  };
};
