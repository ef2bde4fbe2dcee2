/**
 * The register with its filters (B1–B15). The rarest key leads: a customer's thread, else the failures of a date, else
 * the date itself; every other filter is applied to what was read. A page reads at most 40 units, so it may be short or
 * empty and still have a next one (design §5 Lists).
 */
import type * as z from 'zod';
import type { Interaction, InteractionFilter, InteractionsPageSchema } from '#contract/interactions.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { addDays, localDay } from '#platform/local-time.ts';
import type { Item } from '#platform/table/kernel.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { Family } from '#shared/customers/entities.ts';
import { hasStatus, interactionOf } from './interaction.ts';
import { type DayRange, dayRange } from './range.ts';
import { createRowFilter } from './row-filter.ts';
import type { PageRequest, RegisterPage, RegisterStore } from './store.ts';

const defaultLimit = 50;
const readUnitsPerPage = 40;
/** Rows asked for at once where a filter may drop some of them. */
const filteredChunk = 100;
/** Most that reading one row costs: its head may fill a whole 4 KB when its facts are long. */
const unitsPerRow = 0.5;

export interface ListInteractionsDeps {
  readonly register: Pick<RegisterStore, 'listDay' | 'listFailures' | 'listThread'>;
  /** The customer, or the one that it is part of, with those that were merged into it; undefined: none. */
  readonly findFamily: (tenant: string, customerId: string) => Promise<Family | undefined>;
  readonly findCompany: FindCompany;
  readonly cursors: Cursors;
  readonly clock: Clock;
}

/** Where a page ended. The range is kept, so that paging past midnight does not shift it. */
interface Position extends DayRange {
  readonly day: string;
  readonly after: Item | null;
}

type Lead = (day: string, request: PageRequest) => Promise<RegisterPage>;

const leadOf = async (
  { register, findFamily }: ListInteractionsDeps,
  tenant: string,
  filter: InteractionFilter,
): Promise<Lead> => {
  const { customerId, status } = filter;
  if (customerId !== undefined) {
    const family = (await findFamily(tenant, customerId)) ?? { tenant, customerId };
    return (_day, request) => register.listThread(family, request);
  }
  return status === 'failed' || status === 'outcome_unknown'
    ? (day, request) => register.listFailures(tenant, day, request)
    : (day, request) => register.listDay(tenant, day, request);
};

/** Of these customers those that the caller sees. */
type SeenAmong = (customerIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** What a row costs besides where its customer's advisor is asked for. */
const unitsOfAdvisor = 1;

/** All dates that there are. */
const anyDay: DayRange = { from: '0000-01-01', to: '9999-12-31' };
/** Nothing is scheduled later than a year ahead. */
const scheduledDays = 366;

/** Without dates: of a customer all, of scheduled ones also those to come, else the last 45. */
const rangeOf = (filter: Pick<InteractionFilter, 'from' | 'to' | 'customerId' | 'status'>, today: string): DayRange => {
  if (filter.from !== undefined || filter.to !== undefined) return dayRange(filter, today);
  if (filter.customerId !== undefined) return anyDay;
  const last = dayRange({}, today);
  return filter.status === 'scheduled' ? { ...last, to: addDays(today, scheduledDays) } : last;
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
  const { customerId: _customerId, ...rowCriteria } = filter;
  const matches = createRowFilter(rowCriteria, hasStatus);
  const lead = await leadOf(deps, tenant, filter);
  // A thread holds all dates at once; the other leads are walked date by date.
  const singleWalk = criteria.customerId !== undefined;
  const lastDay = singleWalk || !reverse ? range.to : range.from;
  const { from: _from, to: _to, direction: _direction, ...filters } = criteria;
  const selective =
    own !== undefined ||
    criteria.direction !== undefined ||
    Object.values(filters).some((value) => value !== undefined);

  const unitsOfRow = unitsPerRow + (own === undefined ? 0 : unitsOfAdvisor);
  const items: Interaction[] = [];
  const shownRange = range.from === anyDay.from ? null : { from: range.from, to: range.to };
  const next = (day: string, after: Item | null) => ({
    items,
    range: shownRange,
    ...(shownRange === null ? {} : { searchedTo: day }),
    nextCursor: deps.cursors.seal(scope, { from: range.from, to: range.to, day, after } satisfies Position),
  });
  let day = resumed?.day ?? (reverse || singleWalk ? range.to : range.from);
  let after: Item | null = resumed?.after ?? null;
  for (let units = 0; ; ) {
    const affordable = Math.floor((readUnitsPerPage - units) / unitsOfRow) - 1;
    if (affordable < 1) return next(day, after);
    const chunk = Math.min(selective ? filteredChunk : limit - items.length, affordable);
    const page = await lead(day, { limit: chunk, reverse, after: after ?? undefined });
    const customerIds = own === undefined ? [] : [...new Set(page.rows.map(({ row }) => row.customerId))];
    const seen = await own?.(customerIds);
    units += page.units + customerIds.length * unitsOfAdvisor;
    for (const [index, { row, position }] of page.rows.entries()) {
      if (row.day < range.from || row.day > range.to || !matches(row)) continue;
      if (seen !== undefined && !seen.has(row.customerId)) continue;
      items.push(interactionOf(row));
      if (items.length < limit) continue;
      const exhausted = index === page.rows.length - 1 && page.last === undefined && day === lastDay;
      return exhausted ? { items, range: shownRange } : next(day, position);
    }
    if (page.last !== undefined) {
      after = page.last;
    } else {
      if (day === lastDay) return { items, range: shownRange };
      day = addDays(day, reverse ? -1 : 1);
      after = null;
    }
  }
};
