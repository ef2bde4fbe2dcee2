import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, Query, RowOf } from '#web/api/paths.ts';

export type Interaction = RowOf<'listInteractions'>;
export type Message = Answer<'getMessage'>;
type InteractionsPage = Answer<'listInteractions'>;
export type InteractionsQuery = Query<'listInteractions'>;

/** Rows of a page. */
const pageSize = '50';
/** A page may be empty and still have a cursor (it ends when its read units are spent): so many are read on. */
const emptyPages = 5;

const readPage = async (query: InteractionsQuery, signal: AbortSignal): Promise<InteractionsPage> => {
  let page = await dataOf(api.GET('/v1/interactions', { params: { query }, signal }));
  for (let read = 1; page.items.length === 0 && page.nextCursor !== undefined && read < emptyPages; read += 1) {
    const next = { ...query, cursor: page.nextCursor };
    page = await dataOf(api.GET('/v1/interactions', { params: { query: next }, signal }));
  }
  return page;
};

/** A page of the register. While the next one loads, the last one stays: nothing jumps. */
export const interactionsQuery = (query: InteractionsQuery) =>
  queryOptions({
    queryKey: ['interactions', 'list', query],
    queryFn: ({ signal }) => readPage({ ...query, limit: pageSize }, signal),
    placeholderData: keepPreviousData,
  });

/** Flows, events and campaigns in use. */
export const originsQuery = queryOptions({
  queryKey: ['interactions', 'origins'],
  queryFn: ({ signal }) => dataOf(api.GET('/v1/interactions/origins', { signal })),
  staleTime: 60_000,
});

/** One communication with its attempts and everything that made its status. */
export const messageQuery = (messageId: string) =>
  queryOptions({
    queryKey: ['messages', 'one', messageId],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/messages/{messageId}', { params: { path: { messageId } }, signal })),
  });
