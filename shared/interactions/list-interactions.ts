/**
 * The register with its filters (B1–B15). A customer's thread leads where one is asked for, else the lists of the filters
 * (ADR 57), else the date itself; rows are looked at once more whatever a list says. A page reads at most 40 units; while
 * it is empty it goes on, to 400 at least, and says up to which date it has looked.
 */
import type * as z from 'zod';
import type { Interaction, InteractionFilter, InteractionsPageSchema } from '#contract/interactions.ts';
import { valuesOf } from '#contract/values-text.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { addDays, localDay } from '#platform/local-time.ts';
import type { Item } from '#platform/table/kernel.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { Family } from '#shared/customers/entities.ts';
import { hasStatus, interactionOf } from './interaction.ts';
import type { ListedRowStore } from './listed-row-store.ts';
import { dayOfPlace, placeOf, sourcesOf } from './listed-rows.ts';
import { type DayRange, dayRange } from './range.ts';
import { createRowFilter, isUnanswerable } from './row-filter.ts';
import type { RegisterStore, RowPosition } from './store.ts';
import { behind, startOf, walkLists } from './walk-lists.ts';

const defaultLimit = 50;
const readUnitsPerPage = 40;
/** What a page that has found nothing yet may read, of more filters than two, or of one's own customers alone. */
const readUnitsOfEmptyPage = 400;
/**
 * The same of two filters at most: they read on only where they have met, so that this is against requests without end alone; it
 * takes a third of the time that a function has.
 */
const readUnitsOfTwo = 4_000;
/** Rows asked for at once where a filter may drop some of them; where each customer's advisor is asked for. */
const [filteredChunk, ownChunk] = [100, 25];
/** Most that reading one row costs: its head may fill a whole 4 KB when its facts are long. */
const unitsPerRow = 0.5;

export interface ListInteractionsDeps {
  readonly register: Pick<RegisterStore, 'listDay' | 'findRows' | 'listThread'>;
  readonly listedRows: Pick<ListedRowStore, 'listEntries' | 'listFailures' | 'listDays' | 'partitionsOf'>;
  /** The customer, or the one that it is part of, with those that were merged into it; undefined: none. */
  readonly findFamily: (tenant: string, customerId: string) => Promise<Family | undefined>;
  readonly findCompany: FindCompany;
  readonly cursors: Cursors;
  readonly clock: Clock;
}

/** Where reading goes on: a date, and what it begins behind there. */
interface Place {
  readonly day: string;
  readonly after: Item | null;
}

/** Where a page ended. The range is kept, so that paging past midnight does not shift it. */
interface Position extends DayRange, Place {}

interface LeadPage {
  /** Rows, each with where reading goes on behind it. */
  readonly rows: readonly (Pick<RowPosition, 'row'> & { readonly next: Place })[];
  readonly units: number;
  /** Undefined: that was all. */
  readonly next: Place | undefined;
}

/** @param request.units what it may read about: it may stop early */
type Lead = (place: Place, request: { readonly limit: number; readonly units: number }) => Promise<LeadPage>;

