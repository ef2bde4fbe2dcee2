import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer, Query, RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type Customer = Answer<'getCustomer'>;
export type CustomerRow = RowOf<'listCustomers'>;
export type Address = Customer['addresses'][number];
type CustomersPage = Answer<'listCustomers'>;
type CustomersQuery = Query<'listCustomers'>;

/** Rows of a page. */
const pageSize = 50;
/** A page may be empty and still have a cursor (it ends when its read units are spent): so many are read on. */
const emptyPages = 5;

const readPage = async (query: CustomersQuery, signal: AbortSignal): Promise<CustomersPage> => {
  let page = await dataOf(api.GET('/v1/customers', { params: { query }, signal }));
  for (let read = 1; page.items.length === 0 && page.nextCursor !== undefined && read < emptyPages; read += 1) {
    page = await dataOf(api.GET('/v1/customers', { params: { query: { ...query, cursor: page.nextCursor } }, signal }));
  }
  return page;
};

/** A page of the customers list. While the next one loads, the last one stays: nothing jumps. */
export const customersQuery = (query: CustomersQuery) =>
  queryOptions({
    queryKey: queryKeys.customers.list(query),
    queryFn: ({ signal }) => readPage({ ...query, limit: String(pageSize) }, signal),
    placeholderData: keepPreviousData,
  });

export const customerQuery = (customerId: string) =>
  queryOptions({
    queryKey: queryKeys.customers.one(customerId),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/customers/{customerId}', { params: { path: { customerId } }, signal })),
  });

export const notesQuery = (customerId: string) =>
  queryOptions({
    queryKey: queryKeys.customers.notes(customerId),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/customers/{customerId}/notes', { params: { path: { customerId } }, signal })),
  });

/** Every debt with its parts, sums and latest changes (C32). */
export const paymentOrderQuery = (customerId: string) =>
  queryOptions({
    queryKey: queryKeys.customers.debts(customerId),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/customers/{customerId}/payment-order', { params: { path: { customerId } }, signal })),
  });
