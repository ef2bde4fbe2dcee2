import { infiniteQueryOptions, keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, ifMatch } from '#web/api/client.ts';
import type { Body, Query, RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import { settingsQuery } from '#web/session/options.ts';

export type Template = RowOf<'listTemplates'>;

export const templatesQuery = (query: Query<'listTemplates'>) =>
  infiniteQueryOptions({
    queryKey: queryKeys.templates.list(query),
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/v1/templates', {
          params: { query: { ...query, limit: '50', ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

/** Creates a template, or changes the one that was read as `changed` (C12). */
export const useSaveTemplate = () => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (
      save:
        | { readonly created: Body<'createTemplate'>; readonly key: string }
        | { readonly changed: Template; readonly body: Body<'patchTemplate'> },
    ) =>
      'created' in save
        ? dataOf(api.POST('/v1/templates', { params: { header: { 'Idempotency-Key': save.key } }, body: save.created }))
        : dataOf(
            api.PATCH('/v1/templates/{templateId}', {
              params: { path: { templateId: save.changed.templateId }, header: ifMatch(save.changed.version) },
              body: save.body,
            }),
          ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.templates.all }),
  });
};

/** Whether Meta is asked about WhatsApp templates; elsewhere people record its answers (E23). */
export const useAsksMeta = (): boolean => {
  const { data } = useQuery(settingsQuery);
  return data?.senders.whatsapp?.businessAccountId !== undefined;
};

/** Takes over what Meta says of all templates now; each hour does the same (E23). */
export const useSynchroniseTemplates = () => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(api.POST('/v1/templates/synchronise')),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.templates.all }),
  });
};
