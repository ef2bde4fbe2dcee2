/** Routes of inbound messages whose sender is unknown or ambiguous. */
import * as contract from '#contract/inbound.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import type { UpdateGate } from '#shared/contactability/ports.ts';
import { type ReadContact, readContact } from '#shared/customers/read-contact.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { updateGate } from '#shared/customers/update-gate.ts';
import { assignUnmatched } from '#shared/messaging/inbound/assign-unmatched.ts';
import { InboundStore } from '#shared/messaging/inbound/inbound-store.ts';
import { listUnmatched } from '#shared/messaging/inbound/list-unmatched.ts';

export interface InboundRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly log: Log;
}

const bindReadContact =
  (customers: CustomerStore): ReadContact =>
  (tenant, customerId, options) =>
    readContact({ customers }, tenant, customerId, options);

const bindUpdateGate =
  (customers: CustomerStore): UpdateGate =>
  (tenant, customerId, change, extra) =>
    updateGate({ customers }, tenant, customerId, change, extra);

export const inboundRoutes = ({ table, clock, cursors, log }: InboundRoutesDeps): BoundRoute[] => {
  const customers = new CustomerStore(table);
  const inbound = new InboundStore(table);
  const assign = {
    inbound,
    readContact: bindReadContact(customers),
    findCompany: createFindCompany({ companies: new CompanyStore(table), clock }),
    updateGate: bindUpdateGate(customers),
    clock,
    log,
  };
  return [
    route(contract.listUnmatched, ({ caller, query }) =>
      listUnmatched({ inbound, cursors }, { tenant: caller.tenant, ...query }),
    ),
    route(contract.assignUnmatched, ({ caller, params, body }) =>
      assignUnmatched(assign, {
        tenant: caller.tenant,
        id: params.id,
        customerId: body.customerId,
        by: caller.userId,
      }),
    ),
  ];
};
