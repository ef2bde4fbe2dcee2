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

interface Deps {
  readonly listings: Pick<ListingStore, 'listTokens' | 'findMany'>;
}

interface PageOfHits {
  readonly limit: number;
  readonly after: string | undefined;
}

/**
 * @param page.after position of the last hit of the page before
 * @param page.limit most hits, each of which costs about half a read unit
 */
export const searchCustomers = async (
  deps: Deps,
  tenant: string,
  search: Search,
  page: PageOfHits,
): Promise<SearchHits> => {
  const readings = [search, ...search.otherwise.map((lead) => ({ lead, words: [lead] }))];
  const { after } = page;
  // A position begins with the word that was found: a later page goes on with the same reading.
  const begun = after === undefined ? undefined : readings.find(({ lead }) => after.startsWith(lead));
  let units = 0;
  for (const reading of begun === undefined ? readings : [begun]) {
    const found = await searchReading(deps, tenant, reading, page);
    units += found.units;
    if (found.hits.length > 0) return { ...found, units };
  }
  return { hits: [], units, more: false };
};

const searchReading = async (
  deps: Deps,
  tenant: string,
  { lead, words }: Pick<Search, 'lead' | 'words'>,
  page: PageOfHits,
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
