/** Routes of inbound messages whose sender is unknown or ambiguous, and of calls that are reported. */
import * as contract from '#contract/inbound.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { addAddress as addAddressIn } from '#shared/customers/change-addresses.ts';
import { createCustomer as createCustomerIn } from '#shared/customers/create-customer.ts';
import { assignUnmatched } from '#shared/messaging/inbound/assign-unmatched.ts';
import { type CreateFromUnmatchedDeps, createFromUnmatched } from '#shared/messaging/inbound/create-from-unmatched.ts';
import { listUnmatched } from '#shared/messaging/inbound/list-unmatched.ts';
import { recordCall } from '#shared/messaging/inbound/record-call.ts';
import { findUser, readCompany } from '../../composition/companies.ts';
import { assess, recordOptIn, recordOptOut } from '../../composition/contactability.ts';
import { customers, listOwners, readContact, updateGate } from '../../composition/customers.ts';
import { inbound } from '../../composition/messaging.ts';
import { type On, part, take } from '../../composition/part.ts';
import { creationOf } from '../../composition/requests.ts';

export interface InboundRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly log: Log;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
}

/** What makes a customer of an unknown sender. */
const creating = part((on: On<'table' | 'clock' | 'addressKey'>) =>
  take(on, { customers, findCompany: readCompany, findUser, assess }),
);

const createCustomer = part(
  (on: On<'table' | 'clock' | 'addressKey'>): CreateFromUnmatchedDeps['createCustomer'] =>
    (input) =>
      createCustomerIn(creating(on), input),
);

const addAddress = part(
  (on: On<'table' | 'clock' | 'addressKey'>): CreateFromUnmatchedDeps['addAddress'] =>
    ({ tenant, customerId, by, addressId, value }) =>
      addAddressIn(creating(on), {
        tenant,
        customerId,
        userId: by,
        addressId,
        body: { channel: 'whatsapp', value },
        at: on.clock.now(),
      }),
);

export const inboundRoutes = (on: InboundRoutesDeps): BoundRoute[] => {
  const deps = take(on, {
    inbound,
    readContact,
    // Not remembered: whoever switches the recording of calls off sees it hold at once.
    findCompany: readCompany,
    updateGate,
    recordOptOut,
    recordOptIn,
    createCustomer,
    addAddress,
    listOwners,
    creationOf,
  });
  return [
    route(contract.listUnmatched, ({ caller, query }) => listUnmatched(deps, { tenant: caller.tenant, ...query })),
    route(contract.assignUnmatched, ({ caller, params, body }) =>
      assignUnmatched(deps, { tenant: caller.tenant, id: params.id, customerId: body.customerId, by: caller.userId }),
    ),
    route(contract.createFromUnmatched, ({ caller, params, body }) =>
      createFromUnmatched(deps, { tenant: caller.tenant, id: params.id, by: caller.userId, body }),
    ),
    route(contract.reportCall, async (request) => {
      const { resourceId: ownId } = await deps.creationOf('reportCall', request);
      return recordCall(deps, { tenant: request.caller.tenant, body: request.body, ownId });
    }),
  ];
};
