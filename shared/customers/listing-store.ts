/** Access patterns of lists, search and their upkeep. */

import {
  type Action,
  checkAction,
  copyAction,
  deleteAction,
  fromItem,
  type Item,
  putAction,
  type Stored,
  type Table,
} from '#platform/table/kernel.ts';
import { keyPart } from '#platform/table/keys.ts';
import { type MergedPage, queryMerged } from '#platform/table/merged-pages.ts';
import { spreadPartitions } from '#platform/table/spread.ts';
import { Choice } from '#shared/companies/entities.ts';
import { customersPartition } from './entities.ts';
import {
  FacetRow,
  facetPartition,
  facetRowKey,
  Listing,
  type ListingRow,
  type ListingValue,
  listingKey,
  SearchToken,
  tokenPartition,
} from './listing.ts';
import { type Mark, markLead } from './sort-marks.ts';

/** After every character that a key can hold. */
const highest = '\u{10ffff}';

/** Where a page begins and ends in the sort keys of a facet. */
export interface FacetRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly reverse: boolean;
}

/** Rows and words that come, change and go with one generation of a listing. */
export interface ListingMoves {
  /** Places that get the row, whatever stands there. */
  readonly places: ListingValue['places'];
  /** Words that get their token. */
  readonly tokens: readonly string[];
  /** Places and words that are no longer the customer's. */
  readonly removed: Pick<ListingValue, 'places' | 'tokens'>;
}

/** Actions of a transaction beside the listing's own. */
const mostMoves = 99;

/** Whether `advance` is all or nothing. */
export const fitsOneTransaction = ({ places, tokens, removed }: ListingMoves): boolean =>
  places.length + tokens.length + removed.places.length + removed.tokens.length <= mostMoves;

