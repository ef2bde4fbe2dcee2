/** Routes of tickets. */
import * as contract from '#contract/tickets.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { CustomerStore } from '#shared/customers/store.ts';
import { deleteTicket, listTickets, patchTicket, putTicket } from '#shared/customers/tickets.ts';

export const ticketRoutes = (deps: {
  readonly customers: CustomerStore;
  readonly cursors: Cursors;
  readonly clock: Clock;
}): BoundRoute[] => [
  route(contract.listTickets, ({ caller, params, query }) =>
    listTickets(deps, { tenant: caller.tenant, ...params, ...query }),
  ),
  route(contract.putTicket, ({ caller, params, body, ifMatch }) =>
    putTicket(deps, { tenant: caller.tenant, ...params, body, ifMatch }),
  ),
  route(contract.patchTicket, ({ caller, params, body, ifMatch }) =>
    patchTicket(deps, { tenant: caller.tenant, ...params, body, ifMatch }),
  ),
  route(contract.deleteTicket, ({ caller, params, ifMatch }) =>
    deleteTicket(deps, { tenant: caller.tenant, ...params, ifMatch }),
  ),
];
