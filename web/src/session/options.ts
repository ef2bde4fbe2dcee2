import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';

/** Values that filters and forms offer: segments, portfolios, tags, templates, results. */
export const optionsQuery = queryOptions({
  queryKey: ['companies', 'options'],
  queryFn: ({ signal }) => dataOf(api.GET('/v1/options', { signal })),
  staleTime: 5 * 60_000,
});

export const usersQuery = queryOptions({
  queryKey: ['companies', 'users'],
  queryFn: ({ signal }) => dataOf(api.GET('/v1/users', { signal })),
  staleTime: 5 * 60_000,
});

/** Who acts when nobody did: nights, schedules. People know it by the product's name. */
const systemNames: Readonly<Record<string, string>> = { system: 'Contacta' };

/** Names of the company's users by id; the id of somebody who has left stays as it is. */
export const useUserName = (): ((userId: string) => string) => {
  const { data } = useQuery(usersQuery);
  return (userId) => data?.items.find((user) => user.userId === userId)?.name ?? systemNames[userId] ?? userId;
};

/** The company's settings: switches that decide what is offered. */
export const settingsQuery = queryOptions({
  queryKey: ['companies', 'settings'],
  queryFn: ({ signal }) => dataOf(api.GET('/v1/settings', { signal })),
  staleTime: 5 * 60_000,
});
