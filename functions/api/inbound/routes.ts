/** Routes of inbound messages whose sender is unknown or ambiguous, and of calls that are reported. */
import * as contract from '#contract/inbound.ts';
import type { Clock } from '#platform/clock.ts';
import { createCreationOf } from '#platform/creation.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { type FindCompany, requireCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { createAssess } from '#shared/contactability/assess-addresses.ts';
import { createCustomer } from '#shared/customers/create-customer.ts';
import { readContact } from '#shared/customers/read-contact.ts';
import { updateGate } from '#shared/customers/update-gate.ts';
import { assignUnmatched } from '#shared/messaging/inbound/assign-unmatched.ts';
import { type CreateFromUnmatchedDeps, createFromUnmatched } from '#shared/messaging/inbound/create-from-unmatched.ts';
import { InboundStore } from '#shared/messaging/inbound/inbound-store.ts';
import { listUnmatched } from '#shared/messaging/inbound/list-unmatched.ts';
import { type RecordCallDeps, recordCall } from '#shared/messaging/inbound/record-call.ts';
import { composeDelivery } from '../../delivery.ts';

export interface InboundRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly log: Log;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
}

type UnmatchedDeps = CreateFromUnmatchedDeps & RecordCallDeps & { readonly inbound: InboundStore };

const compose = (deps: InboundRoutesDeps): UnmatchedDeps => {
  const { table, clock, addressKey, log } = deps;
  const { customers, states, owners, recordOptOut } = composeDelivery(deps);
  const companies = new CompanyStore(table);
  const findUser = (tenant: string, userId: string) => companies.findUser(tenant, userId);
  // Not remembered: whoever switches the recording of calls off sees it hold at once.
  const findCompany: FindCompany = async (tenant) =>
    requireCompany(await companies.find(tenant, { consistent: true })).value;
  const assess = createAssess({ states }, { consistent: true });
  const creating = { customers, findCompany, findUser, assess, clock, addressKey };
  return {
    inbound: new InboundStore(table),
    readContact: (tenant, customerId, options) => readContact({ customers }, tenant, customerId, options),
    findCompany,
    updateGate: (tenant, customerId, change, extra) => updateGate({ customers }, tenant, customerId, change, extra),
    recordOptOut,
    createCustomer: (input) => createCustomer(creating, input),
    listOwners: owners.listOwners,
    addressKey,
    clock,
    log,
  };
};

export const inboundRoutes = (input: InboundRoutesDeps): BoundRoute[] => {
  const deps = compose(input);
  const { cursors } = input;
  const creationOf = createCreationOf(input);
  return [
    route(contract.listUnmatched, ({ caller, query }) =>
      listUnmatched({ inbound: deps.inbound, cursors }, { tenant: caller.tenant, ...query }),
    ),
    route(contract.assignUnmatched, ({ caller, params, body }) =>
      assignUnmatched(deps, { tenant: caller.tenant, id: params.id, customerId: body.customerId, by: caller.userId }),
    ),
    route(contract.createFromUnmatched, ({ caller, params, body }) =>
      createFromUnmatched(deps, { tenant: caller.tenant, id: params.id, by: caller.userId, body }),
    ),
    route(contract.reportCall, async (request) => {
      const { resourceId: ownId } = await creationOf('reportCall', request);
      return recordCall(deps, { tenant: request.caller.tenant, body: request.body, ownId });
    }),
  ];
};
