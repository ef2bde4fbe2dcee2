import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Body, Query, RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';
import { usersQuery } from '#web/session/options.ts';

export type User = RowOf<'listUsers'>;
export type AuditEntry = RowOf<'listAudit'>;

/** Disables a user, or lets one in again; says whose customers the user sees. */
export const useSwitchUser = () => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ userId, ...body }: { userId: string } & Body<'putUser'>) =>
      dataOf(api.PUT('/v1/users/{userId}', { params: { path: { userId } }, body })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
};

export const auditQuery = (query: Query<'listAudit'>) =>
  queryOptions({
    queryKey: queryKeys.companies.audit(query),
    queryFn: ({ signal }) => dataOf(api.GET('/v1/audit', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });

/** The trail under the filters, as the text of a CSV file. */
export const readAuditFile = (query: Query<'downloadAudit'>): Promise<string> =>
  dataOf(api.GET('/v1/audit/file', { params: { query }, parseAs: 'text' }));

export const limitsQuery = queryOptions({
  queryKey: queryKeys.companies.limits,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/settings/limits', { signal })),
});
