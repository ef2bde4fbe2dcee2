import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type MergePreview = Answer<'mergeCustomer'>;

const merge = (customerId: string, otherId: string, preview: boolean, signal?: AbortSignal) =>
  dataOf(
    api.POST('/v1/customers/{customerId}/merge', {
      params: { path: { customerId } },
      body: { customerId: otherId, preview },
      ...(signal === undefined ? {} : { signal }),
    }),
  );

/** What merging `otherId` into `customerId` would move; never kept, since both go on changing. */
export const mergePreviewQuery = (customerId: string, otherId: string) =>
  queryOptions({
    queryKey: queryKeys.customers.mergePreview(customerId, otherId),
    queryFn: ({ signal }) => merge(customerId, otherId, true, signal),
    gcTime: 0,
    staleTime: 0,
  });

/** Everything that is known of customers and conversations is read again: two have become one, or one two. */
const useReadAgain = () => {
  const queryClient = useQueryClient();
  // Not waited for: whoever asked must be told before what it stood on is gone.
  return () => void queryClient.invalidateQueries();
};

export const useMerge = (customerId: string) => {
  const readAgain = useReadAgain();
  return useMutation({ mutationFn: (otherId: string) => merge(customerId, otherId, false), onSuccess: readAgain });
};

export const useUnmerge = (customerId: string) => {
  const readAgain = useReadAgain();
  return useMutation({
    mutationFn: () => dataOf(api.POST('/v1/customers/{customerId}/unmerge', { params: { path: { customerId } } })),
    onSuccess: readAgain,
  });
};
