/** Finds customers by the beginnings of their words: name, document, e-mail, phone (A14, D15, E7). */
import type { ListingValue } from './listing.ts';
import { type ListingStore, readUnits, tokensOf } from './listing-store.ts';
import { matchesWords, type Search } from './search-terms.ts';

export interface SearchHits {
  /** In the order of the words found; `listing` is undefined where a word alone matched. */
  readonly hits: readonly { readonly position: string; readonly listing: ListingValue | undefined }[];
  /** Read units of it. */
  readonly units: number;
  readonly more: boolean;
}

/**
 * @param page.after position of the last hit of the page before
 * @param page.limit most hits, each of which costs about half a read unit
 */
export const searchCustomers = async (
  deps: { readonly listings: Pick<ListingStore, 'listTokens' | 'findMany'> },
  tenant: string,
  { lead, words }: Search,
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<SearchHits> => {
  const found = await deps.listings.listTokens(tenant, lead, page);
  const tokens = tokensOf(found);
  const listings = await deps.listings.findMany(tenant, [...new Set(tokens.map(({ customerId }) => customerId))]);
  const byId = new Map(listings.map((listing) => [listing.customerId, listing]));
  const hits = tokens.map(({ order, token, customerId }) => {
    const listing = byId.get(customerId);
    // A customer with two words that begin so is found under the first of them only.
    const first = listing?.tokens.find((candidate) => candidate.startsWith(lead)) === token;
    return { position: order, listing: first && matchesWords(listing?.tokens ?? [], words) ? listing : undefined };
  });
  const units = readUnits(found.items) + listings.reduce((sum, listing) => sum + readUnits([listing]), 0);
  return { hits, units, more: found.last !== undefined };
};
