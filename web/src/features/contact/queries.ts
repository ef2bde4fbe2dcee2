import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { Answer } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

export type CustomerAccounts = Answer<'listCustomerAccounts'>;
export type CustomerAccount = CustomerAccounts['items'][number];

/** Accounts through which a customer can be contacted now. Whatever changes contactability makes it out of date. */
export const customerAccountsQuery = (customerId: string) =>
  queryOptions({
    queryKey: queryKeys.contactability.accounts(customerId),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/customers/{customerId}/accounts', { params: { path: { customerId } }, signal })),
  });
