import { infiniteQueryOptions, type QueryKey } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type Ticket = RowOf<'listTickets'>;
export type Note = RowOf<'listNotes'>;
export type HistoryEntry = RowOf<'listHistory'>;
export type PaymentOrderAnswer = Answer<'getPaymentOrder'>;

/** Rows read at once of what is shown page after page. */
const limit = '50';

type Page<Row> = { readonly items: readonly Row[]; readonly nextCursor?: string | undefined };

/** Page after page of a customer's list; a change of the customer's keys reads all of it again. */
const pagesOf = <Row>(
  queryKey: QueryKey,
  read: (query: { limit: string; cursor?: string }, signal: AbortSignal) => Promise<Page<Row>>,
) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      read({ limit, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** Tickets, latest change first (E28). */
export const ticketPagesQuery = (customerId: string) =>
  pagesOf<Ticket>(queryKeys.customers.ticketPages(customerId), (query, signal) =>
    dataOf(api.GET('/v1/customers/{customerId}/tickets', { params: { path: { customerId }, query }, signal })),
  );

/** Notes, newest first (E29). */
export const notePagesQuery = (customerId: string) =>
  pagesOf<Note>(queryKeys.customers.notePages(customerId), (query, signal) =>
    dataOf(api.GET('/v1/customers/{customerId}/notes', { params: { path: { customerId }, query }, signal })),
  );

/** Alerts, clearings, pauses and changes of addresses, newest first (F5). */
export const historyPagesQuery = (customerId: string) =>
  pagesOf<HistoryEntry>(queryKeys.customers.historyPages(customerId), (query, signal) =>
    dataOf(api.GET('/v1/customers/{customerId}/history', { params: { path: { customerId }, query }, signal })),
  );
