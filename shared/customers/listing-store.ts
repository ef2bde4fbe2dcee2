/** Access patterns of lists, search and their upkeep. */

import {
  deleteAction,
  fromItem,
  type Item,
  type Page,
  putAction,
  type Stored,
  type Table,
} from '#platform/table/kernel.ts';
import { keyPart } from '#platform/table/keys.ts';
import { Choice } from '#shared/companies/entities.ts';
import { customersPartition } from './entities.ts';
import {
  FacetRow,
  facetPartition,
  Listing,
  type ListingRow,
  type ListingValue,
  listingKey,
  SearchToken,
  tokenPartition,
} from './listing.ts';

/** After every character that a key can hold. */
const highest = '\u{10ffff}';

/** Where a page begins and ends in the sort keys of a facet. */
export interface FacetRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly reverse: boolean;
}

/** What a change writes and removes beside the listing itself. */
export interface ListingChange {
  readonly written: ListingValue;
  /** Places and words that are no longer the customer's. */
  readonly removed: Pick<ListingValue, 'places' | 'tokens'>;
  /** Words that are new; the others stand there already. */
  readonly newTokens: readonly string[];
  /** Portfolios and tags that filters should offer. */
  readonly choices: readonly { readonly kind: 'portfolio' | 'tag'; readonly value: string }[];
}

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

  /** @throws ConditionFailed when another projection of the customer came first */
  async save(listing: ListingValue, revision: number | undefined): Promise<Stored<ListingValue>> {
    return this.#table.put(Listing, listing, revision ?? 'absent');
  }

  /** @throws ConditionFailed when another projection of the customer came first */
  async remove(tenant: string, customerId: string, revision: number): Promise<void> {
    await this.#table.delete(listingKey(tenant, customerId), revision);
  }

  /** Copies the row to all its places; doing it twice is the same as once. */
  async writeRows({ written, removed, newTokens, choices }: ListingChange): Promise<void> {
    const { tenant, customerId, row } = written;
    const tokenKey = (token: string) => SearchToken.keys({ tenant, token, customerId });
    await this.#table.batchWrite([
      ...written.places.map(([facet, order]) => putRow({ tenant, facet, order, row })),
      ...newTokens.map((token) => putToken({ tenant, token, customerId })),
      ...choices.map((choice) => putChoice({ tenant, ...choice })),
      ...removed.places.map(([facet, order]) => removal({ pk: facetPartition(tenant, facet), sk: order })),
      ...removed.tokens.map((token) => removal(tokenKey(token))),
    ]);
  }

  /** A page of rows of a facet; `after` is the sort key of the last row of the page before. */
  async listRows(
    tenant: string,
    facet: string,
    range: FacetRange,
    options: { limit: number; after: string | undefined },
  ): Promise<Page> {
    const pk = facetPartition(tenant, facet);
    return this.#table.query({
      pk,
      sk: { from: range.from ?? ' ', to: range.to ?? highest },
      reverse: range.reverse,
      limit: options.limit,
      after: options.after === undefined ? undefined : { pk, sk: options.after },
    });
  }

  /** A page of tokens that begin with the word. */
  async listTokens(tenant: string, word: string, options: { limit: number; after: string | undefined }): Promise<Page> {
    const pk = tokenPartition(tenant, word);
    return this.#table.query({
      pk,
      sk: { prefix: keyPart(word) },
      limit: options.limit,
      after: options.after === undefined ? undefined : { pk, sk: options.after },
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
const putRow = (value: { tenant: string; facet: string; order: string; row: ListingRow }) =>
  asBatchPart(putAction(FacetRow, value, 'any'));
const putToken = (value: { tenant: string; token: string; customerId: string }) =>
  asBatchPart(putAction(SearchToken, value, 'any'));
const putChoice = (value: { tenant: string; kind: 'portfolio' | 'tag'; value: string }) =>
  asBatchPart(putAction(Choice, value, 'any'));
const removal = (key: { pk: string; sk: string }) => asBatchPart(deleteAction(key, 'any'));

/** Rows as they were read. */
export const rowsOf = (page: Page): readonly { readonly order: string; readonly row: ListingRow }[] =>
  page.items.map((item) => {
    const { order, row } = fromItem(FacetRow, item).value;
    return { order, row };
  });

/** Tokens as they were read, with the sort key that a cursor needs. */
export const tokensOf = (page: Page): readonly { order: string; token: string; customerId: string }[] =>
  page.items.map((item) => {
    const { token, customerId } = fromItem(SearchToken, item).value;
    return { order: String(item.sk), token, customerId };
  });

/** Read units of an eventually consistent read of these items (4 KB each half a unit), from their size as JSON. */
export const readUnits = (items: readonly Item[]): number => {
  const bytes = items.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0);
  return Math.ceil(bytes / 4096) / 2;
};
