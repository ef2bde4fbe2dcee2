/** Routes of the views that a company shares. */

import * as contract from '#contract/views.ts';
import { hasRole } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Caller } from '#platform/http/caller.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createSharedView, deleteSharedView, listSharedViews, putSharedView } from '#shared/companies/shared-views.ts';
import type { CompanyStore } from '#shared/companies/store.ts';
import { creationOf } from '../../composition/requests.ts';

const actorOf = ({ userId, roles }: Caller) => ({
  userId,
  mayChangeAny: hasRole(roles, 'supervisor'),
});

export const viewRoutes = (deps: {
  readonly table: Table;
  readonly companies: CompanyStore;
  readonly clock: Clock;
}): BoundRoute[] => [
  route(contract.listSharedViews, ({ caller, params }) => listSharedViews(deps, { tenant: caller.tenant, ...params })),
  route(contract.createSharedView, async (input) => {
    const { caller, params, body } = input;
    const { tenant, userId: owner } = caller;
    const { resourceId: viewId, at } = await creationOf(deps)(`createSharedView:${params.list}`, input);
    return createSharedView(deps, { tenant, ...params, viewId, owner, at, body });
  }),
  route(contract.putSharedView, ({ caller, params, body, ifMatch }) =>
    putSharedView(deps, { tenant: caller.tenant, ...params, body, ifMatch, by: actorOf(caller) }),
  ),
  route(contract.deleteSharedView, ({ caller, params, ifMatch }) =>
    deleteSharedView(deps, { tenant: caller.tenant, ...params, ifMatch, by: actorOf(caller) }),
  ),
];
