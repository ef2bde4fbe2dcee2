import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Body } from '#web/api/paths.ts';
import { ApiProblem } from '#web/api/problem.ts';
import { queryKeys } from '#web/api/query-keys.ts';

/** Lists of alerts and customers, and the processes, are read anew after an action. */
const useRefresh = () => {
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [queryKeys.contactability.alerts, queryKeys.customers.all, queryKeys.processes.all].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    );
};

type Request<Id extends 'clearAlerts' | 'raiseAlerts'> = Body<Id> & { readonly idempotencyKey: string };

/** Clears many addresses (F9): as many as the number said that stands in the request. */
export const useClearAlerts = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ idempotencyKey, ...body }: Request<'clearAlerts'>) =>
      dataOf(api.POST('/v1/alerts/clear', { params: { header: { 'Idempotency-Key': idempotencyKey } }, body })),
    onSettled: refresh,
  });
};

/** Says how many addresses would be marked. */
export const usePreviewMarking = () =>
  useMutation({
    mutationFn: (body: Pick<Body<'raiseAlerts'>, 'addresses'>) =>
      dataOf(api.POST('/v1/alerts/raise', { body: { ...body, dryRun: true } })),
  });

/** Marks many addresses as bad (F9). */
export const useRaiseAlerts = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ idempotencyKey, ...body }: Request<'raiseAlerts'>) =>
      dataOf(api.POST('/v1/alerts/raise', { params: { header: { 'Idempotency-Key': idempotencyKey } }, body })),
    onSettled: refresh,
  });
};

/** An action may be under way when it is to be undone: so often it is asked again, a second apart. */
const mostTries = 60;

/** Takes a clearing or marking of the last 24 hours back. */
export const useUndoAlerts = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (processId: string) => dataOf(api.POST('/v1/alerts/undo', { body: { processId } })),
    retry: (tries, error) => error instanceof ApiProblem && error.code === 'ALERT_ACTION_RUNNING' && tries < mostTries,
    retryDelay: 1_000,
    onSettled: refresh,
  });
};
