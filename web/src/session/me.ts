import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, RouteId } from '#web/api/paths.ts';
import permissions from '#web/api/permissions.json';
import { queryKeys } from '#web/api/query-keys.ts';

export type Me = Answer<'getMe'>;

export const meQuery = queryOptions({
  queryKey: queryKeys.companies.me,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/me', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/**
 * Who is signed in. The shell renders nothing below it before this is known.
 *
 * @throws Error outside of the shell
 */
export const useMe = (): Me => {
  const { data } = useQuery(meQuery);
  if (data === undefined) throw new Error('useMe outside of the signed-in part of the console.');
  return data;
};

export const useCompany = (): Me['company'] => useMe().company;

/**
 * Whether the caller's roles and rights allow a route: what decides that an action is shown at all. The server decides again.
 * They come from the route table (`permissions.json` is generated from it).
 */
export const useMay = (): ((route: RouteId) => boolean) => {
  const { roles, ownCustomersOnly } = useMe();
  return (route) => {
    const allowed: readonly string[] = permissions[route];
    return roles.some((role) => allowed.includes(role)) && !(ownCustomersOnly && allowed.includes('closed'));
  };
};
