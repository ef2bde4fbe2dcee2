import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

type CompanyExport = Answer<'requestCompanyExport'>;

/** How often an export is read that is being made, in ms. */
const pollMs = 3_000;

export const isBeingMade = ({ state }: CompanyExport): boolean => state === 'pending' || state === 'processing';

/** The last export of everything that the company has (ADR 69). */
export const companyExportQuery = queryOptions({
  queryKey: queryKeys.processes.companyExport,
  queryFn: async ({ signal }) => (await dataOf(api.GET('/v1/company/export', { signal }))).export,
  refetchInterval: ({ state: { data } }) => (data !== undefined && data !== null && isBeingMade(data) ? pollMs : false),
});

export const useRequestCompanyExport = () => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(api.POST('/v1/company/export')),
    onSuccess: (made) => {
      queryClient.setQueryData(companyExportQuery.queryKey, made);
      return queryClient.invalidateQueries({ queryKey: queryKeys.processes.all });
    },
  });
};
