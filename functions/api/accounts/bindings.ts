/** Routes of the accounts that the company sends from. */
import * as contract from '#contract/accounts.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Table } from '#platform/table/kernel.ts';
import { accountViews } from '#shared/companies/accounts.ts';
import {
  type AskProvider,
  disconnectAccount,
  patchAccount,
  reconnectAccount,
  refreshAccounts,
} from '#shared/companies/change-account.ts';
import { companies, readCompany } from '../../composition/companies.ts';
import { take } from '../../composition/part.ts';

export interface AccountRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly askProvider: AskProvider;
}

/** Accounts are read from the table every time: whoever changes them sees them at once. */
export const accountRoutes = (on: AccountRoutesDeps): BoundRoute[] => {
  const deps = take(on, { companies });
  return [
    route(contract.listAccounts, async ({ caller, query }) => {
      const company = await readCompany(on)(caller.tenant);
      return {
        items: accountViews(company).filter(({ channel }) => query.channel === undefined || channel === query.channel),
      };
    }),
    route(contract.patchAccount, ({ caller: { tenant, userId }, params, body }) =>
      patchAccount(deps, { tenant, userId, ...params, ...body }),
    ),
    route(contract.disconnectAccount, ({ caller: { tenant, userId }, params }) =>
      disconnectAccount(deps, { tenant, userId, ...params }),
    ),
    route(contract.reconnectAccount, ({ caller: { tenant, userId }, params }) =>
      reconnectAccount(deps, { tenant, userId, ...params }),
    ),
    route(contract.refreshAccounts, async ({ caller }) => {
      const { company, unknown } = await refreshAccounts(deps, caller.tenant, { record: true });
      const items = accountViews(company);
      if (unknown > 0 && unknown === items.length) {
        throw new Refusal('PROVIDER_UNAVAILABLE', 'No provider reported the state of an account. Try again.');
      }
      return { items };
    }),
  ];
};
