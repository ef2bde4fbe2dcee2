import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type Preferences = Answer<'getPreferences'>;

/** What the caller wishes: nobody else sees or changes it. */
export const preferencesQuery = queryOptions({
  queryKey: queryKeys.companies.preferences,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/me/preferences', { signal })),
});

/** Shown at once, taken back when it was not kept. */
export const usePutPreferences = () => {
  const queryClient = useQueryClient();
  const { queryKey } = preferencesQuery;
  return useMutation({
    mutationFn: (body: Preferences) => dataOf(api.PUT('/v1/me/preferences', { body })),
    onMutate: (preferences) => {
      const before = queryClient.getQueryData(queryKey);
      queryClient.setQueryData(queryKey, preferences);
      return before;
    },
    onError: (_error, _preferences, before) => queryClient.setQueryData(queryKey, before),
  });
};
