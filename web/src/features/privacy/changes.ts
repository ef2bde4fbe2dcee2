import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Body } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

/** Begins the erasure of a customer; asked again it answers with the same process (Ley 21.719, LGPD). */
export const useErase = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Body<'eraseCustomer'>) =>
      dataOf(api.POST('/v1/customers/{customerId}/erase', { params: { path: { customerId } }, body })),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.processes.all });
      void queryClient.invalidateQueries({ queryKey: queryKeys.contactability.of(customerId) });
      return queryClient.invalidateQueries({ queryKey: queryKeys.customers.one(customerId) });
    },
  });
};

/** Forgets what this tab has read of a person who is gone. */
export const forgetPerson = (queryClient: QueryClient, customerId: string): void => {
  for (const queryKey of [
    queryKeys.customers.one(customerId),
    queryKeys.customers.notes(customerId),
    queryKeys.customers.history(customerId),
    queryKeys.customers.tickets(customerId),
    queryKeys.customers.debts(customerId),
    queryKeys.contactability.of(customerId),
    queryKeys.privacy.portability(customerId),
    queryKeys.conversations.one(customerId),
    queryKeys.conversations.messages(customerId),
    queryKeys.messages.all,
  ]) {
    queryClient.removeQueries({ queryKey });
  }
  for (const queryKey of [
    queryKeys.customers.lists,
    queryKeys.conversations.lists,
    queryKeys.interactions.all,
    queryKeys.processes.all,
  ]) {
    void queryClient.invalidateQueries({ queryKey });
  }
};
