/** Reads the rows of a list in its order, chunk by chunk (design §5 "Lists", ADR 64). */
import { itemUnits, queryUnits } from '#platform/table/read-units.ts';
import type { Lead, ListPlan, Step } from './list-plan.ts';
import { type ListingRow, rowOrder } from './listing.ts';
import { type ListingStore, rowsOf, tokensOf } from './listing-store.ts';
import { findAmong, searchCustomers } from './search-customers.ts';
import type { Search } from './search-terms.ts';
import type { CustomerStore } from './store.ts';
import { byPlace, type Compare, inOrder, isByLastContact, type Place, type Placed, type Sort } from './wished-order.ts';

/** When customers were last in contact, which the inbox knows: another slice has it. */
export interface LastContacts {
  /** A page of customers in that order, each with the place that a next page begins after; read units of it. */
  list(
    tenant: string,
    advisorId: string | undefined,
    options: { readonly reverse: boolean; readonly limit: number; readonly after: string | undefined },
  ): Promise<{
    readonly rows: readonly { readonly order: string; readonly customerId: string; readonly at: number }[];
    readonly units: number;
    readonly more: boolean;
  }>;
  /** Epoch ms, by customer; one without is left out. `unitsOfContact` each. */
  find(tenant: string, customerIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** What was read once is not read again, neither that a customer has none. */
export const rememberContacts = (contacts: LastContacts): LastContacts => {
  const known = new Map<string, number | undefined>();
  return {
    async list(...input) {
      const page = await contacts.list(...input);
      for (const { customerId, at } of page.rows) known.set(customerId, at);
      return page;
    },
    async find(tenant, customerIds) {
      const unknown = customerIds.filter((id) => !known.has(id));
      const found = unknown.length === 0 ? undefined : await contacts.find(tenant, unknown);
      for (const id of unknown) known.set(id, found?.get(id));
      return new Map(
        customerIds.flatMap((id) => {
          const at = known.get(id);
          return at === undefined ? [] : [[id, at] as const];
        }),
      );
    },
  };
};

/** A conversation's row, by its key. */
export const unitsOfContact = 0.5;

export interface ReadersDeps {
  readonly listings: Pick<ListingStore, 'listRows' | 'listTokens' | 'listMarks' | 'findMany'>;
  readonly customers: Pick<CustomerStore, 'find'>;
  /** Absent where no order by last contact is asked for. */
  readonly contacts?: LastContacts;
}

const contactsOf = ({ contacts }: ReadersDeps): LastContacts => {
  if (contacts === undefined) throw new TypeError('This list was composed without last contacts: give `contacts`.');
  return contacts;
};

/** Rows that are read at a time when some of them will not match. */
const sieveChunk = 150;

/** A head costs at least half a unit. */
export const unitsOfHead = 0.5;

/** A listing, which a search must read whole, costs at least half a unit. */
const unitsOfListing = 0.5;

/**
 * Most rows of a list in another order that are read whole and sorted: 18 read units of a facet. Of those whose listings are
 * read one by one, at half a unit each, 200 units.
 */
const mostSorted = 500;
const mostListings = 400;
/** Most rows that a search is looked for in one by one: 8 read units of a facet, and half a unit for each listing. */
const mostSearched = 200;

/** Where a page ends: in a list, in one of several that follow each other, or among rows that were sorted. */
export type Position = string | readonly [step: number, after: string] | { readonly sorted: Place };

/** One read of the lead: rows in order, each with the position after it, and whether more follow. */
interface Chunk {
  readonly rows: readonly { readonly position: Position; readonly row: ListingRow | undefined }[];
  readonly units: number;
  readonly more: boolean;
}

export type ReadChunk = (after: Position | undefined, wanted: number, units: number) => Promise<Chunk>;

/** What stands behind a position, of rows that were read whole. */
const behind = (placed: readonly Placed[], compare: Compare, after: Position | undefined): Chunk['rows'] => {
  const start = typeof after === 'object' && 'sorted' in after ? after.sorted : undefined;
  return placed
    .map(({ row, place }) => ({ position: { sorted: place }, row }))
    .filter(({ position }) => start === undefined || compare(position.sorted, start) > 0);
};

const readStep = async (
  deps: ReadersDeps,
  tenant: string,
  step: Step,
  options: { readonly limit: number; readonly after: string | undefined },
): Promise<{ rows: readonly { order: string; row: ListingRow | undefined }[]; units: number; more: boolean }> => {
  if (step.kind === 'facets') {
    const page = await deps.listings.listRows(tenant, step.facets, step, options);
    const found = rowsOf(page);
    const ids = step.withoutContact === true ? found.map(({ row }) => row.customerId) : [];
    const contacts = ids.length === 0 ? undefined : await contactsOf(deps).find(tenant, ids);
    const isSkipped = (row: ListingRow) => step.skips?.(row) === true || contacts?.has(row.customerId) === true;
    const rows = found.map(({ order, row }) => ({ order, row: isSkipped(row) ? undefined : row }));
    return { rows, units: queryUnits(page.items) + ids.length * unitsOfContact, more: page.more };
  }
  const page = await readPlaces(deps, tenant, step, options);
  const listings = await deps.listings.findMany(
    tenant,
    page.rows.map(({ customerId }) => customerId),
  );
  const rowOf = new Map(listings.map(({ customerId, row }) => [customerId, row]));
  return {
    rows: page.rows.map(({ order, customerId }) => ({ order, row: rowOf.get(customerId) })),
    units: page.units + itemUnits(listings),
    more: page.more,
  };
};

/** Customers in an order that is kept apart from their listings. */
const readPlaces = async (
  deps: ReadersDeps,
  tenant: string,
  step: Exclude<Step, { kind: 'facets' }>,
  options: { readonly limit: number; readonly after: string | undefined },
): Promise<{ rows: readonly { order: string; customerId: string }[]; units: number; more: boolean }> => {
  if (step.kind === 'contacts') {
    return contactsOf(deps).list(tenant, step.advisorId, { ...options, reverse: step.reverse });
  }
  const page = await deps.listings.listMarks(tenant, step, options);
  return { rows: tokensOf(page), units: queryUnits(page.items), more: page.more };
};

/** Lists of one step had their sort key alone as a position. */
const stepOf = (position: Position | undefined): readonly [step: number, after: string | undefined] => {
  if (typeof position === 'string') return [0, position];
  return position === undefined || 'sorted' in position ? [0, undefined] : position;
};

const stepsReader =
  (deps: ReadersDeps, tenant: string, { steps }: Extract<Lead, { kind: 'steps' }>, sieves: boolean): ReadChunk =>
  async (start, wanted, units) => {
    let [at, after] = stepOf(start);
    for (let spent = 0; ; at += 1) {
      const step = steps[at];
      if (step === undefined) return { rows: [], units: spent, more: false };
      const affordable = Math.max(1, Math.floor((units - 1) / unitsOfListing));
      const limit =
        step.kind !== 'facets' || step.withoutContact === true
          ? Math.min(sieves ? sieveChunk : wanted, affordable)
          : sieves || step.skips !== undefined
            ? Math.max(wanted, sieveChunk)
            : wanted;
      const page = await readStep(deps, tenant, step, { limit, after });
      spent += page.units;
      const place = at;
      const rows = page.rows.map(({ order, row }) => ({ position: [place, order] as const, row }));
      if (rows.length > 0 || page.more) return { rows, units: spent, more: page.more || at + 1 < steps.length };
      after = undefined;
    }
  };

/** A list that is read whole where it is short. */
interface Short {
  readonly read: ReadChunk;
  /** Rows that are few. */
  readonly most: number;
  /** Whether more than these follow, where the rows cost more to read than to be counted. */
  readonly peek?: () => Promise<{ readonly units: number; readonly more: boolean }>;
}

/** Rows that were read whole, in their order, and what it cost to know it. */
interface Ordered {
  readonly placed: readonly Placed[];
  readonly compare: Compare;
  readonly units: number;
}

/**
 * Reads a short list whole and puts it in order; where it is not short, those that come in the order by themselves. A list is
 * gone through as it was begun.
 * @param read in the order
 */
const shortReader =
  (read: ReadChunk, short: Short, order: (rows: readonly ListingRow[]) => Promise<Ordered>): ReadChunk =>
  async (after, wanted, units) => {
    const isBegun = typeof after === 'object' && 'sorted' in after;
    if (after !== undefined && !isBegun) return read(after, wanted, units);
    let spent = 0;
    const inItsOrder = async (): Promise<Chunk> => {
      const chunk = await read(undefined, wanted, units);
      return { ...chunk, units: chunk.units + spent };
    };
    if (!isBegun && short.peek !== undefined) {
      const { units: peeked, more } = await short.peek();
      spent += peeked;
      if (more) return inItsOrder();
    }
    const rows: ListingRow[] = [];
    for (let at: Position | undefined; ; ) {
      const page = await short.read(at, short.most, short.most);
      spent += page.units;
      rows.push(...page.rows.flatMap(({ row }) => row ?? []));
      if (!page.more) break;
      if (!isBegun) return inItsOrder();
      at = page.rows.at(-1)?.position;
    }
    const ordered = await order(rows);
    return { rows: behind(ordered.placed, ordered.compare, after), units: spent + ordered.units, more: false };
  };

/** Positions of searches and favourites are texts. */
const textOf = (position: Position | undefined): string | undefined =>
  typeof position === 'string' ? position : undefined;

const searchReader =
  (deps: ReadersDeps, tenant: string, { search }: Extract<Lead, { kind: 'search' }>): ReadChunk =>
  async (after, wanted, units) => {
    const limit = Math.max(1, Math.min(wanted, Math.floor((units - 2) / unitsOfListing)));
    const { hits, ...rest } = await searchCustomers(deps, tenant, search, { limit, after: textOf(after) });
    return { rows: hits.map(({ position, listing }) => ({ position, row: listing?.row })), ...rest };
  };

/** The id under which a customer or one that was merged into it has the caller's heart, the newest of several. */
export const marked = ({ customerId, merged }: ListingRow, favorites: ReadonlySet<string>): string | undefined =>
  [customerId, ...(merged ?? []).toSorted().reverse()].find((id) => favorites.has(id));

/** Rows of the customers that those without one are part of by now; a chain of merges is as long as people make it. */
const findMerged = async (
  deps: ReadersDeps,
  tenant: string,
  ids: readonly string[],
): Promise<{ readonly rows: ReadonlyMap<string, ListingRow>; readonly units: number }> => {
  if (ids.length === 0) return { rows: new Map(), units: 0 };
  const heads = await Promise.all(ids.map((id) => deps.customers.find(tenant, id)));
  const survivors = new Map(heads.flatMap((head, index) => [[ids[index] ?? '', head?.value.customerId]] as const));
  const wanted = [...new Set(survivors.values())].filter((id) => id !== undefined);
  const listings = await deps.listings.findMany(tenant, wanted);
  const rowOf = (id: string | undefined) => listings.find(({ customerId }) => customerId === id)?.row;
  const rows = [...survivors].flatMap(([id, survivor]) => {
    const row = rowOf(survivor);
    return row === undefined ? [] : [[id, row] as const];
  });
  const units = itemUnits(listings);
  return { rows: new Map(rows), units: units + 2 * ids.length * unitsOfHead };
};

const favoritesReader =
  (deps: ReadersDeps, tenant: string, favorites: ReadonlySet<string>): ReadChunk =>
  async (after, wanted, units) => {
    // Ids begin with the time of creation.
    const ids = [...favorites].sort().reverse();
    const last = textOf(after);
    const rest = last === undefined ? ids : ids.filter((id) => id < last);
    const chunk = rest.slice(0, Math.max(1, Math.min(wanted, Math.floor(units / unitsOfListing))));
    const listings = await deps.listings.findMany(tenant, chunk);
    const rows = new Map(listings.map((listing) => [listing.customerId, listing.row]));
    const merged = await findMerged(
      deps,
      tenant,
      chunk.filter((id) => !rows.has(id)),
    );
    const rowAt = (id: string): ListingRow | undefined => {
      const row = rows.get(id) ?? merged.rows.get(id);
      // One that stands for several marked ones is shown once.
      return row === undefined || marked(row, favorites) !== id ? undefined : row;
    };
    return {
      rows: chunk.map((id) => ({ position: id, row: rowAt(id) })),
      units: itemUnits(listings) + merged.units,
      more: rest.length > chunk.length,
    };
  };

/** Of a short list the customers that a search finds, by what was found. */
const searchAmong =
  (deps: ReadersDeps, tenant: string, search: Search, accepts: (row: ListingRow) => boolean) =>
  async (rows: readonly ListingRow[]): Promise<Ordered> => {
    const ids = new Set(rows.filter(accepts).map(({ customerId }) => customerId));
    const listings = ids.size === 0 ? [] : await deps.listings.findMany(tenant, [...ids]);
    const placed = findAmong(listings, search).map(({ listing: { row }, found }) => ({
      row,
      place: [found, rowOrder(row, 'name')] as const,
    }));
    const compare = byPlace(1);
    return {
      placed: placed.toSorted((a, b) => compare(a.place, b.place)),
      compare,
      units: itemUnits(listings),
    };
  };

/** What reads the rows of a plan, in its order. */
export const readerOf = (
  deps: ReadersDeps,
  { tenant, plan, favorites, sort }: { tenant: string; plan: ListPlan; favorites: ReadonlySet<string>; sort: Sort },
): ReadChunk => {
  const { lead, narrower } = plan;
  const inWishedOrder =
    (wish: NonNullable<Sort>) =>
    async (rows: readonly ListingRow[]): Promise<Ordered> => {
      const ids = isByLastContact(wish) ? rows.map(({ customerId }) => customerId) : [];
      const contacts = ids.length === 0 ? new Map<string, number>() : await contactsOf(deps).find(tenant, ids);
      return { ...inOrder(rows, wish, contacts), units: contacts.size * unitsOfContact };
    };
  const ofFavorites = favoritesReader(deps, tenant, favorites);
  const shortOf = (step: Step, most: { readonly rows: number; readonly listings: number }): Short => {
    const read = stepsReader(deps, tenant, { kind: 'steps', steps: [step] }, false);
    if (step.kind === 'facets') return { read, most: most.rows };
    const peek = () => readPlaces(deps, tenant, step, { limit: most.listings, after: undefined });
    return { read, most: most.listings, peek };
  };

  if (lead.kind === 'nobody') return async () => ({ rows: [], units: 0, more: false });
  if (lead.kind === 'search') {
    const read = searchReader(deps, tenant, lead);
    const accepts = (row: ListingRow) => plan.matches(row, marked(row, favorites) !== undefined);
    const among = searchAmong(deps, tenant, lead.search, accepts);
    if (narrower === 'favorites') return shortReader(read, { read: ofFavorites, most: mostSearched }, among);
    if (narrower === undefined) return read;
    return shortReader(read, shortOf(narrower, { rows: mostSearched, listings: mostListings }), among);
  }
  if (lead.kind === 'favorites') {
    return sort === undefined
      ? ofFavorites
      : shortReader(ofFavorites, { read: ofFavorites, most: mostListings }, inWishedOrder(sort));
  }
  const read = stepsReader(deps, tenant, lead, plan.sieves);
  if (sort === undefined || narrower === undefined || narrower === 'favorites') return read;
  return shortReader(read, shortOf(narrower, { rows: mostSorted, listings: mostListings }), inWishedOrder(sort));
};
