/** Customers by their documents, many at once: what an import asks for each of its rows (B27, B28, Q13). */
import type { Document } from './documents.ts';
import type { CustomerValue } from './entities.ts';
import type { CustomerStore } from './store.ts';

/** How the found ones are looked up. */
export const documentName = ({ documentType, documentNumber }: Document): string => `${documentType} ${documentNumber}`;

/** @returns customers by `documentName`; documents that nobody has are left out. Half a read unit each, twice. */
export const findByDocuments = async (
  deps: { readonly customers: Pick<CustomerStore, 'findDocumentOwners' | 'findHeads' | 'find'> },
  tenant: string,
  documents: readonly Document[],
): Promise<ReadonlyMap<string, CustomerValue>> => {
  const wanted = new Map(documents.map((document) => [documentName(document), document]));
  const owners = await deps.customers.findDocumentOwners(tenant, [...wanted.values()]);
  const heads = await deps.customers.findHeads(tenant, [...new Set(owners.map(({ customerId }) => customerId))]);
  const byId = new Map<string, CustomerValue>();
  for (const head of heads) {
    // Merged between the two reads: the document is the other one's by now.
    const customer = head.mergedInto === undefined ? head : (await deps.customers.find(tenant, head.customerId))?.value;
    if (customer !== undefined) byId.set(head.customerId, customer);
  }
  return new Map(
    owners.flatMap((owner) => {
      const customer = byId.get(owner.customerId);
      return customer === undefined ? [] : [[documentName(owner), customer] as const];
    }),
  );
};
