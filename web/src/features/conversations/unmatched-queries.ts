import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, dataOf } from '#web/api/client.ts';
import type { RowOf } from '#web/api/paths.ts';

export type Unmatched = RowOf<'listUnmatched'>;

/** Messages of unknown or ambiguous senders, newest first. */
export const unmatchedQuery = infiniteQueryOptions({
  queryKey: ['inbound', 'unmatched'],
  queryFn: ({ pageParam, signal }) => {
    const query = { limit: '20', ...(pageParam === undefined ? {} : { cursor: pageParam }) };
    return dataOf(api.GET('/v1/inbound/unmatched', { params: { query }, signal }));
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }) => nextCursor,
});

const assign = (id: string, customerId: string) =>
  dataOf(api.POST('/v1/inbound/unmatched/{id}/assign', { params: { path: { id } }, body: { customerId } }));

/** Makes the message one of the customer's conversation (D13). */
export const useAssignUnmatched = () => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, customerId }: { id: string; customerId: string }) => assign(id, customerId),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['inbound'] });
      void queryClient.invalidateQueries({ queryKey: ['conversations'] });
    },
  });
};

/** Creates the customer who wrote, with the address, and gives it the message. Repeating creates nobody twice. */
export const useCreateFromUnmatched = () => {
  const queryClient = useQueryClient();
  const attempt = useRef<{ readonly name: string; readonly key: string }>(undefined);
  return useMutation({
    mutationFn: async ({ message, name }: { message: Unmatched; name: string }) => {
      if (attempt.current?.name !== name) attempt.current = { name, key: crypto.randomUUID() };
      const addresses = [{ channel: message.channel, value: message.from }];
      const { customerId } = await dataOf(
        api.POST('/v1/customers', {
          params: { header: { 'Idempotency-Key': attempt.current.key } },
          body: { name, addresses },
        }),
      );
      await assign(message.id, customerId);
      return customerId;
    },
    onSuccess: () => {
      for (const resource of ['inbound', 'conversations', 'customers']) {
        void queryClient.invalidateQueries({ queryKey: [resource] });
      }
    },
  });
};
