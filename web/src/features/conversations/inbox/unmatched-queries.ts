import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type Unmatched = RowOf<'listUnmatched'>;

/** Messages of unknown or ambiguous senders, newest first. */
export const unmatchedQuery = infiniteQueryOptions({
  queryKey: queryKeys.inbound.unmatched,
  queryFn: ({ pageParam, signal }) => {
    const query = { limit: '20', ...(pageParam === undefined ? {} : { cursor: pageParam }) };
    return dataOf(api.GET('/v1/inbound/unmatched', { params: { query }, signal }));
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }) => nextCursor,
});

/** Makes the message one of the customer's conversation (D13). */
export const useAssignUnmatched = () => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, customerId }: { id: string; customerId: string }) =>
      dataOf(api.POST('/v1/inbound/unmatched/{id}/assign', { params: { path: { id } }, body: { customerId } })),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.inbound.all });
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.all });
    },
  });
};

/** Makes the sender a customer, with everything that waits of it. Repeating creates nobody twice (D13). */
export const useCreateFromUnmatched = () => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ message: { id }, name }: { message: Unmatched; name: string }) => {
      const path = '/v1/inbound/unmatched/{id}/customer';
      return (await dataOf(api.POST(path, { params: { path: { id } }, body: { name } }))).customerId;
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.inbound.all });
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.all });
      void queryClient.invalidateQueries({ queryKey: queryKeys.customers.all });
    },
  });
};
