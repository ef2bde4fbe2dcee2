import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Body } from '#web/api/paths.ts';
import { type Customer, customerKeys } from '#web/features/customers/queries.ts';
import { conversationKeys } from './queries.ts';

/** The changed customer is shown; whether it may be written to is asked anew. */
const useKeep = (customerId: string) => {
  const queryClient = useQueryClient();
  return (customer: Customer) => {
    queryClient.setQueryData(customerKeys.one(customerId), customer);
    void queryClient.invalidateQueries({ queryKey: conversationKeys.one(customerId) });
    void queryClient.invalidateQueries({ queryKey: ['contactability', customerId] });
    void queryClient.invalidateQueries({ queryKey: customerKeys.history(customerId) });
  };
};

/** Adds and removes tags (D10). */
export const useTags = (customerId: string) => {
  const onSuccess = useKeep(customerId);
  return useMutation({
    mutationFn: (body: Body<'patchTags'>) =>
      dataOf(api.PATCH('/v1/customers/{customerId}/tags', { params: { path: { customerId } }, body })),
    onSuccess,
  });
};

/** Sets or lifts "do not disturb" on a channel (D28). */
export const useDnd = (customerId: string) => {
  const onSuccess = useKeep(customerId);
  return useMutation({
    mutationFn: (body: Body<'putDnd'>) =>
      dataOf(api.PUT('/v1/customers/{customerId}/dnd', { params: { path: { customerId } }, body })),
    onSuccess,
  });
};

/** Pauses automatic communications until an instant; null lifts the pause (C38, Q8). */
export const usePause = (customerId: string) => {
  const onSuccess = useKeep(customerId);
  return useMutation({
    mutationFn: (until: string | null) =>
      dataOf(api.PUT('/v1/customers/{customerId}/pause', { params: { path: { customerId } }, body: { until } })),
    onSuccess,
  });
};