export class ListingStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** What stands in lists of the customer. */
  async find(tenant: string, customerId: string): Promise<Stored<ListingValue> | undefined> {
    return this.#table.get(Listing, listingKey(tenant, customerId), { consistent: true });
  }

  /** Listings in the order of the ids; those not made yet are left out. Half a read unit each. */
  async findMany(tenant: string, customerIds: readonly string[]): Promise<readonly ListingValue[]> {
    const items = await this.#table.batchGet(customerIds.map((customerId) => listingKey(tenant, customerId)));
    const byId = new Map(items.map((item) => [String(item.customerId), item]));
    return customerIds.flatMap((customerId) => {
      const item = byId.get(customerId);
      return item === undefined ? [] : [fromItem(Listing, item).value];
    });
  }

  /**
   * Writes the next generation of a listing together with what moves, or none of both. Rows carry the generation's
   * revision. What does not fit into one transaction follows in more, each of which holds only while the generation does.
   * @param revision of the generation before, undefined for the first
   * @returns revision of the new generation
   * @throws ConditionFailed when another projection of the customer came first or came between
   */
  async advance(listing: ListingValue, revision: number | undefined, moves: ListingMoves): Promise<number> {
    const next = (revision ?? 0) + 1;
    const actions = movesOf(listing, next, moves);
    const fits = fitsOneTransaction(moves);
    await this.#table.transact([putAction(Listing, listing, revision ?? 'absent'), ...(fits ? actions : [])]);
    if (!fits) await this.#follow(listing, next, actions);
    return next;
  }

  async #follow(listing: ListingValue, revision: number, actions: readonly Action[]): Promise<void> {
    const holds = checkAction(listingKey(listing.tenant, listing.customerId), revision);
    for (let start = 0; start < actions.length; start += mostMoves) {
      await this.#table.transact([holds, ...actions.slice(start, start + mostMoves)]);
    }
  }

  /**
   * Changes the row where it stands already, for the generation of this revision.
   * @throws ConditionFailed when it is missing somewhere, or stands there as of a later generation
   */
  async refresh({ tenant, row }: ListingValue, revision: number, places: ListingValue['places']): Promise<void> {
    await Promise.all(
      places.map(([facet, order]) => this.#table.put(FacetRow, { tenant, facet, order, row }, { upTo: revision })),
    );
  }

  /** Everything that `refresh` had to write is written. @throws ConditionFailed when another projection came between */
  async settle(listing: ListingValue, revision: number): Promise<void> {
    await this.#table.put(Listing, listing, revision);
  }

  /** Removes the listing with all that stands in lists. @throws ConditionFailed when another projection came first */
  async remove(listing: ListingValue, revision: number): Promise<void> {
    const removed = { places: listing.places, tokens: listing.tokens };
    const actions = movesOf(listing, revision, { places: [], tokens: [], removed });
    await this.#follow(listing, revision, actions.slice(mostMoves));
    const gone = deleteAction(listingKey(listing.tenant, listing.customerId), revision);
    await this.#table.transact([gone, ...actions.slice(0, mostMoves)]);
  }

  /** Portfolios and tags that filters should offer; they are only ever added. */
  async offer(
    tenant: string,
    choices: readonly { readonly kind: 'portfolio' | 'tag'; readonly value: string }[],
  ): Promise<void> {
    await this.#table.batchWrite(choices.map((choice) => asBatchPart(putAction(Choice, { tenant, ...choice }, 'any'))));
  }

  /**
   * A page of rows of a facet, or of several that are merged in their order; `after` is the sort key of the last row of the
   * page before. A customer who stands in several comes once.
   */
  async listRows(
    tenant: string,
    facets: readonly string[],
    range: FacetRange,
    options: { limit: number; after: string | undefined },
  ): Promise<MergedPage> {
    const { items, more } = await queryMerged(this.#table, {
      pks: facets.flatMap((facet) => spreadPartitions(facetPartition(tenant, facet))),
      sk: { from: range.from ?? ' ', to: range.to ?? highest },
      reverse: range.reverse,
      ...options,
    });
    return { items: items.filter(({ sk }, position) => sk !== items[position - 1]?.sk), more };
  }

  /** A page of customers by a value of theirs, both ends included; `after` as above. */
  async listMarks(
    tenant: string,
    range: FacetRange & { readonly mark: Mark },
    options: { limit: number; after: string | undefined },
  ): Promise<MergedPage> {
    const lead = markLead(range.mark);
    return queryMerged(this.#table, {
      pks: spreadPartitions(tokenPartition(tenant, lead)),
      sk: { from: `${lead}${range.from ?? ''}`, to: `${lead}${range.to ?? ''}${highest}` },
      reverse: range.reverse,
      ...options,
    });
  }

  /** A page of tokens that begin so; `after` is the sort key of the last one of the page before. */
  async listTokens(
    tenant: string,
    beginning: string,
    options: { limit: number; after: string | undefined },
  ): Promise<MergedPage> {
    return queryMerged(this.#table, {
      pks: spreadPartitions(tokenPartition(tenant, beginning)),
      sk: { prefix: keyPart(beginning) },
      ...options,
    });
  }

  /** Ids of all customers of a company, in the order of their creation, from the index of the base items. */
  async listCustomerIds(
    tenant: string,
    options: { limit: number; after?: Item | undefined },
  ): Promise<{ readonly customerIds: readonly string[]; readonly last?: Item }> {
    const { items, ...rest } = await this.#table.query({
      index: 'GSI2',
      pk: customersPartition(tenant),
      limit: options.limit,
      after: options.after,
    });
    return { customerIds: items.map((item) => String(item.g2sk)), ...rest };
  }
}

const asBatchPart = (action: ReturnType<typeof putAction>) => {
  if (action.kind === 'check') throw new TypeError('A condition cannot be part of a batch.');
  return action;
};

const movesOf = (
  { tenant, customerId, row }: ListingValue,
  revision: number,
  { places, tokens, removed }: ListingMoves,
): readonly Action[] => [
  ...places.map(([facet, order]) => copyAction(FacetRow, { tenant, facet, order, row }, revision)),
  ...tokens.map((token) => copyAction(SearchToken, { tenant, token, customerId }, revision)),
  ...removed.places.map(([facet, order]) => deleteAction(facetRowKey(tenant, facet, order), 'any')),
  ...removed.tokens.map((token) => deleteAction(SearchToken.keys({ tenant, token, customerId }), 'any')),
];

/** Rows as they were read. */
export const rowsOf = (
  page: Pick<MergedPage, 'items'>,
): readonly { readonly order: string; readonly row: ListingRow }[] =>
  page.items.map((item) => {
    const { order, row } = fromItem(FacetRow, item).value;
    return { order, row };
  });

/** Tokens as they were read, with the sort key that a cursor needs. */
export const tokensOf = (
  page: Pick<MergedPage, 'items'>,
): readonly { order: string; token: string; customerId: string }[] =>
  page.items.map((item) => {
    const { token, customerId } = fromItem(SearchToken, item).value;
    return { order: String(item.sk), token, customerId };
  });
