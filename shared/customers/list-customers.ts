/** Lists customers, filtered, searched and sorted, page by page (A13–A15, E2, E7–E12, Q2b, Q6, Q15, Q16). */
import type * as z from 'zod';
import type { CustomerFilter, CustomerRowSchema } from '#contract/customers.ts';
import type { Metadata } from '#contract/metadata.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { companyDay, debtSummaryOn, segmentOn } from './debts.ts';
import { type Lead, type ListPlan, planList } from './list-plan.ts';
import type { ListingRow } from './listing.ts';
import { type ListingStore, readUnits, rowsOf } from './listing-store.ts';
import { columnKeys } from './metadata.ts';
import { searchCustomers } from './search-customers.ts';
import type { CustomerStore } from './store.ts';

export type CustomerRow = z.input<typeof CustomerRowSchema>;

export interface ListCustomersDeps {
  readonly listings: Pick<ListingStore, 'listRows' | 'listTokens' | 'findMany'>;
  readonly customers: Pick<CustomerStore, 'find' | 'findFavorites' | 'findHeads'>;
  readonly findCompany: FindCompany;
  readonly cursors: Cursors;
  readonly clock: Clock;
}

const defaultLimit = 50;

/**
 * Most read units of a page: 40 (design §5), less the company's settings and the caller's favourites. It ends short of
 * them, with a cursor, when few rows match.
 */
const unitLimit = 38;

/** A head, which holds the metadata, costs at least half a unit. */
const unitsOfHead = 0.5;

/** Rows that are read at a time when some of them will not match. */
const sieveChunk = 150;

/** A listing, which a search must read whole, costs at least half a unit. */
const unitsOfListing = 0.5;

/** One read of the lead: rows in order, each with the position after it, and whether more follow. */
interface Chunk {
  readonly rows: readonly { readonly position: string; readonly row: ListingRow | undefined }[];
  readonly units: number;
  readonly more: boolean;
}

type ReadChunk = (after: string | undefined, wanted: number, units: number) => Promise<Chunk>;

const facetReader =
  (deps: ListCustomersDeps, tenant: string, lead: Extract<Lead, { kind: 'facet' }>, sieves: boolean): ReadChunk =>
  async (after, wanted) => {
    const limit = sieves ? Math.max(wanted, sieveChunk) : wanted;
    const page = await deps.listings.listRows(tenant, lead.facet, lead, { limit, after });
    const rows = rowsOf(page).map(({ order, row }) => ({ position: order, row }));
    return { rows, units: readUnits(page.items), more: page.more };
  };

const searchReader =
  (deps: ListCustomersDeps, tenant: string, lead: Extract<Lead, { kind: 'search' }>): ReadChunk =>
  async (after, wanted, units) => {
    const limit = Math.max(1, Math.min(wanted, Math.floor((units - 2) / unitsOfListing)));
    const { hits, ...rest } = await searchCustomers(deps, tenant, lead, { limit, after });
    return { rows: hits.map(({ position, listing }) => ({ position, row: listing?.row })), ...rest };
  };

/** The id under which a customer or one that was merged into it has the caller's heart, the newest of several. */
const marked = ({ customerId, merged }: ListingRow, favorites: ReadonlySet<string>): string | undefined =>
  [customerId, ...(merged ?? []).toSorted().reverse()].find((id) => favorites.has(id));

