/**
 * Brings lists and search in step with one customer (design §5). It reads the base anew instead of trusting what a
 * stream record carries, so that records may come late, twice or in any order; the listing's revision makes two
 * projections of one customer follow one another, and the later one has read the newer base. Any two of them, cut off
 * anywhere, end with rows that are the base's (I6).
 */
import { isDeepStrictEqual } from 'node:util';
import { changeItem } from '#platform/table/change-item.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { listingOf } from './facets.ts';
import type { ListingValue } from './listing.ts';
import { fitsOneTransaction, type ListingMoves, type ListingStore } from './listing-store.ts';
import { valuesOf } from './page-values.ts';
import type { CustomerStore } from './store.ts';

export interface ProjectDeps {
  readonly customers: Pick<CustomerStore, 'findPage'>;
  readonly listings: Pick<ListingStore, 'find' | 'advance' | 'refresh' | 'settle' | 'remove' | 'offer'>;
}

const placeKey = ([facet, order]: readonly [string, string]): string => `${facet}\n${order}`;

/** Places and words of `from` that `to` does not have. */
const less = (
  from: Pick<ListingValue, 'places' | 'tokens'> | undefined,
  to: Pick<ListingValue, 'places' | 'tokens'> | undefined,
): Pick<ListingValue, 'places' | 'tokens'> => {
  const places = new Set(to?.places.map(placeKey));
  const tokens = new Set(to?.tokens);
  return {
    places: (from?.places ?? []).filter((place) => !places.has(placeKey(place))),
    tokens: (from?.tokens ?? []).filter((token) => !tokens.has(token)),
  };
};

const choicesOf = (before: ListingValue | undefined, after: ListingValue, force: boolean) => {
  const added = (kind: 'portfolio' | 'tag', values: readonly string[], known: readonly string[]) =>
    values.filter((value) => force || !known.includes(value)).map((value) => ({ kind, value }));
  return [
    ...added('portfolio', after.row.portfolios, before?.row.portfolios ?? []),
    ...added('tag', after.row.tags, before?.row.tags ?? []),
  ];
};

/**
 * Writes the next generation of a listing. What comes and goes does so in the transaction of the listing itself; rows that
 * stay where they are carry the generation's revision, and yield only to a later one. So nothing that a projection writes
 * late, or after it was overtaken, lands on the rows of a newer one, and none of them comes back.
 */
const project = async (
  { listings }: ProjectDeps,
  before: Stored<ListingValue> | undefined,
  after: ListingValue,
  force: boolean,
): Promise<void> => {
  const added = less(after, before?.value);
  // What an earlier projection announced may stand nowhere: it is written again.
  const again = force || before === undefined || before.value.pending === true;
  const moves: ListingMoves = {
    places: again ? after.places : added.places,
    tokens: again ? after.tokens : added.tokens,
    removed: less(before?.value, after),
  };
  const isSameRow = !again && isDeepStrictEqual(before.value.row, after.row);
  const standing = again || isSameRow ? [] : less(after, added).places;
  await listings.offer(after.tenant, choicesOf(before?.value, after, again));
  if (standing.length === 0 && fitsOneTransaction(moves)) {
    await listings.advance(after, before?.revision, moves);
    return;
  }
  // Announced before it is written: should this stop halfway, the next projection knows what to write and remove.
  const announced: ListingValue = {
    ...after,
    pending: true,
    places: [...after.places, ...moves.removed.places],
    tokens: [...after.tokens, ...moves.removed.tokens],
  };
  const revision = await listings.advance(announced, before?.revision, moves);
  await listings.refresh(announced, revision, standing);
  await listings.settle(after, revision);
};

/**
 * @param options.force writes all rows, also where the listing says that they stand there: to repair
 * @returns whether anything was written
 * @throws ChangeGivenUp
 */
export const projectCustomer = (
  deps: ProjectDeps,
  tenant: string,
  customerId: string,
  options: { force?: boolean } = {},
): Promise<boolean> => {
  const force = options.force ?? false;
  return changeItem({
    item: `listing of customer ${customerId}`,
    read: async () => {
      // The listing first: whoever finds it unmoved at the end has read a base that is no older.
      const before = await deps.listings.find(tenant, customerId);
      const page = await deps.customers.findPage(tenant, customerId, { consistent: true, asStored: true });
      return { before, page };
    },
    decide: ({ before, page }) => {
      // One that was merged is found as the other.
      if (page === undefined || page.customer.value.mergedInto !== undefined) {
        if (before === undefined) return { result: false };
        return { write: () => deps.listings.remove(before.value, before.revision).then(() => true) };
      }
      const { customer, addresses } = valuesOf(page);
      const after = listingOf(customer, addresses);
      if (!force && before !== undefined && isDeepStrictEqual(before.value, after)) return { result: false };
      return { write: () => project(deps, before, after, force).then(() => true) };
    },
  });
};
