import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, Query, RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type Interaction = RowOf<'listInteractions'>;
export type Message = Answer<'getMessage'>;
export type InteractionsQuery = Query<'listInteractions'>;

/** Rows of a page. */
const pageSize = '50';

/** A page of the register. While the next one loads, the last one stays: nothing jumps. */
export const interactionsQuery = (query: InteractionsQuery) =>
  queryOptions({
    queryKey: queryKeys.interactions.list(query),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/interactions', { params: { query: { ...query, limit: pageSize } }, signal })),
    placeholderData: keepPreviousData,
  });

/** Flows, events and campaigns in use. */
export const originsQuery = queryOptions({
  queryKey: queryKeys.interactions.origins,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/interactions/origins', { signal })),
  staleTime: 60_000,
});

/** One message with its attempts and everything that made its status. */
export const messageQuery = (messageId: string) =>
  queryOptions({
    queryKey: queryKeys.messages.one(messageId),
    queryFn: ({ signal }) => dataOf(api.GET('/v1/messages/{messageId}', { params: { path: { messageId } }, signal })),
  });
