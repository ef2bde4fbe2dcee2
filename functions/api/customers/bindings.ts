/** Routes of customers: lists, pages, addresses, notes, debts, favourites. */

import * as contract from '#contract/customers.ts';
import { hasRole } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Caller } from '#platform/http/caller.ts';
import type { Table } from '#platform/table/kernel.ts';
import { assignCustomer } from '#shared/customers/assign-customer.ts';
import { addAddress, deleteAddress, replaceAddress } from '#shared/customers/change-addresses.ts';
import { changeTags } from '#shared/customers/change-tags.ts';
import { createCustomer } from '#shared/customers/create-customer.ts';
import { getCustomer } from '#shared/customers/get-customer.ts';
import { listCustomers } from '#shared/customers/list-customers.ts';
import { createNote, deleteNote, editNote, listNotes } from '#shared/customers/notes.ts';
import { patchCustomer } from '#shared/customers/patch-customer.ts';
import { setFavorite } from '#shared/customers/set-favorite.ts';
import { findCompany, findUser } from '../../composition/companies.ts';
import { assess, assessShown } from '../../composition/contactability.ts';
import { contacts } from '../../composition/conversations.ts';
import { counts, customers, listings } from '../../composition/customers.ts';
import { take } from '../../composition/part.ts';
import { creationOf } from '../../composition/requests.ts';
import { debtRoutes } from './debt-bindings.ts';
import { mergeRoutes } from './merge-bindings.ts';
import { ticketRoutes } from './ticket-bindings.ts';

export interface CustomerRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
}

export const customerRoutes = (on: CustomerRoutesDeps): BoundRoute[] => {
  const deps = take(on, { customers, listings, counts, contacts, findCompany, findUser, assess, creationOf });
  const targetOf = ({ caller, params }: { caller: Caller; params: { customerId: string } }) => ({
    tenant: caller.tenant,
    userId: caller.userId,
    customerId: params.customerId,
  });

  return [
    route(contract.listCustomers, ({ caller, query, own }) =>
      listCustomers(deps, { tenant: caller.tenant, userId: caller.userId, filter: query, own: own?.advisorId }),
    ),
    route(contract.createCustomer, async (input) => {
      const { resourceId: customerId, at, repeated } = await deps.creationOf('createCustomer', input);
      const { tenant, userId } = input.caller;
      // Whoever sees only their own customers is the advisor of those that they create.
      const advisorId = input.body.advisorId ?? input.own?.advisorId;
      const body = { ...input.body, ...(advisorId === undefined ? {} : { advisorId }) };
      return createCustomer(deps, { tenant, userId, customerId, body, at, repeated });
    }),
    route(contract.getCustomer, (input) =>
      getCustomer({ ...deps, assess: assessShown(on) }, targetOf(input), { asStored: true }),
    ),
    route(contract.patchCustomer, (input) =>
      patchCustomer(deps, { ...targetOf(input), body: input.body, ifMatch: input.ifMatch }),
    ),
    route(contract.addAddress, async (input) => {
      const { resourceId: addressId, at } = await deps.creationOf(`addAddress:${input.params.customerId}`, input);
      return addAddress(deps, { ...targetOf(input), addressId, at, body: input.body });
    }),
    route(contract.replaceAddress, (input) => {
      const { addressId } = input.params;
      return replaceAddress(deps, { ...targetOf(input), addressId, body: input.body, ifMatch: input.ifMatch });
    }),
    route(contract.deleteAddress, (input) =>
      deleteAddress(deps, { ...targetOf(input), addressId: input.params.addressId, ifMatch: input.ifMatch }),
    ),
    route(contract.putFavorite, (input) => setFavorite(deps, { ...targetOf(input), favorite: input.body.favorite })),
    route(contract.listNotes, ({ caller, params, query }) =>
      listNotes(deps, {
        tenant: caller.tenant,
        customerId: params.customerId,
        limit: query.limit,
        cursor: query.cursor,
      }),
    ),
    route(contract.createNote, async (input) => {
      const { resourceId: noteId, at } = await deps.creationOf(`createNote:${input.params.customerId}`, input);
      const { tenant, userId: author } = input.caller;
      const { customerId } = input.params;
      return createNote(deps, { tenant, customerId, noteId, text: input.body.text, author, at });
    }),
    route(contract.patchNote, ({ caller, params, body }) =>
      editNote(deps, { tenant: caller.tenant, ...params, by: caller.userId, text: body.text }),
    ),
    route(contract.deleteNote, ({ caller, params }) => {
      const any = hasRole(caller.roles, 'supervisor');
      return deleteNote(deps, { tenant: caller.tenant, ...params, by: caller.userId, any });
    }),
    route(contract.patchTags, (input) => changeTags(deps, { ...targetOf(input), ...input.body })),
    route(contract.putAssignee, (input) =>
      assignCustomer(deps, { ...targetOf(input), advisorId: input.body.advisorId }),
    ),
    ...debtRoutes(deps),
    ...ticketRoutes(deps),
    ...mergeRoutes(deps),
  ];
};
