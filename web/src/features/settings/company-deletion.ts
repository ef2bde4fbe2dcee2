import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, Body } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

type Deletion = Answer<'getCompanyDeletion'>;

/** Whether the company is to be deleted (ADR 68). Every page asks, and it is rare: other people's changes come late. */
export const companyDeletionQuery = queryOptions({
  queryKey: queryKeys.companies.deletion,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/company/deletion', { signal })),
  staleTime: 10 * 60_000,
});

const useDeletionChange = <Input>(change: (input: Input) => Promise<Deletion>) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (made) => {
      queryClient.setQueryData(companyDeletionQuery.queryKey, made);
      return queryClient.invalidateQueries({ queryKey: queryKeys.processes.all });
    },
    // Somebody else may have asked for it, or have taken it back.
    onError: () => queryClient.invalidateQueries({ queryKey: queryKeys.companies.deletion }),
  });
};

export const useRequestCompanyDeletion = () =>
  useDeletionChange((body: Body<'requestCompanyDeletion'>) => dataOf(api.POST('/v1/company/deletion', { body })));

export const useTakeBackCompanyDeletion = () =>
  useDeletionChange((_: undefined) => dataOf(api.DELETE('/v1/company/deletion')));