/** Of these customers those that the caller sees. */
type SeenAmong = (customerIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** What a row costs besides where its customer's advisor is asked for. */
const unitsOfAdvisor = 1;

/** All dates that there are. */
const anyDay: DayRange = { from: '0000-01-01', to: '9999-12-31' };
/** Nothing is scheduled later than a year ahead. */
const scheduledDays = 366;

const isOnly = (text: string | undefined, value: string): boolean => valuesOf(text).join() === value;

/** Without dates: of a customer, and of outside history, all; of scheduled ones also those to come; else the last 45. */
const rangeOf = (
  filter: Pick<InteractionFilter, 'from' | 'to' | 'customerId' | 'status' | 'source'>,
  today: string,
): DayRange => {
  if (filter.from !== undefined || filter.to !== undefined) return dayRange(filter, today);
  if (filter.customerId !== undefined || isOnly(filter.source, 'outside')) return anyDay;
  const last = dayRange({}, today);
  return valuesOf(filter.status).includes('scheduled') ? { ...last, to: addDays(today, scheduledDays) } : last;
};

interface Reading {
  readonly tenant: string;
  readonly filter: InteractionFilter;
  readonly range: DayRange;
  readonly reverse: boolean;
}

/** A customer's thread holds all dates at once. */
const threadLead = async (deps: ListInteractionsDeps, customerId: string, reading: Reading): Promise<Lead> => {
  const { tenant, reverse } = reading;
  const family = (await deps.findFamily(tenant, customerId)) ?? { tenant, customerId };
  return async ({ day, after }, { limit }) => {
    const { rows, units, last } = await deps.register.listThread(family, { limit, reverse, after: after ?? undefined });
    const next = last === undefined ? undefined : { day, after: last };
    return { rows: rows.map(({ row, position }) => ({ row, next: { day, after: position } })), units, next };
  };
};

const dayLead =
  ({ register }: ListInteractionsDeps, { tenant, range, reverse }: Reading): Lead =>
  async ({ day, after }, { limit }) => {
    const page = await register.listDay(tenant, day, { limit, reverse, after: after ?? undefined });
    const rows = page.rows.map(({ row, position }) => ({ row, next: { day, after: position } }));
    if (page.last !== undefined) return { rows, units: page.units, next: { day, after: page.last } };
    const isLast = day === (reverse ? range.from : range.to);
    const next = isLast ? undefined : { day: addDays(day, reverse ? -1 : 1), after: null };
    return { rows, units: page.units, next };
  };

const listLead = ({ listedRows, register }: ListInteractionsDeps, reading: Reading): Lead => {
  const { tenant, range, reverse } = reading;
  const goesOnAt = (bound: string): Place => ({ day: dayOfPlace(bound), after: { at: bound } });
  let walk: ReturnType<typeof walkLists> | undefined;
  return async ({ after }, { limit, units }) => {
    let from = after === null ? startOf(range, reverse) : String(after.at);
    walk ??= walkLists(listedRows, { ...reading, from, limit });
    const { seek, units: unitsOfWalk } = await walk;
    const before = unitsOfWalk();
    const places: string[] = [];
    let next: Place | undefined;
    for (;;) {
      const found = await seek(from);
      next = found === undefined ? undefined : goesOnAt(found.at);
      if (found === undefined || places.length === limit) break;
      if (found.isHere) places.push(found.at);
      from = found.isHere ? behind(found.at, reverse) : found.at;
      const most = places.length > 0 ? Math.min(units, readUnitsPerPage) : units;
      if (unitsOfWalk() - before + places.length * unitsPerRow >= most) {
        next = goesOnAt(from);
        break;
      }
    }
    const found = await register.findRows(tenant, places);
    const rows = found.rows
      // One that has moved stands elsewhere in the list as well.
      .filter(({ row, place }) => placeOf(row) === place)
      .map(({ row, place }) => ({ row, next: goesOnAt(behind(place, reverse)) }));
    return { rows, units: unitsOfWalk() - before + found.units, next };
  };
};

/** @throws Refusal RANGE_INVALID, CURSOR_INVALID, TENANT_MISSING */
export const listInteractions = async (
  deps: ListInteractionsDeps,
  tenant: string,
  filter: InteractionFilter,
  /** Set where only some customers are seen: those of them that are. */
  own?: SeenAmong,
): Promise<z.input<typeof InteractionsPageSchema>> => {
  const { cursor, limit = defaultLimit, sort = '-at', ...criteria } = filter;
  const scope = `${tenant}:interactions:${JSON.stringify(Object.entries({ ...criteria, sort }).toSorted())}`;
  const resumed = deps.cursors.open<Position>(scope, cursor);
  const range = resumed ?? rangeOf(criteria, localDay(deps.clock.now(), (await deps.findCompany(tenant)).timeZone));
  const reverse = sort === '-at';
  // The lead reads those of the customer alone, under whichever of its ids.
  const { customerId, ...rowCriteria } = filter;
  const matches = createRowFilter(rowCriteria, hasStatus);
  const filters = sourcesOf(filter).length;
  const isThread = customerId !== undefined;
  const reading = { tenant, filter, range, reverse };
  const lead = isThread
    ? await threadLead(deps, customerId, reading)
    : filters > 0
      ? listLead(deps, reading)
      : dayLead(deps, reading);
  /** Whether a row that is read may be none of the page. */
  const isChosen = isThread && (filters > 0 || range.from !== anyDay.from);
  const isOfTwo = own === undefined && filters + (isThread ? 1 : 0) <= 2;

  const unitsOfRow = unitsPerRow + (own === undefined ? 0 : unitsOfAdvisor);
  const items: Interaction[] = [];
  const shownRange = range.from === anyDay.from ? null : { from: range.from, to: range.to };
  const end = { items, range: shownRange };
  if (isUnanswerable(rowCriteria)) return end;
  const next = (place: Place) => ({
    ...end,
    ...(isThread && shownRange === null ? {} : { searchedTo: place.day }),
    nextCursor: deps.cursors.seal(scope, { from: range.from, to: range.to, ...place } satisfies Position),
  });
  let place: Place = resumed ?? { day: reverse || isThread ? range.to : range.from, after: null };
  for (let units = 0; ; ) {
    const mostUnits = items.length > 0 ? readUnitsPerPage : isOfTwo ? readUnitsOfTwo : readUnitsOfEmptyPage;
    const affordable = Math.floor((mostUnits - units) / unitsOfRow) - 1;
    if (affordable < 1) return next(place);
    const wanted = own !== undefined ? ownChunk : isChosen ? filteredChunk : limit - items.length;
    const chunk = Math.min(wanted, affordable);
    const page = await lead(place, { limit: chunk, units: mostUnits - units });
    const customerIds = own === undefined ? [] : [...new Set(page.rows.map(({ row }) => row.customerId))];
    const seen = await own?.(customerIds);
    units += page.units + customerIds.length * unitsOfAdvisor;
    for (const [index, { row, next: behindRow }] of page.rows.entries()) {
      if (row.day < range.from || row.day > range.to || !matches(row)) continue;
      if (seen !== undefined && !seen.has(row.customerId)) continue;
      items.push(interactionOf(row));
      if (items.length < limit) continue;
      return index === page.rows.length - 1 && page.next === undefined ? end : next(behindRow);
    }
    if (page.next === undefined) return end;
    place = page.next;
  }
};
