import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer } from '#web/api/paths.ts';

type Views = Answer<'getViews'>;
/** Lists whose columns and saved filters are kept per user. */
export type ListName = 'customers' | 'interactions' | 'conversations';

const viewsQuery = (list: ListName) =>
  queryOptions({
    queryKey: ['companies', 'views', list],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/me/views/{list}', { params: { path: { list } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

interface Columns {
  /** Ids of the columns to show, in order; undefined until they are known. */
  readonly columns: readonly string[] | undefined;
  /** Shows these columns at once and keeps them; they go back when that fails. @throws ApiProblem */
  save(columns: readonly string[]): Promise<unknown>;
}

/** The caller's columns of a list, kept at the service, so that they are the same on every device (B22, E13). */
export const useColumns = (list: ListName, standard: readonly string[]): Columns => {
  const queryClient = useQueryClient();
  const query = viewsQuery(list);
  const { data, isError } = useQuery(query);
  const change = useMutation({
    mutationFn: (views: Views) => dataOf(api.PUT('/v1/me/views/{list}', { params: { path: { list } }, body: views })),
    onMutate: (views) => {
      const before = queryClient.getQueryData(query.queryKey);
      queryClient.setQueryData(query.queryKey, views);
      return before;
    },
    onError: (_error, _views, before) => queryClient.setQueryData(query.queryKey, before),
    onSuccess: (views) => queryClient.setQueryData(query.queryKey, views),
  });
  const chosen = data !== undefined && data.columns.length > 0 ? data.columns : standard;
  return {
    // A list whose columns cannot be read is still a list.
    columns: data === undefined && !isError ? undefined : chosen,
    save: (columns) => change.mutateAsync({ views: data?.views ?? [], columns: [...columns] }),
  };
};
