import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Body } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type ExportRequest = Body<'createExport'>;

/** Asks for the file of a list; the log of processes shows it from then on (B35–B40). */
export const useRequestExport = () => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ExportRequest) => dataOf(api.POST('/v1/exports', { body })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.processes.all }),
  });
};
