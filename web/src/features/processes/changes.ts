import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import type { Process } from './queries.ts';

/** Everything that shows processes is read anew after a change. */
const useRefresh = () => {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: queryKeys.processes.all });
};

/** Stops what was asked for: an import between two batches, an export before it is written (F20, Q4). */
export const useCancelProcess = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async ({ processId, kind }: Process): Promise<unknown> =>
      kind === 'import'
        ? dataOf(api.POST('/v1/imports/{processId}/cancel', { params: { path: { processId } } }))
        : dataOf(api.POST('/v1/exports/{processId}/cancel', { params: { path: { processId } } })),
    onSettled: refresh,
  });
};

/** Writes a failed or expired file once more (F21). */
export const useRetryProcess = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (processId: string) =>
      dataOf(api.POST('/v1/exports/{processId}/retry', { params: { path: { processId } } })),
    onSettled: refresh,
  });
};

/** Takes processes out of the unread count (B34). */
export const useMarkRead = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (processIds: readonly string[]) =>
      Promise.all(
        processIds.map((processId) =>
          dataOf(api.POST('/v1/processes/{processId}/read', { params: { path: { processId } } })),
        ),
      ),
    onSettled: refresh,
  });
};

/** Asks for a link of five minutes and follows it: the browser saves the file and the page stays. */
export const useDownload = () =>
  useMutation({
    mutationFn: async ({ processId, name }: { processId: string; name: string }) => {
      const { url } = await dataOf(
        api.GET('/v1/processes/{processId}/files/{name}', { params: { path: { processId, name } } }),
      );
      window.location.assign(url);
    },
  });
