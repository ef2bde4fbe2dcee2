import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import type { RowOf } from '#web/api/paths.ts';
import { queryKeys } from '#web/api/query-keys.ts';

/** An account that the company writes from: an e-mail address, a number (E25–E27). */
export type Account = RowOf<'listAccounts'>;

export const accountsQuery = queryOptions({
  queryKey: queryKeys.accounts.list,
  queryFn: ({ signal }) => dataOf(api.GET('/v1/accounts', { signal })),
});

const useAccountChange = <Input, Answered>(mutationFn: (input: Input) => Promise<Answered>) => {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: accountsQuery.queryKey });
      // Who can be written to depends on the accounts.
      void queryClient.invalidateQueries({ queryKey: queryKeys.customers.all });
    },
  });
};

const path = ({ accountId }: Account) => ({ params: { path: { accountId } } });

/** Names an account, or makes it the one that new messages go out from. */
export const usePatchAccount = () =>
  useAccountChange(({ account, body }: { account: Account; body: { displayName?: string; default?: true } }) =>
    dataOf(api.PATCH('/v1/accounts/{accountId}', { ...path(account), body })),
  );

export const useDisconnectAccount = () =>
  useAccountChange((account: Account) => dataOf(api.POST('/v1/accounts/{accountId}/disconnect', path(account))));

/** Connects an account again; the answer tells whether the provider agrees. */
export const useReconnectAccount = () =>
  useAccountChange((account: Account) => dataOf(api.POST('/v1/accounts/{accountId}/reconnect', path(account))));

/** Asks the providers for the state of all accounts. */
export const useRefreshAccounts = () => useAccountChange(() => dataOf(api.POST('/v1/accounts/refresh')));
