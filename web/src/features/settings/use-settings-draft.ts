import { useQueryClient } from '@tanstack/react-query';
import { api, dataOf, ifMatch } from '#web/api/client.ts';
import { type EditableSettings, editableOf, type Settings, settingsQuery } from './queries.ts';
import { type Draft, useDraft } from './use-draft.ts';

/** The company's settings being edited: a section changes its own and sends the rest as it was read. */
export const useSettingsDraft = (settings: Settings): Draft<EditableSettings> => {
  const queryClient = useQueryClient();
  return useDraft(
    { value: editableOf(settings), version: settings.version },
    {
      save: async ({ value, version }) => {
        const answer = await dataOf(api.PUT('/v1/settings', { params: { header: ifMatch(version) }, body: value }));
        queryClient.setQueryData(settingsQuery.queryKey, answer);
        // Name, zone, segments and results stand in what others have read: `me`, options, lists.
        void queryClient.invalidateQueries({ queryKey: ['companies'] });
        void queryClient.invalidateQueries({ queryKey: ['customers'] });
      },
      refetch: () => queryClient.refetchQueries({ queryKey: settingsQuery.queryKey }),
    },
  );
};
