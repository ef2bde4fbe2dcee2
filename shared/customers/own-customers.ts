/** Whose customers are whose, for users who see only their own (MA13, ADR 59). */
import type { OwnCustomers } from '#platform/http/own-customers.ts';
import type { CustomerStore } from './store.ts';

interface Deps {
  readonly customers: Pick<CustomerStore, 'find' | 'findHeads'>;
}

/**
 * Advisors of customers as they stand now, by the ids that were asked for: of one that was merged the other's. Null: nobody;
 * a customer that the company has not is left out. A read unit each.
 */
export const findAdvisors = async (
  { customers }: Deps,
  tenant: string,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, string | null>> => {
  const heads = await customers.findHeads(tenant, [...new Set(customerIds)], { consistent: true });
  const advisors = heads.map(async ({ value: { customerId, advisorId, mergedInto } }) => {
    if (mergedInto === undefined) return [customerId, advisorId] as const;
    const survivor = await customers.find(tenant, mergedInto.customerId, { consistent: true });
    return [customerId, survivor?.value.advisorId ?? null] as const;
  });
  return new Map(await Promise.all(advisors));
};

/** What is asked about one user's customers in one request: each of them is read once. */
export const ownCustomers = (
  deps: Deps & {
    /** Customer of a message of the company; undefined: there is no such message. */
    readonly findCustomerOf: (tenant: string, messageId: string) => Promise<string | undefined>;
  },
  { tenant, userId }: { readonly tenant: string; readonly userId: string },
): OwnCustomers => {
  const known = new Map<string, string | null>();
  return {
    advisorId: userId,
    async among(customerIds) {
      const unknown = customerIds.filter((id) => !known.has(id));
      for (const id of unknown) known.set(id, null);
      if (unknown.length > 0) {
        for (const [id, advisorId] of await findAdvisors(deps, tenant, unknown)) known.set(id, advisorId);
      }
      return new Set(customerIds.filter((id) => known.get(id) === userId));
    },
    async customersOf(messageIds) {
      const owners = await Promise.all(
        messageIds.map(async (id) => [id, await deps.findCustomerOf(tenant, id)] as const),
      );
      return new Map(owners.flatMap(([id, customerId]) => (customerId === undefined ? [] : [[id, customerId]])));
    },
  };
};
