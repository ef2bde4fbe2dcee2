/** Routes of customers: lists, pages, addresses, notes, debts, favourites. */
import * as contract from '#contract/customers.ts';
import type { Clock } from '#platform/clock.ts';
import { createCreationOf } from '#platform/creation.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type BoundRoute, route } from '#platform/http/api.ts';
import type { Caller } from '#platform/http/caller.ts';
import type { Table } from '#platform/table/kernel.ts';
import { createFindCompany } from '#shared/companies/find-company.ts';
import { CompanyStore } from '#shared/companies/store.ts';
import { AddressStateStore } from '#shared/contactability/address-state-store.ts';
import { createAssess } from '#shared/contactability/assess-addresses.ts';
import { assignCustomer } from '#shared/customers/assign-customer.ts';
import { addAddress, deleteAddress, replaceAddress } from '#shared/customers/change-addresses.ts';
import { changeTags } from '#shared/customers/change-tags.ts';
import { createCustomer } from '#shared/customers/create-customer.ts';
import { getCustomer } from '#shared/customers/get-customer.ts';
import { listCustomers } from '#shared/customers/list-customers.ts';
import { ListingStore } from '#shared/customers/listing-store.ts';
import { createNote, deleteNote, editNote, listNotes } from '#shared/customers/notes.ts';
import { patchCustomer } from '#shared/customers/patch-customer.ts';
import { setFavorite } from '#shared/customers/set-favorite.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { debtRoutes } from './debt-routes.ts';
import { ticketRoutes } from './ticket-routes.ts';

export interface CustomerRoutesDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly cursors: Cursors;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
}

export const customerRoutes = ({ table, clock, cursors, addressKey }: CustomerRoutesDeps): BoundRoute[] => {
  const customers = new CustomerStore(table);
  const listings = new ListingStore(table);
  const states = new AddressStateStore(table);
  const companies = new CompanyStore(table);
  const findUser = (tenant: string, userId: string) => companies.findUser(tenant, userId);
  const findCompany = createFindCompany({ companies, clock });
  const shared = { customers, findCompany, findUser, clock, addressKey };
  // What is stored is asked for consistently; what is only shown may lag, at half the price.
  const writing = { ...shared, assess: createAssess({ states }, { consistent: true }) };
  const showing = { ...shared, assess: createAssess({ states }, { consistent: false }) };

  const creationOf = createCreationOf({ table, clock });

  const targetOf = ({ caller, params }: { caller: Caller; params: { customerId: string } }) => ({
    tenant: caller.tenant,
    userId: caller.userId,
    customerId: params.customerId,
  });

  return [
    route(contract.listCustomers, ({ caller, query }) =>
      listCustomers({ ...shared, listings, cursors }, { tenant: caller.tenant, userId: caller.userId, filter: query }),
    ),
    route(contract.createCustomer, async (input) => {
      const { resourceId: customerId, at, repeated } = await creationOf('createCustomer', input);
      const { tenant, userId } = input.caller;
      return createCustomer(writing, { tenant, userId, customerId, body: input.body, at, repeated });
    }),
    route(contract.getCustomer, (input) => getCustomer(showing, targetOf(input))),
    route(contract.patchCustomer, (input) =>
      patchCustomer(writing, { ...targetOf(input), body: input.body, ifMatch: input.ifMatch }),
    ),
    route(contract.addAddress, async (input) => {
      const { resourceId: addressId, at } = await creationOf(`addAddress:${input.params.customerId}`, input);
      return addAddress(writing, { ...targetOf(input), addressId, at, body: input.body });
    }),
    route(contract.replaceAddress, (input) => {
      const { addressId } = input.params;
      return replaceAddress(writing, { ...targetOf(input), addressId, body: input.body, ifMatch: input.ifMatch });
    }),
    route(contract.deleteAddress, (input) =>
      deleteAddress(writing, { ...targetOf(input), addressId: input.params.addressId, ifMatch: input.ifMatch }),
    ),
    route(contract.putFavorite, (input) =>
      setFavorite({ customers, clock }, { ...targetOf(input), favorite: input.body.favorite }),
    ),
    route(contract.listNotes, ({ caller, params, query }) =>
      listNotes(
        { customers, cursors },
        { tenant: caller.tenant, customerId: params.customerId, limit: query.limit, cursor: query.cursor },
      ),
    ),
    route(contract.createNote, async (input) => {
      const { resourceId: noteId, at } = await creationOf(`createNote:${input.params.customerId}`, input);
      const { tenant, userId: author } = input.caller;
      const { customerId } = input.params;
      return createNote({ customers }, { tenant, customerId, noteId, text: input.body.text, author, at });
    }),
    route(contract.patchNote, ({ caller, params, body }) =>
      editNote({ customers, clock }, { tenant: caller.tenant, ...params, by: caller.userId, text: body.text }),
    ),
    route(contract.deleteNote, ({ caller, params }) => {
      const any = caller.roles.some((role) => role === 'supervisor' || role === 'admin');
      return deleteNote({ customers }, { tenant: caller.tenant, ...params, by: caller.userId, any });
    }),
    route(contract.patchTags, (input) => changeTags(writing, { ...targetOf(input), ...input.body })),
    route(contract.putAssignee, (input) =>
      assignCustomer(writing, { ...targetOf(input), advisorId: input.body.advisorId }),
    ),
    ...debtRoutes({ customers, findCompany, cursors, clock }),
    ...ticketRoutes({ customers, cursors, clock }),
  ];
};
