/** Reads the rows of a list in its order, chunk by chunk (design §5 "Lists", ADR 64). */
import type { CustomerFilter } from '#contract/customers.ts';
import { timePart } from '#platform/ids.ts';
import { queryUnits } from '#platform/table/read-units.ts';
import type { Lead, ListPlan, Step } from './list-plan.ts';
import { type ListingRow, rowOrder } from './listing.ts';
import { type ListingStore, rowsOf, tokensOf } from './listing-store.ts';
import { searchCustomers } from './search-customers.ts';
import { markOf } from './sort-marks.ts';
import type { CustomerStore } from './store.ts';

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

/** Whether the order itself tells when each customer was last in contact. */
export const isByLastContact = (sort: CustomerFilter['sort']): boolean =>
  sort === 'lastContact' || sort === '-lastContact';

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

/** Last contacts of rows that are to be put in that order, epoch ms by customer. */
type ContactTimes = ReadonlyMap<string, number>;

const placeOf = (row: ListingRow, sort: string, contacts: ContactTimes): Place => {
  const name = rowOrder(row, 'name');
  if (sort === 'lastContact') {
    const at = contacts.get(row.customerId);
    return [at === undefined ? null : timePart(at), name];
  }
  if (sort === 'createdAt') return [timePart(row.createdAt), name];
  if (sort === 'daysOverdue') return [row.debtSummary.dueDate, name];
  return sort === 'balance' || sort === 'alerts' ? [markOf(row, sort), name] : [name, name];
};

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Who has no value comes last in both directions, by name. The most days overdue are the oldest date. */
const comparison = (sort: NonNullable<Sort>, contacts: ContactTimes) => {
  const isDown = sort.startsWith('-');
  const name = isDown ? sort.slice(1) : sort;
  const sign = isDown === (name === 'daysOverdue') ? 1 : -1;
  const compare = ([a, nameOfA]: Place, [b, nameOfB]: Place): number => {
    if (a === null || b === null) return Number(a === null) - Number(b === null) || textOrder(nameOfA, nameOfB);
    return sign * (textOrder(a, b) || textOrder(nameOfA, nameOfB));
  };
  return { place: (row: ListingRow) => placeOf(row, name, contacts), compare };
};

/** Rows in a wished order. @param contacts for the order by last contact, of all rows */
export const inOrder = (
  rows: readonly ListingRow[],
  sort: Sort,
  contacts: ContactTimes = new Map(),
): readonly ListingRow[] => {
  if (sort === undefined) return rows;
  const { place, compare } = comparison(sort, contacts);
  return rows.toSorted((a, b) => compare(place(a), place(b)));
};

/** What stands behind a position, of rows that were read whole. */
const sortedChunk = (
  rows: readonly ListingRow[],
  sort: NonNullable<Sort>,
  after: Position | undefined,
  contacts: ContactTimes,
): Chunk['rows'] => {
  const { place, compare } = comparison(sort, contacts);
  const start = typeof after === 'object' && 'sorted' in after ? after.sorted : undefined;
  return inOrder(rows, sort, contacts)
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
    units: page.units + listings.reduce((sum, listing) => sum + queryUnits([listing]), 0),
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

/**
 * Reads rows in another order whole and sorts them, where they are few; else those that come in the order.
 * @param most rows that are few
 */
const sortingReader =
  (
    read: ReadChunk,
    readOthers: ReadChunk,
    most: number,
    sort: NonNullable<Sort>,
    findContacts: (rows: readonly ListingRow[]) => Promise<ContactTimes>,
  ): ReadChunk =>
  async (after, wanted, units) => {
    const isSorted = typeof after === 'object' && 'sorted' in after;
    if (after !== undefined && !isSorted) return read(after, wanted, units);
    const rows: ListingRow[] = [];
    let at: Position | undefined;
    for (let spent = 0; ; ) {
      const page = await readOthers(at, most, most);
      spent += page.units;
      rows.push(...page.rows.flatMap(({ row }) => row ?? []));
      if (!page.more) {
        const contacts = await findContacts(rows);
        const sorted = sortedChunk(rows, sort, after, contacts);
        return { rows: sorted, units: spent + contacts.size * unitsOfContact, more: false };
      }
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
  const units = listings.reduce((sum, listing) => sum + queryUnits([listing]), 0);
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
      units: listings.reduce((sum, listing) => sum + queryUnits([listing]), 0) + merged.units,
      more: rest.length > chunk.length,
    };
  };

/** What reads the rows of a plan, in its order. */
export const readerOf = (
  deps: ReadersDeps,
  { tenant, plan, favorites, sort }: { tenant: string; plan: ListPlan; favorites: ReadonlySet<string>; sort: Sort },
): ReadChunk => {
  const { lead, inAnotherOrder } = plan;
  const findContacts = async (rows: readonly ListingRow[]): Promise<ContactTimes> =>
    !isByLastContact(sort)
      ? new Map()
      : contactsOf(deps).find(
          tenant,
          rows.map(({ customerId }) => customerId),
        );
  if (lead.kind === 'search') return searchReader(deps, tenant, lead);
  if (lead.kind === 'favorites') {
    const read = favoritesReader(deps, tenant, favorites);
    return sort === undefined ? read : sortingReader(read, read, mostFavorites, sort, findContacts);
  }
  const read = stepsReader(deps, tenant, lead, plan.sieves);
  if (sort === undefined || inAnotherOrder === undefined) return read;
  const others: Step = { kind: 'facets', facets: inAnotherOrder, reverse: false };
  const readOthers = stepsReader(deps, tenant, { kind: 'steps', steps: [others] }, false);
  return sortingReader(read, readOthers, mostSorted, sort, findContacts);
};
