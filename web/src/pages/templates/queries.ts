import { infiniteQueryOptions, keepPreviousData, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, ifMatch } from '#web/api/client.ts';
import type { Body, Query, RowOf } from '#web/api/paths.ts';

export type Template = RowOf<'listTemplates'>;

export const templatesQuery = (query: Query<'listTemplates'>) =>
  infiniteQueryOptions({
    queryKey: ['templates', 'list', query],
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
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['templates'] }),
  });
};
