/** Customers and their lists. */
import type { UpdateGate } from '#shared/contactability/ports.ts';
import type { ListOwners } from '#shared/contactability/refresh-owners.ts';
import { changeAdvisor as changeAdvisorIn } from '#shared/customers/change-advisor.ts';
import { countListed as countListedIn } from '#shared/customers/count-listed.ts';
import { type DescribeOwners, describeOwners as describeOwnersIn } from '#shared/customers/describe-owners.ts';
import type { CustomerValue } from '#shared/customers/entities.ts';
import { ListCountStore } from '#shared/customers/list-count-store.ts';
import { ListingStore } from '#shared/customers/listing-store.ts';
import { type ReadContact, readContact as readContactFrom } from '#shared/customers/read-contact.ts';
import { searchCustomers } from '#shared/customers/search-customers.ts';
import { CustomerStore } from '#shared/customers/store.ts';
import { updateGate as updateGateIn } from '#shared/customers/update-gate.ts';
import { findUser } from './companies.ts';
import { type On, part, storePart, take } from './part.ts';

export const customers = /* @__PURE__ */ storePart(CustomerStore);
export const listings = /* @__PURE__ */ storePart(ListingStore);
export const counts = /* @__PURE__ */ storePart(ListCountStore);

/** Customers whose listings were written are counted as they stand now. */
export const countListed = /* @__PURE__ */ part((on: On<'table'>) => {
  const deps = take(on, { counts });
  return (tenant: string, customerIds: readonly string[]) => countListedIn(deps, tenant, customerIds);
});

export const readContact = /* @__PURE__ */ part(
  (on: On<'table'>): ReadContact =>
    (tenant, customerId, options) =>
      readContactFrom({ customers: customers(on) }, tenant, customerId, options),
);

/** As it stands, for what is decided. */
export const readContactNow = /* @__PURE__ */ part(
  (on: On<'table'>) => (tenant: string, customerId: string) =>
    readContact(on)(tenant, customerId, { consistent: true }),
);

export const updateGate = /* @__PURE__ */ part(
  (on: On<'table'>): UpdateGate =>
    (tenant, customerId, change, extra) =>
      updateGateIn({ customers: customers(on) }, tenant, customerId, change, extra),
);

export const findCustomer = /* @__PURE__ */ part(
  (on: On<'table'>) => async (tenant: string, customerId: string) =>
    (await customers(on).find(tenant, customerId, { consistent: true }))?.value,
);

/** Under the id that is asked for, also where the customer was merged into another. */
export const findStoredCustomer = /* @__PURE__ */ part(
  (on: On<'table'>) => async (tenant: string, customerId: string) =>
    (await customers(on).find(tenant, customerId, { consistent: true, asStored: true }))?.value,
);

/** A customer as a moment ago, for what is only shown. */
export const findShownCustomer = /* @__PURE__ */ part(
  (on: On<'table'>) => async (tenant: string, customerId: string) =>
    (await customers(on).find(tenant, customerId))?.value,
);

export const readDebts = /* @__PURE__ */ part(
  (on: On<'table'>) => async (customer: CustomerValue) =>
    (await customers(on).findDebts(customer)).map(({ value }) => value),
);

export const listOwners = /* @__PURE__ */ part(
  (on: On<'table'>): ListOwners =>
    (ref, page) =>
      customers(on).listOwners(ref, page),
);

export const describeOwners = /* @__PURE__ */ part(
  (on: On<'table'>): DescribeOwners =>
    (tenant, owners) =>
      describeOwnersIn({ customers: customers(on) }, tenant, owners),
);

/** What a use case is asked, without what it is wired with. */
type Asked<UseCase> = UseCase extends (deps: never, ...asked: infer Words) => unknown ? Words : never;

/** @returns (the function) a page of the ids of customers that have the words */
export const search = /* @__PURE__ */ part((on: On<'table'>) => {
  const deps = take(on, { listings });
  return (...of: Asked<typeof searchCustomers>) => searchCustomers(deps, ...of);
});

export const changeAdvisor = /* @__PURE__ */ part((on: On<'table' | 'clock'>) => {
  const deps = take(on, { customers, findUser });
  return (input: Parameters<typeof changeAdvisorIn>[1]) => changeAdvisorIn(deps, input);
});
