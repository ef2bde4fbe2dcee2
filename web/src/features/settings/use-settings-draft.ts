import { useQueryClient } from '@tanstack/react-query';
import { api, dataOf, ifMatch } from '#web/api/client.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import { type EditableSettings, editableOf, editedSettingsQuery, type Settings } from './queries.ts';
import { type Draft, useDraft } from './use-draft.ts';

/** The company's settings being edited: a section changes its own and sends the rest as it was read. */
export const useSettingsDraft = (settings: Settings): Draft<EditableSettings> => {
  const queryClient = useQueryClient();
  return useDraft(
    { value: editableOf(settings), version: settings.version },
    {
      save: async ({ value, version }) => {
        const answer = await dataOf(api.PUT('/v1/settings', { params: { header: ifMatch(version) }, body: value }));
        queryClient.setQueryData(editedSettingsQuery.queryKey, answer);
        // Name, zone, segments and results stand in what others have read: `me`, options, lists.
        void queryClient.invalidateQueries({ queryKey: queryKeys.companies.all });
        void queryClient.invalidateQueries({ queryKey: queryKeys.customers.all });
      },
      refetch: () => queryClient.refetchQueries({ queryKey: editedSettingsQuery.queryKey }),
    },
  );
};
