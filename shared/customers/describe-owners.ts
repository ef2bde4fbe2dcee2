/** Who has an address, by name, and how the address is written: for lists of addresses. */
import type { OwnerValue } from './entities.ts';
import type { CustomerStore } from './store.ts';

export interface DescribedOwner {
  readonly customerId: string;
  readonly addressId: string;
  readonly name: string;
  /** Of the address, normalised. */
  readonly value: string;
}

export type DescribeOwners = (tenant: string, owners: readonly OwnerValue[]) => Promise<readonly DescribedOwner[]>;

/** Those that are gone meanwhile, customer or address, are left out. A read unit each. */
export const describeOwners = async (
  deps: { readonly customers: Pick<CustomerStore, 'findHeads' | 'findAddresses'> },
  tenant: string,
  owners: readonly OwnerValue[],
): Promise<readonly DescribedOwner[]> => {
  const [heads, addresses] = await Promise.all([
    deps.customers.findHeads(tenant, [...new Set(owners.map(({ customerId }) => customerId))]),
    deps.customers.findAddresses(owners),
  ]);
  const names = new Map(heads.map(({ value: { customerId, name } }) => [customerId, name]));
  const values = new Map(addresses.map(({ customerId, addressId, value }) => [`${customerId} ${addressId}`, value]));
  return owners.flatMap(({ customerId, addressId }) => {
    const [name, value] = [names.get(customerId), values.get(`${customerId} ${addressId}`)];
    return name === undefined || value === undefined ? [] : [{ customerId, addressId, name, value }];
  });
};
