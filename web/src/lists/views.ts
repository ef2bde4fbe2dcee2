import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

/** What the caller keeps of a list: columns, views, and which one it opens with. */
export type KeptViews = Answer<'getViews'>;
/** A view that the company shares. */
export type SharedView = RowOf<'listSharedViews'>;
/** Lists whose columns and saved filters are kept per user. */
export type ListName = 'customers' | 'helpDesk' | 'interactions' | 'conversations';
/** Lists with views that a company shares. */
export type SharedList = SharedView['list'];

export const viewsQuery = (list: ListName) =>
  queryOptions({
    queryKey: queryKeys.companies.views(list),
    queryFn: ({ signal }) => dataOf(api.GET('/v1/me/views/{list}', { params: { path: { list } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const sharedViewsQuery = (list: SharedList) =>
  queryOptions({
    queryKey: queryKeys.companies.sharedViews(list),
    queryFn: ({ signal }) => dataOf(api.GET('/v1/views/{list}', { params: { path: { list } }, signal })),
  });

interface Columns {
  /** Ids of the columns to show, in order; undefined until they are known. */
  readonly columns: readonly string[] | undefined;
  /** Shows these columns at once and keeps them; they go back when that fails. @throws ApiProblem */
  save(columns: readonly string[]): Promise<unknown>;
}

const nothing: KeptViews = { columns: [], views: [] };

/** Keeps what the caller changes of a list's views: shown at once, taken back when that fails. */
export const useKeepViews = (list: ListName) => {
  const queryClient = useQueryClient();
  const { queryKey } = viewsQuery(list);
  const { mutateAsync } = useMutation({
    mutationFn: (views: KeptViews) =>
      dataOf(api.PUT('/v1/me/views/{list}', { params: { path: { list } }, body: views })),
    onMutate: (views) => {
      const before = queryClient.getQueryData(queryKey);
      queryClient.setQueryData(queryKey, views);
      return before;
    },
    onError: (_error, _views, before) => queryClient.setQueryData(queryKey, before),
    onSuccess: (views) => queryClient.setQueryData(queryKey, views),
  });
  /** @throws ApiProblem */
  return (change: (kept: KeptViews) => KeptViews) => mutateAsync(change(queryClient.getQueryData(queryKey) ?? nothing));
};

/** The caller's columns of a list, kept at the service, so that they are the same on every device (B22, E13). */
export const useColumns = (list: ListName, standard: readonly string[]): Columns => {
  const { data, isError } = useQuery(viewsQuery(list));
  const keep = useKeepViews(list);
  const chosen = data !== undefined && data.columns.length > 0 ? data.columns : standard;
  return {
    // A list whose columns cannot be read is still a list.
    columns: data === undefined && !isError ? undefined : chosen,
    save: (columns) => keep((kept) => ({ ...kept, columns: [...columns] })),
  };
};
