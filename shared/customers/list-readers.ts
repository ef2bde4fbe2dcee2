/** Reads the rows of a list in its order, chunk by chunk (design §5 "Lists", ADR 64). */
import type { CustomerFilter } from '#contract/customers.ts';
import { timePart } from '#platform/ids.ts';
import type { Lead, ListPlan, Step } from './list-plan.ts';
import { type ListingRow, rowOrder } from './listing.ts';
import { type ListingStore, readUnits, rowsOf, tokensOf } from './listing-store.ts';
import { searchCustomers } from './search-customers.ts';
import { markOf } from './sort-marks.ts';
import type { CustomerStore } from './store.ts';

export interface ReadersDeps {
  readonly listings: Pick<ListingStore, 'listRows' | 'listTokens' | 'listMarks' | 'findMany'>;
  readonly customers: Pick<CustomerStore, 'find'>;
}

/** Rows that are read at a time when some of them will not match. */
const sieveChunk = 150;

/** A head costs at least half a unit. */
export const unitsOfHead = 0.5;

/** A listing, which a search must read whole, costs at least half a unit. */
const unitsOfListing = 0.5;

/** Most rows of a list in another order that are read whole and sorted: 18 read units; of favourites, at half a unit each, 200. */
const mostSorted = 500;
const mostFavorites = 400;

/** Place of a row in the order that was wished, beside all others: its value, null without one, and its name. */
type Place = readonly [value: string | null, name: string];

/** Where a page ends: in a list, in one of several that follow each other, or among rows that were sorted. */
export type Position = string | readonly [step: number, after: string] | { readonly sorted: Place };

/** One read of the lead: rows in order, each with the position after it, and whether more follow. */
interface Chunk {
  readonly rows: readonly { readonly position: Position; readonly row: ListingRow | undefined }[];
  readonly units: number;
  readonly more: boolean;
}

export type ReadChunk = (after: Position | undefined, wanted: number, units: number) => Promise<Chunk>;

type Sort = CustomerFilter['sort'];

const placeOf = (row: ListingRow, sort: string): Place => {
  const name = rowOrder(row, 'name');
  if (sort === 'createdAt') return [timePart(row.createdAt), name];
  if (sort === 'daysOverdue') return [row.debtSummary.dueDate, name];
  return sort === 'balance' || sort === 'alerts' ? [markOf(row, sort), name] : [name, name];
};

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Who has no value comes last in both directions, by name. The most days overdue are the oldest date. */
const comparison = (sort: NonNullable<Sort>) => {
  const isDown = sort.startsWith('-');
  const name = isDown ? sort.slice(1) : sort;
  const sign = isDown === (name === 'daysOverdue') ? 1 : -1;
  const compare = ([a, nameOfA]: Place, [b, nameOfB]: Place): number => {
    if (a === null || b === null) return Number(a === null) - Number(b === null) || textOrder(nameOfA, nameOfB);
    return sign * (textOrder(a, b) || textOrder(nameOfA, nameOfB));
  };
  return { place: (row: ListingRow) => placeOf(row, name), compare };
};

/** Rows in a wished order. */
export const inOrder = (rows: readonly ListingRow[], sort: Sort): readonly ListingRow[] => {
  if (sort === undefined) return rows;
  const { place, compare } = comparison(sort);
  return rows.toSorted((a, b) => compare(place(a), place(b)));
};

/** What stands behind a position, of rows that were read whole. */
const sortedChunk = (
  rows: readonly ListingRow[],
  sort: NonNullable<Sort>,
  after: Position | undefined,
): Chunk['rows'] => {
  const { place, compare } = comparison(sort);
  const start = typeof after === 'object' && 'sorted' in after ? after.sorted : undefined;
  return inOrder(rows, sort)
    .map((row) => ({ position: { sorted: place(row) }, row }))
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
    const rows = rowsOf(page).map(({ order, row }) => ({ order, row: step.skips?.(row) === true ? undefined : row }));
    return { rows, units: readUnits(page.items), more: page.more };
  }
  const page = await deps.listings.listMarks(tenant, step, options);
  const tokens = tokensOf(page);
  const listings = await deps.listings.findMany(
    tenant,
    tokens.map(({ customerId }) => customerId),
  );
  const rowOf = new Map(listings.map(({ customerId, row }) => [customerId, row]));
  const units = readUnits(page.items) + listings.reduce((sum, listing) => sum + readUnits([listing]), 0);
  return {
    rows: tokens.map(({ order, customerId }) => ({ order, row: rowOf.get(customerId) })),
    units,
    more: page.more,
  };
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
        step.kind === 'marks'
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

/**
 * Reads rows in another order whole and sorts them, where they are few; else those that come in the order.
 * @param most rows that are few
 */
const sortingReader =
  (read: ReadChunk, readOthers: ReadChunk, most: number, sort: NonNullable<Sort>): ReadChunk =>
  async (after, wanted, units) => {
    const isSorted = typeof after === 'object' && 'sorted' in after;
    if (after !== undefined && !isSorted) return read(after, wanted, units);
    const rows: ListingRow[] = [];
    let at: Position | undefined;
    for (let spent = 0; ; ) {
      const page = await readOthers(at, most, most);
      spent += page.units;
      rows.push(...page.rows.flatMap(({ row }) => row ?? []));
      if (!page.more) return { rows: sortedChunk(rows, sort, after), units: spent, more: false };
      if (!isSorted) {
        const chunk = await read(undefined, wanted, units);
        return { ...chunk, units: chunk.units + spent };
      }
      // They were few when the list was begun: it is gone through as it was begun.
      at = page.rows.at(-1)?.position;
    }
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
  const units = listings.reduce((sum, listing) => sum + readUnits([listing]), 0);
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
      units: listings.reduce((sum, listing) => sum + readUnits([listing]), 0) + merged.units,
      more: rest.length > chunk.length,
    };
  };

/** What reads the rows of a plan, in its order. */
export const readerOf = (
  deps: ReadersDeps,
  { tenant, plan, favorites, sort }: { tenant: string; plan: ListPlan; favorites: ReadonlySet<string>; sort: Sort },
): ReadChunk => {
  const { lead, inAnotherOrder } = plan;
  if (lead.kind === 'search') return searchReader(deps, tenant, lead);
  if (lead.kind === 'favorites') {
    const read = favoritesReader(deps, tenant, favorites);
    return sort === undefined ? read : sortingReader(read, read, mostFavorites, sort);
  }
  const read = stepsReader(deps, tenant, lead, plan.sieves);
  if (sort === undefined || inAnotherOrder === undefined) return read;
  const others: Step = { kind: 'facets', facets: inAnotherOrder, reverse: false };
  return sortingReader(read, stepsReader(deps, tenant, { kind: 'steps', steps: [others] }, false), mostSorted, sort);
};
