import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, Body } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type Hold = Answer<'getHolds'>['holds'][number];
export type CompanyScope = Body<'putHold'>['scope'];

/** What holds the sending; asked again now and then, since the system and others hold and lift too. */
export const holdsQuery = queryOptions({
  queryKey: queryKeys.companies.holds,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/settings/holds', { signal })),
  refetchInterval: 30_000,
});

/** Holds or lifts a scope; the answer is what stands then. */
export const usePutHold = () => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Body<'putHold'>) => dataOf(api.PUT('/v1/settings/holds', { body })),
    onSuccess: (answer) => queryClient.setQueryData(holdsQuery.queryKey, answer),
  });
};

/** Scope as a request names it; undefined for the operator's, which no company lifts. */
export const scopeOf = ({ scope: { kind, id } }: Hold): CompanyScope | undefined => {
  if (kind === 'deployment') return undefined;
  if (kind === 'company' || kind === 'automatic') return { kind };
  if (kind === 'channel') return id === 'email' || id === 'sms' || id === 'whatsapp' ? { kind, id } : undefined;
  return id === null ? undefined : { kind, id };
};
