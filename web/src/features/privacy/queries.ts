import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

type Portability = Answer<'getPortability'>;

/** How often a file is asked for that is being made, ms. */
const pollMs = 2_000;

export const isBeingMade = ({ state }: Portability): boolean => state === 'pending' || state === 'processing';

/**
 * The file of all that is known of a customer. Asking begins the making and is audited, so nothing but a person's click asks
 * (`refetch`), and then the making.
 */
export const portabilityQuery = (customerId: string) =>
  queryOptions({
    queryKey: queryKeys.privacy.portability(customerId),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/customers/{customerId}/portability', { params: { path: { customerId } }, signal })),
    enabled: ({ state }) => state.data !== undefined && isBeingMade(state.data),
    refetchInterval: ({ state }) => (state.data !== undefined && isBeingMade(state.data) ? pollMs : false),
    refetchOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