/** Rows of the customers that those without one are part of by now; a chain of merges is as long as people make it. */
const findMerged = async (
  deps: ListCustomersDeps,
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
  (deps: ListCustomersDeps, tenant: string, favorites: ReadonlySet<string>): ReadChunk =>
  async (after, wanted, units) => {
    // Ids begin with the time of creation.
    const ids = [...favorites].sort().reverse();
    const rest = after === undefined ? ids : ids.filter((id) => id < after);
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

const readerOf = (
  deps: ListCustomersDeps,
  tenant: string,
  plan: ListPlan,
  favorites: ReadonlySet<string>,
): ReadChunk => {
  const { lead } = plan;
  if (lead.kind === 'facet') return facetReader(deps, tenant, lead, plan.sieves);
  return lead.kind === 'search' ? searchReader(deps, tenant, lead) : favoritesReader(deps, tenant, favorites);
};

const comparisons = {
  name: (a: ListingRow, b: ListingRow) => a.name.localeCompare(b.name, 'es'),
  createdAt: (a: ListingRow, b: ListingRow) => a.createdAt - b.createdAt,
};

/** Matches of a search come in the order of their words; a wished order holds within the page. */
const sortPage = (rows: readonly ListingRow[], sort: CustomerFilter['sort']): readonly ListingRow[] => {
  if (sort === undefined) return rows;
  const compare = comparisons[sort.endsWith('name') ? 'name' : 'createdAt'];
  return [...rows].sort((a, b) => (sort.startsWith('-') ? -compare(a, b) : compare(a, b)));
};

const rowView = (row: ListingRow, company: CompanyValue, today: string, favorite: boolean): CustomerRow => {
  const { untyped: _untyped, merged: _merged, createdAt, debtSummary, ...fields } = row;
  return {
    ...fields,
    segment: segmentOn(company, row, today),
    debtSummary: debtSummaryOn(debtSummary, today),
    favorite,
    createdAt: isoTime(createdAt),
  };
};

/**
 * Reads chunk by chunk until the page is full, the lead has ended, or the units are spent.
 * @param unitsOfRow what each row of the page costs afterwards
 */
const fillPage = async (
  readChunk: ReadChunk,
  accepts: (row: ListingRow) => boolean,
  limit: number,
  start: string | undefined,
  unitsOfRow: number,
): Promise<{ rows: readonly ListingRow[]; next: string | undefined }> => {
  const rows: ListingRow[] = [];
  let after = start;
  const isSpent = (units: number) => units + rows.length * unitsOfRow > unitLimit;
  for (let spent = 0; ; ) {
    // One more than fits tells whether another page follows.
    const left = unitLimit - spent - rows.length * unitsOfRow;
    // What a row costs twice, once to be found and once for its head, gets half of it for finding.
    const chunk = await readChunk(after, limit - rows.length + 1, unitsOfRow === 0 ? left : left / 2);
    spent += chunk.units;
    for (const { position, row } of chunk.rows) {
      if (row !== undefined && accepts(row)) {
        if (rows.length === limit || isSpent(spent + unitsOfRow)) return { rows, next: after };
        rows.push(row);
      }
      after = position;
    }
    if (!chunk.more) return { rows, next: undefined };
    // The next chunk may cost as much as the dearest so far would.
    if (isSpent(spent + Math.max(chunk.units, 2))) return { rows, next: after };
  }
};

/** Values of the wanted fields, by customer. */
const metadataOf = async (
  deps: ListCustomersDeps,
  tenant: string,
  rows: readonly ListingRow[],
  keys: readonly string[],
): Promise<ReadonlyMap<string, Metadata>> => {
  const heads = await deps.customers.findHeads(
    tenant,
    rows.map(({ customerId }) => customerId),
  );
  const wanted = new Set(keys);
  return new Map(
    heads.map(({ value: { customerId, metadata } }) => [
      customerId,
      Object.fromEntries(Object.entries(metadata).filter(([key]) => wanted.has(key))),
    ]),
  );
};

/**
 * Order without `sort`: by name; new customers newest first; a segment by due date, oldest first; favourites newest
 * customer first; a search by the word that was found.
 * @throws Refusal FILTER_INVALID, CURSOR_INVALID
 */
export const listCustomers = async (
  deps: ListCustomersDeps,
  { tenant, userId, filter }: { tenant: string; userId: string; filter: CustomerFilter },
): Promise<{ items: CustomerRow[]; nextCursor?: string }> => {
  const { limit = defaultLimit, cursor, columns, ...asked } = filter;
  const scope = `${tenant}:customers:${asked.favorite === undefined ? '' : userId}:${JSON.stringify(asked)}`;
  const start = deps.cursors.open<string>(scope, cursor);
  const [company, stored] = await Promise.all([deps.findCompany(tenant), deps.customers.findFavorites(tenant, userId)]);
  const favorites = new Set(Object.keys(stored?.value.customerIds ?? {}));
  const today = companyDay(company, deps.clock.now());
  const keys = columnKeys(metadataFieldsOf(company), columns);
  const plan = planList(asked, { company, today });
  const isFavorite = (row: ListingRow) => marked(row, favorites) !== undefined;
  const accepts = (row: ListingRow) => plan.matches(row, isFavorite(row));
  const { rows, next } = await fillPage(
    readerOf(deps, tenant, plan, favorites),
    accepts,
    limit,
    start,
    keys.length > 0 ? unitsOfHead : 0,
  );
  const ordered = plan.lead.kind === 'search' ? sortPage(rows, asked.sort) : rows;
  const metadata = keys.length === 0 ? undefined : await metadataOf(deps, tenant, ordered, keys);
  const items = ordered.map((row) => ({
    ...rowView(row, company, today, isFavorite(row)),
    ...(metadata === undefined ? {} : { metadata: metadata.get(row.customerId) ?? {} }),
  }));
  return next === undefined ? { items } : { items, nextCursor: deps.cursors.seal(scope, next) };
};
