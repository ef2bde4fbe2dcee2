/**
 * Brings lists and search in step with one customer (design §5). It reads the base anew instead of trusting what a
 * stream record carries, so that records may come late, twice or in any order; the listing's revision makes two
 * projections of one customer follow one another, and the later one has read the newer base.
 */
import { isDeepStrictEqual } from 'node:util';
import { backOff } from '#platform/table/contention.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { listingOf } from './facets.ts';
import type { ListingValue } from './listing.ts';
import type { ListingStore } from './listing-store.ts';
import type { CustomerStore } from './store.ts';
import { valuesOf } from './view.ts';

export interface ProjectDeps {
  readonly customers: Pick<CustomerStore, 'findPage'>;
  readonly listings: Pick<ListingStore, 'find' | 'save' | 'remove' | 'writeRows'>;
}

const attempts = 10;

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

/** Removes what stands in lists of a customer that is gone. */
const retire = async (deps: ProjectDeps, before: Stored<ListingValue>): Promise<void> => {
  const { tenant, customerId } = before.value;
  const written = { ...before.value, places: [], tokens: [] };
  await deps.listings.writeRows({ written, removed: before.value, newTokens: [], choices: [] });
  await deps.listings.remove(tenant, customerId, before.revision);
};

const project = async (
  deps: ProjectDeps,
  before: Stored<ListingValue> | undefined,
  after: ListingValue,
  force: boolean,
): Promise<void> => {
  const added = less(after, before?.value);
  // What an earlier projection announced may stand nowhere: it is written again.
  const again = force || before?.value.pending === true;
  const removed = less(before?.value, after);
  let revision = before?.revision;
  if (added.places.length > 0 || added.tokens.length > 0) {
    // Announced before it is written: should this stop halfway, the next projection knows what to write and remove.
    const announced: ListingValue = {
      ...after,
      pending: true,
      places: [...after.places, ...removed.places],
      tokens: [...after.tokens, ...removed.tokens],
    };
    revision = (await deps.listings.save(announced, revision)).revision;
  }
  await deps.listings.writeRows({
    written: after,
    removed,
    newTokens: again ? after.tokens : added.tokens,
    choices: choicesOf(before?.value, after, again),
  });
  await deps.listings.save(after, revision);
};

/**
 * @param options.force writes all rows, also where the listing says that they stand there: to repair
 * @returns whether anything was written
 * @throws ConditionFailed when other projections of the customer never let it through
 */
export const projectCustomer = async (
  deps: ProjectDeps,
  tenant: string,
  customerId: string,
  options: { force?: boolean } = {},
): Promise<boolean> => {
  const force = options.force ?? false;
  for (let attempt = 1; ; attempt += 1) {
    // The listing first: whoever finds it unmoved at the end has read a base that is no older.
    const before = await deps.listings.find(tenant, customerId);
    const page = await deps.customers.findPage(tenant, customerId, { consistent: true });
    try {
      if (page === undefined) {
        if (before === undefined) return false;
        await retire(deps, before);
        return true;
      }
      const { customer, addresses } = valuesOf(page);
      const after = listingOf(customer, addresses);
      if (!force && before !== undefined && isDeepStrictEqual(before.value, after)) return false;
      await project(deps, before, after, force);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || attempt === attempts) throw error;
      await backOff(attempt);
    }
  }
};
