/** Customers that share an address (Q3), page by page: one owner or 5,000 take the same path. */
import type { Channel } from '#contract/vocabulary.ts';
import type { Item } from '#platform/table/kernel.ts';
import type { OwnerValue } from './entities.ts';
import type { CustomerStore } from './store.ts';

const pageSize = 100;

/**
 * Owners in the order of their ids.
 * @param hash of the normalised address: `addressHash`
 */
export async function* findOwners(
  deps: { readonly customers: Pick<CustomerStore, 'listOwners'> },
  tenant: string,
  channel: Channel,
  hash: string,
): AsyncGenerator<OwnerValue> {
  let after: Item | undefined;
  do {
    const page = await deps.customers.listOwners({ tenant, channel, hash }, { limit: pageSize, after });
    yield* page.owners;
    after = page.last;
  } while (after !== undefined);
}
