/** Customers by their documents, many at once: what an import asks for each of its rows (B27, B28, Q13). */
import type { Stored } from '#platform/table/kernel.ts';
import type { Document } from './documents.ts';
import type { CustomerValue } from './entities.ts';
import type { CustomerStore } from './store.ts';

/** How the found ones are looked up. */
export const documentName = ({ documentType, documentNumber }: Document): string => `${documentType} ${documentNumber}`;

export interface FindDeps {
  readonly customers: Pick<CustomerStore, 'findDocumentOwners' | 'findHeads' | 'find'>;
}

/**
 * Customers by their ids, each as the one that it is part of.
 * @returns by the ids that were given; those that are gone are left out. Half a read unit each
 */
export const findByIds = async (
  deps: { readonly customers: Pick<CustomerStore, 'findHeads' | 'find'> },
  tenant: string,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, Stored<CustomerValue>>> => {
  const heads = await deps.customers.findHeads(tenant, [...new Set(customerIds)]);
  const byId = new Map<string, Stored<CustomerValue>>();
  for (const head of heads) {
    const { customerId, mergedInto } = head.value;
    const customer = mergedInto === undefined ? head : await deps.customers.find(tenant, customerId);
    if (customer !== undefined) byId.set(customerId, customer);
  }
  return byId;
};

/** @returns customers by `documentName`; documents that nobody has are left out. Half a read unit each, twice. */
export const findStoredByDocuments = async (
  deps: FindDeps,
  tenant: string,
  documents: readonly Document[],
): Promise<ReadonlyMap<string, Stored<CustomerValue>>> => {
  const wanted = new Map(documents.map((document) => [documentName(document), document]));
  const owners = await deps.customers.findDocumentOwners(tenant, [...wanted.values()]);
  // Merged between the two reads: the document is the other one's by now.
  const byId = await findByIds(
    deps,
    tenant,
    owners.map(({ customerId }) => customerId),
  );
  return new Map(
    owners.flatMap((owner) => {
      const customer = byId.get(owner.customerId);
      return customer === undefined ? [] : [[documentName(owner), customer] as const];
    }),
  );
};

/** As {@link findStoredByDocuments}, without revisions. */
export const findByDocuments = async (
  deps: FindDeps,
  tenant: string,
  documents: readonly Document[],
): Promise<ReadonlyMap<string, CustomerValue>> =>
  new Map([...(await findStoredByDocuments(deps, tenant, documents))].map(([name, { value }]) => [name, value]));
