/** Addresses of many customers with the alerts on them, for files: a page each, some at a time. */
import type { FindCompany } from '#shared/companies/find-company.ts';
import { assessPage } from './assess-page.ts';
import type { Assess } from './assessment.ts';
import { valuesOf } from './page-values.ts';
import type { CustomerStore } from './store.ts';
import { type AddressView, addressView } from './view.ts';

export interface ReadAddressesDeps {
  readonly customers: Pick<CustomerStore, 'findPage'>;
  readonly findCompany: FindCompany;
  readonly assess: Assess;
}

/** Customers that are read at the same time. */
const atOnce = 20;

/** @returns addresses by customer, in the order in which they were added; none of a customer that is gone meanwhile */
export const readAddresses = async (
  deps: ReadAddressesDeps,
  tenant: string,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly AddressView[]>> => {
  const company = await deps.findCompany(tenant);
  const addressesOf = async (customerId: string): Promise<readonly AddressView[]> => {
    const page = await deps.customers.findPage(tenant, customerId);
    if (page === undefined) return [];
    const values = valuesOf(page);
    const { standings } = await assessPage(deps.assess, company, values);
    return values.addresses.map((address) =>
      addressView(
        address,
        standings.get(address.addressId),
        values.gate.wrongNumberAddressIds.includes(address.addressId),
      ),
    );
  };
  const found = new Map<string, readonly AddressView[]>();
  for (let start = 0; start < customerIds.length; start += atOnce) {
    const ids = customerIds.slice(start, start + atOnce);
    const pages = await Promise.all(ids.map(addressesOf));
    for (const [index, id] of ids.entries()) found.set(id, pages[index] ?? []);
  }
  return found;
};
