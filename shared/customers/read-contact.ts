/** Everything about a customer that decides whether a message may go, in one query: for the slices that send. */
import type { Stored } from '#platform/table/kernel.ts';
import type { AddressValue, CustomerValue, GateValue } from './entities.ts';
import type { CustomerStore } from './store.ts';

export interface Contact {
  readonly customer: CustomerValue;
  readonly gate: GateValue;
  readonly addresses: readonly AddressValue[];
  /** Conditions of a transaction that relies on what was read. */
  readonly revisions: { readonly customer: number; readonly gate: number };
}

/** The reader below with its store bound, as composition passes it on. */
export type ReadContact = (
  tenant: string,
  customerId: string,
  options?: { consistent?: boolean },
) => Promise<Contact | undefined>;

/**
 * @param options.consistent sees every write that has ended; without it the claim's conditions catch what was missed
 * @returns undefined when the company has no such customer
 */
export const readContact = async (
  deps: { readonly customers: Pick<CustomerStore, 'findPage'> },
  tenant: string,
  customerId: string,
  options: { consistent?: boolean } = {},
): Promise<Contact | undefined> => {
  const page = await deps.customers.findPage(tenant, customerId, options);
  if (page === undefined) return undefined;
  const unwrap = ({ value }: Stored<AddressValue>): AddressValue => value;
  return {
    customer: page.customer.value,
    gate: page.gate.value,
    addresses: page.addresses.map(unwrap),
    revisions: { customer: page.customer.revision, gate: page.gate.revision },
  };
};
