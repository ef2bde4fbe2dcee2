import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { type RetentionKind, retentionKindNames, retentionKinds } from '#contract/retention-words.ts';
import { api, dataOf, ifMatch } from '#web/api/client.ts';
import type { Answer } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import { type Draft, useDraft } from './use-draft.ts';

export type Retention = Answer<'getRetention'>;
type Periods = Retention['periods'];

/** What is edited: nothing is removed before somebody has put the periods in force. */
export type RetentionDraft = Pick<Retention, 'inForce' | 'periods'>;

export const retentionQuery = queryOptions({
  queryKey: queryKeys.privacy.retention,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/settings/retention', { signal })),
});

/** Edits the periods with optimistic locking. */
export const useRetentionDraft = ({ inForce, periods, version }: Retention): Draft<RetentionDraft> => {
  const queryClient = useQueryClient();
  const { queryKey } = retentionQuery;
  return useDraft(
    { value: { inForce, periods }, version },
    {
      save: async (edited) => {
        const saved = await dataOf(
          api.PUT('/v1/settings/retention', {
            params: { header: ifMatch(edited.version) },
            body: { periods: edited.value.periods },
          }),
        );
        queryClient.setQueryData(queryKey, saved);
      },
      refetch: () => queryClient.refetchQueries({ queryKey }),
    },
  );
};

/** What is wrong with the period of a kind: out of its bounds, or longer than the kind that it goes with. */
export const periodFault = (periods: Periods, kind: RetentionKind): 'bounds' | 'within' | undefined => {
  const kept = retentionKinds[kind];
  const period = periods[kind];
  if (!Number.isInteger(period) || period < kept.least || period > kept.most) return 'bounds';
  return 'within' in kept && period > periods[kept.within] ? 'within' : undefined;
};

export const hasFaults = (periods: Periods): boolean =>
  retentionKindNames.some((kind) => periodFault(periods, kind) !== undefined);
