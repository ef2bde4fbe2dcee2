import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Body } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import { type Customer, customerQuery } from '#web/features/customers/queries.ts';

/**
 * A change of the customer beside the conversation: `shown` is seen at once and taken back when the service refuses;
 * then stands what it answered, and whether the customer may be written to is asked anew.
 */
const useCare = <Change>(
  customerId: string,
  send: (change: Change) => Promise<Customer>,
  shown: (customer: Customer, change: Change) => Partial<Customer>,
) => {
  const queryClient = useQueryClient();
  const { queryKey } = customerQuery(customerId);
  return useMutation({
    mutationFn: send,
    onMutate: async (change) => {
      await queryClient.cancelQueries({ queryKey });
      const before = queryClient.getQueryData(queryKey);
      if (before !== undefined) queryClient.setQueryData(queryKey, { ...before, ...shown(before, change) });
      return before;
    },
    onError: (_error, _change, before) => queryClient.setQueryData(queryKey, before),
    onSuccess: (customer) => {
      queryClient.setQueryData(queryKey, customer);
      void queryClient.invalidateQueries({ queryKey: queryKeys.conversations.one(customerId) });
      void queryClient.invalidateQueries({ queryKey: queryKeys.contactability.of(customerId) });
      void queryClient.invalidateQueries({ queryKey: queryKeys.customers.history(customerId) });
    },
  });
};

/** Adds and removes tags (D10). */
export const useTags = (customerId: string) =>
  useCare(
    customerId,
    (body: Body<'patchTags'>) =>
      dataOf(api.PATCH('/v1/customers/{customerId}/tags', { params: { path: { customerId } }, body })),
    ({ tags }, { add = [], remove = [] }) => ({
      tags: [...new Set([...tags.filter((tag) => !remove.includes(tag)), ...add])],
    }),
  );

/** Sets or lifts "do not disturb" on a channel; lifting what the customer asked for needs their consent (D28, Q7, Q9). */
export const useDnd = (customerId: string) =>
  useCare(
    customerId,
    (body: Body<'putDnd'>) =>
      dataOf(api.PUT('/v1/customers/{customerId}/dnd', { params: { path: { customerId } }, body })),
    ({ dnd }, { channel, active, scope = 'campaigns' }) => {
      const others = dnd.filter((entry) => entry.channel !== channel || (active && entry.source !== 'manual'));
      const entry = { channel, scope, source: 'manual' as const, at: new Date().toISOString(), addressId: null };
      return { dnd: active ? [...others, entry] : others };
    },
  );

/** Pauses automatic communications until an instant; null lifts the pause (C38, Q8). */
export const usePause = (customerId: string) =>
  useCare(
    customerId,
    (body: Body<'putPause'>) =>
      dataOf(api.PUT('/v1/customers/{customerId}/pause', { params: { path: { customerId } }, body })),
    (_customer, { until }) => ({ pausedUntil: until }),
  );

/** Resumes communications with a customer to whom everything was stopped (Q10). */
export const useResume = (customerId: string) =>
  useCare(
    customerId,
    (reason: string) =>
      dataOf(
        api.PUT('/v1/customers/{customerId}/stop', {
          params: { path: { customerId } },
          body: { stopped: false, reason },
        }),
      ),
    () => ({ stopped: null }),
  );

/** Records that the person objects to automatic messages or that the data are blocked; `kind: null` lifts it (Ley 21.719). */
export const useRestrict = (customerId: string) =>
  useCare(
    customerId,
    (body: Body<'putRestriction'>) =>
      dataOf(api.PUT('/v1/customers/{customerId}/restriction', { params: { path: { customerId } }, body })),
    // Who did it and when is the service's to say.
    () => ({}),
  );

/** Takes back a promise to pay that was recorded by mistake (Q10). */
export const useWithdrawPromise = (customerId: string) =>
  useCare(
    customerId,
    (reason: string) =>
      dataOf(
        api.POST('/v1/customers/{customerId}/promise/withdraw', { params: { path: { customerId } }, body: { reason } }),
      ),
    () => ({ promise: null }),
  );
