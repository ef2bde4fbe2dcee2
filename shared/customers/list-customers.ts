/** Lists customers, filtered, searched and sorted, page by page (A13–A15, E2, E7–E12, Q2b, Q6, Q15, Q16). */
import type * as z from 'zod';
import type { CustomerFilter, CustomerRowSchema } from '#contract/customers.ts';
import type { Metadata } from '#contract/metadata.ts';
import { ownValues } from '#contract/own-values.ts';
import { valuesOf } from '#contract/values-text.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { metadataFieldsOf } from '#shared/companies/metadata-fields.ts';
import { companyDay, debtSummaryOn, segmentOn } from './debts.ts';
import type { ListCountStore } from './list-count-store.ts';
import { filtersIn, planList } from './list-plan.ts';
import {
  marked,
  type Position,
  type ReadChunk,
  type ReadersDeps,
  readerOf,
  rememberContacts,
  unitsOfContact,
  unitsOfHead,
} from './list-readers.ts';
import { readTotal, totalQuestion } from './list-total.ts';
import type { ListingRow } from './listing.ts';
import { columnKeys } from './metadata.ts';
import type { CustomerStore } from './store.ts';
import { inOrder, isByLastContact } from './wished-order.ts';

export type CustomerRow = z.input<typeof CustomerRowSchema>;

export interface ListCustomersDeps extends ReadersDeps {
  readonly customers: ReadersDeps['customers'] & Pick<CustomerStore, 'findFavorites' | 'findHeads'>;
  /** Absent where nobody asks how many there are. */
  readonly counts?: Pick<ListCountStore, 'readGroups' | 'readRange'>;
  readonly findCompany: FindCompany;
  readonly cursors: Cursors;
  readonly clock: Clock;
}

const defaultLimit = 50;

/**
 * Most read units of a page: 40 (design §5), less the company's settings and the caller's favourites. It ends short of
 * them, with a cursor, when few rows match; while none does it goes on to the second number, and with few filters to the third.
 */
const unitLimit = 38;
const emptyUnitLimit = 400;
/** Of one filter or two: none of them ends empty though somebody is left (issue 12, 4). Some two seconds. */
const emptyUnitLimitOfTwo = 4_000;

const contactsOfRow = (contacts: ListingRow['contacts']): CustomerRow['contacts'] =>
  (contacts ?? []).map(([channel, value]) => ({ channel, value }));

const rowView = (row: ListingRow, company: CompanyValue, today: string, favorite: boolean): CustomerRow => {
  const { untyped: _untyped, merged: _merged, createdAt, debtSummary, contacts, ...fields } = row;
  return {
    ...fields,
    contacts: contactsOfRow(contacts),
    segment: segmentOn(company, row, today),
    debtSummary: debtSummaryOn(debtSummary, today),
    favorite,
    createdAt: isoTime(createdAt),
  };
};

/** Rows that are read at a time when nothing was found for long. */
const longChunk = 600;

/**
 * Reads chunk by chunk until the page is full, the lead has ended, or the units are spent.
 * @param unitsOfRow what each row of the page costs afterwards
 * @param emptyUnits most units while there is no row
 */
