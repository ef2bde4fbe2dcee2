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
import { requireCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';

export interface AccountRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly askProvider: AskProvider;
}

/** Accounts are read from the table every time: whoever changes them sees them at once. */
export const accountRoutes = ({ table, clock, askProvider }: AccountRoutesDeps): BoundRoute[] => {
  const companies = new CompanyStore(table);
  const deps = { companies, clock, askProvider };
  return [
    route(contract.listAccounts, async ({ caller, query }) => {
      const company = requireCompany(await companies.find(caller.tenant, { consistent: true })).value;
      return {
        items: accountViews(company).filter(({ channel }) => query.channel === undefined || channel === query.channel),
      };
    }),
    route(contract.patchAccount, ({ caller, params, body }) =>
      patchAccount(deps, { tenant: caller.tenant, ...params, ...body }),
    ),
    route(contract.disconnectAccount, ({ caller, params }) =>
      disconnectAccount(deps, { tenant: caller.tenant, ...params }),
    ),
    route(contract.reconnectAccount, ({ caller, params }) =>
      reconnectAccount(deps, { tenant: caller.tenant, ...params }),
    ),
    route(contract.refreshAccounts, async ({ caller }) => {
      const { company, unknown } = await refreshAccounts(deps, caller.tenant, { record: true });
      const items = accountViews(company);
      if (unknown > 0 && unknown === items.length) {
        throw new Refusal('PROVIDER_UNAVAILABLE', 'No provider told the state of an account. Try again.');
      }
      return { items };
    }),
  ];
};
