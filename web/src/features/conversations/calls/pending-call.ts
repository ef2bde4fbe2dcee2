import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Body } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

/** Asks for a call to the customer, or takes the request back with null (C2, C34). */
export const usePendingCall = (customerId: string) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (pendingCall: Body<'putPendingCall'>['pendingCall']) =>
      dataOf(
        api.PUT('/v1/conversations/{customerId}/pending-call', {
          params: { path: { customerId } },
          body: { pendingCall },
        }),
      ),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.one(customerId) });
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.lists });
    },
  });
};
