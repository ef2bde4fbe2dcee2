/** Routes of the views that a company shares. */
import * as contract from '#contract/views.ts';
import type { Clock } from '#platform/clock.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Caller } from '#platform/http/caller.ts';
import { claimIdempotencyKey } from '#platform/idempotency.ts';
import { newId } from '#platform/ids.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createSharedView, deleteSharedView, listSharedViews, putSharedView } from '#shared/companies/shared-views.ts';
import type { CompanyStore } from '#shared/companies/store.ts';

const actorOf = ({ userId, roles }: Caller) => ({
  userId,
  mayChangeAny: roles.some((role) => role === 'supervisor' || role === 'admin'),
});

export const viewRoutes = (deps: {
  readonly table: Table;
  readonly companies: CompanyStore;
  readonly clock: Clock;
}): BoundRoute[] => [
  route(contract.listSharedViews, ({ caller, params }) => listSharedViews(deps, { tenant: caller.tenant, ...params })),
  route(contract.createSharedView, async ({ caller, params, body, idempotencyKey, rawBody }) => {
    const { tenant, userId: owner } = caller;
    const now = deps.clock.now();
    const own = { resourceId: newId(now), at: now };
    const scope = `createSharedView:${params.list}`;
    const claimed =
      idempotencyKey === undefined
        ? own
        : await claimIdempotencyKey(deps.table, {
            tenant,
            scope,
            key: idempotencyKey,
            body: rawBody,
            resourceId: own.resourceId,
            now,
          });
    return createSharedView(deps, { tenant, ...params, viewId: claimed.resourceId, owner, at: claimed.at, body });
  }),
  route(contract.putSharedView, ({ caller, params, body, ifMatch }) =>
    putSharedView(deps, { tenant: caller.tenant, ...params, body, ifMatch, by: actorOf(caller) }),
  ),
  route(contract.deleteSharedView, ({ caller, params, ifMatch }) =>
    deleteSharedView(deps, { tenant: caller.tenant, ...params, ifMatch, by: actorOf(caller) }),
  ),
];
