import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import { queryKeys } from '#web/api/query-keys.ts';

/** Values that filters and forms offer: segments, portfolios, tags, templates, results. */
export const optionsQuery = queryOptions({
  queryKey: queryKeys.companies.options,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/options', { signal })),
  staleTime: 5 * 60_000,
});

export const usersQuery = queryOptions({
  queryKey: queryKeys.companies.users,
  // Those who have left too: their names stand on what they did.
  queryFn: ({ signal }) => dataOf(api.GET('/v1/users', { params: { query: { state: 'all' } }, signal })),
  staleTime: 5 * 60_000,
});

/** Users to whom something can be given: those who have left are not offered. */
export const useActiveUsers = () => useQuery(usersQuery).data?.items.filter(({ active }) => active);

/** Who acts when nobody did: nights, schedules. People know it by the product's name. */
const systemNames: Readonly<Record<string, string>> = { system: 'Contacta' };

/** Names of the company's users by id; the id of somebody who has left stays as it is. */
export const useUserName = (): ((userId: string) => string) => {
  const { data } = useQuery(usersQuery);
  return (userId) => data?.items.find((user) => user.userId === userId)?.name ?? systemNames[userId] ?? userId;
};

/** The company's settings: switches that decide what is offered. */
export const settingsQuery = queryOptions({
  queryKey: queryKeys.companies.settings,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/settings', { signal })),
  staleTime: 5 * 60_000,
});
