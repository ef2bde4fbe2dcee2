/** What is known of many customers, read together: profile, addresses, and the debts of some codes (imports, issue 13). */

import { readDebtors } from './change-debts.ts';
import type { AddressValue, CustomerValue, DebtValue } from './entities.ts';
import { readContact } from './read-contact.ts';
import type { CustomerStore } from './store.ts';

export interface ProfileDeps {
  readonly customers: Pick<
    CustomerStore,
    'findPage' | 'findHeads' | 'findGates' | 'findAddresses' | 'findAllDebts' | 'findDebts' | 'findDebtsAt'
  >;
}

export interface Profile {
  readonly customer: CustomerValue;
  readonly addresses: readonly AddressValue[];
  /** At least those of the codes that were asked for. */
  readonly debts: readonly DebtValue[];
}

/** One customer with all its debts; undefined when it is gone. Consistent. */
export const readProfile = async (
  deps: ProfileDeps,
  tenant: string,
  customerId: string,
): Promise<Profile | undefined> => {
  const contact = await readContact(deps, tenant, customerId, { consistent: true });
  if (contact === undefined) return undefined;
  const debts = await deps.customers.findDebts(contact.customer, { consistent: true });
  return { ...contact, debts: debts.map(({ value }) => value) };
};

/**
 * Consistent, as each would be read alone: some three units a customer. Customers with others merged into them, and those
 * that were merged, are read one by one.
 * @param codes of debts, by the id of the customer
 * @returns by the ids that were given; those that are gone are left out
 */
export const readProfiles = async (
  deps: ProfileDeps,
  tenant: string,
  customerIds: readonly string[],
  codes: (customerId: string) => readonly string[],
): Promise<ReadonlyMap<string, Profile>> => {
  const profiles = new Map<string, Profile>();
  const [heads, gates] = await Promise.all([
    deps.customers.findHeads(tenant, customerIds, { consistent: true }),
    deps.customers.findGates(tenant, customerIds, { consistent: true }),
  ]);
  const isAlone = ({ merged, mergedInto }: CustomerValue) => merged === undefined && mergedInto === undefined;
  const alone = heads.filter(({ value }) => isAlone(value));
  const owners = gates.flatMap(({ value: { customerId, activeAddressIds } }) =>
    activeAddressIds.map((addressId) => ({ tenant, customerId, addressId })),
  );
  const [addresses, debtors] = await Promise.all([
    deps.customers.findAddresses(owners, { consistent: true }),
    readDebtors(deps, alone, codes),
  ]);
  const addressesOf = Map.groupBy(addresses, ({ customerId }) => customerId);
  for (const { value: customer } of alone) {
    const { customerId } = customer;
    const own = (addressesOf.get(customerId) ?? []).toSorted((a, b) => (a.addressId < b.addressId ? -1 : 1));
    const debts = (debtors.get(customerId)?.debts ?? []).map(({ value }) => value);
    profiles.set(customerId, { customer, addresses: own, debts });
  }
  const others = heads.filter(({ value }) => !isAlone(value));
  const read = await Promise.all(others.map(({ value }) => readProfile(deps, tenant, value.customerId)));
  for (const [index, profile] of read.entries()) {
    const customerId = others[index]?.value.customerId;
    if (profile !== undefined && customerId !== undefined) profiles.set(customerId, profile);
  }
  return profiles;
};
