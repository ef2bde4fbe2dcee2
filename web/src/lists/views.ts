import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer } from '#web/api/paths.ts';

type Views = Answer<'getViews'>;
/** Lists whose columns and saved filters are kept per user. */
export type ListName = 'customers' | 'helpDesk' | 'interactions' | 'conversations';

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

/** Keeps the caller's columns and views of a list: shown at once, taken back when that fails. */
const useKeepViews = (list: ListName) => {
  const queryClient = useQueryClient();
  const { queryKey } = viewsQuery(list);
  return useMutation({
    mutationFn: (views: Views) => dataOf(api.PUT('/v1/me/views/{list}', { params: { path: { list } }, body: views })),
    onMutate: (views) => {
      const before = queryClient.getQueryData(queryKey);
      queryClient.setQueryData(queryKey, views);
      return before;
    },
    onError: (_error, _views, before) => queryClient.setQueryData(queryKey, before),
    onSuccess: (views) => queryClient.setQueryData(queryKey, views),
  });
};

/** The caller's columns of a list, kept at the service, so that they are the same on every device (B22, E13). */
export const useColumns = (list: ListName, standard: readonly string[]): Columns => {
  const { data, isError } = useQuery(viewsQuery(list));
  const change = useKeepViews(list);
  const chosen = data !== undefined && data.columns.length > 0 ? data.columns : standard;
  return {
    // A list whose columns cannot be read is still a list.
    columns: data === undefined && !isError ? undefined : chosen,
    save: (columns) => change.mutateAsync({ views: data?.views ?? [], columns: [...columns] }),
  };
};

/** A saved view: filters, order and columns under a name (B22, F22). */
export type SavedView = Views['views'][number];

/** Most views that one person keeps of one list. */
export const ownViewLimit = 20;

/** The caller's own views of a list. */
export const useOwnViews = (list: ListName) => {
  const { data } = useQuery(viewsQuery(list));
  const change = useKeepViews(list);
  const views = data?.views ?? [];
  const keep = (next: readonly SavedView[]) => change.mutateAsync({ views: [...next], columns: data?.columns ?? [] });
  return {
    views,
    /** A view of the same name is replaced. @throws ApiProblem */
    save: (view: SavedView) => keep([...views.filter(({ name }) => name !== view.name), view]),
    /** @throws ApiProblem */
    remove: (name: string) => keep(views.filter((view) => view.name !== name)),
  };
};
