import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Channel } from '#contract/vocabulary.ts';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, Query, RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type Conversation = Answer<'getConversation'>;
export type ConversationRow = RowOf<'listConversations'>;
export type ConversationsPage = Answer<'listConversations'>;
export type ThreadMessage = RowOf<'listMessages'>;
type ConversationsQuery = Query<'listConversations'>;

/** Rows read at once: of the list, of a thread. */
const pageSizes = { list: '30', thread: '40' } as const;
/** A page may be empty and still have a cursor (it ends when its read units are spent): so many are read on. */
const emptyPages = 5;

const readPage = async (query: ConversationsQuery, signal: AbortSignal): Promise<ConversationsPage> => {
  let page = await dataOf(api.GET('/v1/conversations', { params: { query }, signal }));
  for (let read = 1; page.items.length === 0 && page.nextCursor !== undefined && read < emptyPages; read += 1) {
    const next = { ...query, cursor: page.nextCursor };
    page = await dataOf(api.GET('/v1/conversations', { params: { query: next }, signal }));
  }
  return page;
};

/** The list, page after page. While other filters load, the last rows stay. */
export const conversationsQuery = (query: ConversationsQuery) =>
  infiniteQueryOptions({
    queryKey: queryKeys.conversations.list(query),
    queryFn: ({ pageParam, signal }) =>
      readPage({ ...query, limit: pageSizes.list, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

/** The head of a conversation. */
export const conversationQuery = (customerId: string) =>
  queryOptions({
    queryKey: queryKeys.conversations.one(customerId),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/conversations/{customerId}', { params: { path: { customerId } }, signal })),
  });

/** The thread: pages go back in time. */
export const threadQuery = (customerId: string) =>
  infiniteQueryOptions({
    queryKey: queryKeys.conversations.messages(customerId),
    queryFn: ({ pageParam, signal }) => {
      const query = {
        order: 'newest' as const,
        bodies: 'full' as const,
        limit: pageSizes.thread,
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      };
      return dataOf(
        api.GET('/v1/conversations/{customerId}/messages', { params: { path: { customerId }, query }, signal }),
      );
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** The formatted version of an e-mail, as its sender wrote it: to be cleaned before it is shown. */
export const messageHtmlQuery = (messageId: string) =>
  queryOptions({
    queryKey: queryKeys.messages.html(messageId),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/messages/{messageId}/html', { params: { path: { messageId } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** "Can I contact?", for what a person is about to write. */
export const contactCheckQuery = (
  customerId: string,
  query: { readonly channel: Exclude<Channel, 'call'>; readonly addressId?: string; readonly templateId?: string },
) =>
  queryOptions({
    queryKey: queryKeys.contactability.check(customerId, query),
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/v1/customers/{customerId}/contact-check', {
          params: { path: { customerId }, query: { ...query, purpose: 'manual' } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