const fillPage = async (
  readChunk: ReadChunk,
  accepts: (row: ListingRow) => boolean,
  limit: number,
  start: Position | undefined,
  unitsOfRow: number,
  emptyUnits: number,
): Promise<{ rows: readonly ListingRow[]; next: Position | undefined }> => {
  const rows: ListingRow[] = [];
  let after = start;
  const most = () => (rows.length === 0 ? emptyUnits : unitLimit);
  const isSpent = (units: number) => units + rows.length * unitsOfRow > most();
  // Rows that are there cost their heads alone, for which half of the units is left however dear it was to find them.
  const hasRoom = (spent: number) =>
    (rows.length + 1) * unitsOfRow <= (spent > unitLimit ? unitLimit / 2 : unitLimit - spent);
  for (let spent = 0; ; ) {
    // One more than fits tells whether another page follows.
    const left = Math.min(unitLimit, most() - spent) - rows.length * unitsOfRow;
    // What a row costs twice, once to be found and once for its head, gets half of it for finding.
    const wanted = spent > unitLimit && rows.length === 0 ? longChunk : limit - rows.length + 1;
    const chunk = await readChunk(after, wanted, unitsOfRow === 0 ? left : left / 2);
    spent += chunk.units;
    for (const { position, row } of chunk.rows) {
      if (row !== undefined && accepts(row)) {
        if (rows.length === limit || (rows.length > 0 && !hasRoom(spent))) return { rows, next: after };
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
  const recorded = new Map(heads.map(({ value: { customerId, metadata } }) => [customerId, metadata]));
  const wanted = new Set(keys);
  return new Map(
    rows.map((row) => {
      const shown = {
        ...ownValues({ ...row, contacts: contactsOfRow(row.contacts) }),
        ...recorded.get(row.customerId),
      };
      return [row.customerId, Object.fromEntries(Object.entries(shown).filter(([key]) => wanted.has(key)))];
    }),
  );
};

const lastContactAt = (at: number | undefined): string | null => (at === undefined ? null : isoTime(at));

/**
 * Order without `sort`: by name; new customers newest first; a segment by due date, oldest first; favourites newest
 * customer first; a search by the word that was found.
 * @throws Refusal FILTER_INVALID, CURSOR_INVALID
 */
export const listCustomers = async (
  deps: ListCustomersDeps,
  input: {
    readonly tenant: string;
    readonly userId: string;
    readonly filter: CustomerFilter;
    /** Advisor whose customers alone are listed; undefined: all of the company's. */
    readonly own?: string | undefined;
  },
): Promise<{ items: CustomerRow[]; nextCursor?: string; total?: number }> => {
  const { tenant, userId, own } = input;
  const { limit = defaultLimit, cursor, columns, lastContact = false, ...filter } = input.filter;
  if (own !== undefined && filter.advisor !== undefined && !valuesOf(filter.advisor).includes(own))
    return { items: [], total: 0 };
  const asked = own === undefined ? filter : { ...filter, advisor: own };
  const scope = `${tenant}:customers:${asked.favorite === undefined ? '' : userId}:${JSON.stringify(asked)}`;
  const start = deps.cursors.open<Position>(scope, cursor);
  const [company, stored] = await Promise.all([deps.findCompany(tenant), deps.customers.findFavorites(tenant, userId)]);
  const favorites = new Set(Object.keys(stored?.value.customerIds ?? {}));
  const today = companyDay(company, deps.clock.now());
  const keys = columnKeys(metadataFieldsOf(company), columns);
  const plan = planList(asked, { company, today, ofOne: own !== undefined });
  const isFavorite = (row: ListingRow) => marked(row, favorites) !== undefined;
  const accepts = (row: ListingRow) => plan.matches(row, isFavorite(row));
  const { sort, ...narrowing } = asked;
  const { counts } = deps;
  const contacts = deps.contacts === undefined ? undefined : rememberContacts(deps.contacts);
  const isByContact = isByLastContact(sort);
  const question = counts === undefined ? undefined : totalQuestion(narrowing, company, today);
  const [{ rows, next }, total] = await Promise.all([
    fillPage(
      readerOf({ ...deps, ...(contacts === undefined ? {} : { contacts }) }, { tenant, plan, favorites, sort }),
      accepts,
      limit,
      start,
      (keys.length > 0 ? unitsOfHead : 0) + (lastContact && !isByContact ? unitsOfContact : 0),
      filtersIn(narrowing) <= 2 ? emptyUnitLimitOfTwo : emptyUnitLimit,
    ),
    counts === undefined || question === undefined ? undefined : readTotal({ counts }, tenant, question),
  ]);
  // Matches of a search come in the order of their words; a wished order holds within the page.
  const contactTimes =
    lastContact || isByContact
      ? await contacts?.find(
          tenant,
          rows.map(({ customerId }) => customerId),
        )
      : undefined;
  const ordered =
    plan.lead.kind === 'search' && sort !== undefined
      ? inOrder(rows, sort, contactTimes).placed.map(({ row }) => row)
      : rows;
  const metadata = keys.length === 0 ? undefined : await metadataOf(deps, tenant, ordered, keys);
  const items = ordered.map((row) => ({
    ...rowView(row, company, today, isFavorite(row)),
    ...(metadata === undefined ? {} : { metadata: metadata.get(row.customerId) ?? {} }),
    ...(contactTimes === undefined ? {} : { lastContactAt: lastContactAt(contactTimes.get(row.customerId)) }),
  }));
  return {
    items,
    ...(next === undefined ? {} : { nextCursor: deps.cursors.seal(scope, next) }),
    ...(total === undefined ? {} : { total }),
  };
};
