/** Lists addresses with an alert, filtered, page by page (F9, ADR 61). */
import type * as z from 'zod';
import { type AlertedAddressSchema, type AlertFilter, mostOwnersCounted, ownersShown } from '#contract/alerts.ts';
import { valuesOf } from '#contract/values-text.ts';
import { alertClasses, alertReasons, channels } from '#contract/vocabulary.ts';
import { isoTime } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { Refusal } from '#platform/errors.ts';
import { inParallel } from '#platform/in-parallel.ts';
import { addDays, startOfDay } from '#platform/local-time.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { DescribeOwners } from '#shared/customers/describe-owners.ts';
import type { ReadContact } from '#shared/customers/read-contact.ts';
import type { AlertListStore, PlacedRow } from './alert-list-store.ts';
import { type AlertRowValue, facetText } from './listed-alert.ts';
import type { ListOwners } from './refresh-owners.ts';

type AlertedAddress = z.input<typeof AlertedAddressSchema>;

export interface ListAlertsDeps {
  readonly alertList: Pick<AlertListStore, 'listRows' | 'findManyListed'>;
  readonly listOwners: ListOwners;
  readonly describeOwners: DescribeOwners;
  readonly readContact: ReadContact;
  readonly findCompany: FindCompany;
  readonly cursors: Cursors;
}

/** Of these customers those that the caller sees. */
export type SeenAmong = (customerIds: readonly string[]) => Promise<ReadonlySet<string>>;

const defaultLimit = 50;
/** Rows whose owners are read at the same time. */
const atOnce = 10;
/** Rows that a page looks through where the caller sees only some of them. */
const mostLooked = 400;
/** Lists that are merged into one page. */
const mostFacets = 40;

/** Values of a filter; all that there are ask for nothing. */
const wantedOf = (text: string | undefined, all: readonly string[]): readonly (string | undefined)[] => {
  const values = valuesOf(text);
  return values.length === 0 || values.length === all.length ? [undefined] : values;
};

type Criteria = Pick<AlertFilter, 'channel' | 'class' | 'reason'>;

/** @throws Refusal FILTER_INVALID */
const wantedFacets = (criteria: Criteria): readonly string[] => {
  const reasons = wantedOf(criteria.reason, Object.keys(alertReasons));
  const facets = wantedOf(criteria.channel, channels).flatMap((channel) =>
    wantedOf(criteria.class, alertClasses).flatMap((failureClass) =>
      reasons.map((reason) => facetText({ channel, class: failureClass, reason })),
    ),
  );
  if (facets.length > mostFacets) {
    throw new Refusal(
      'FILTER_INVALID',
      `Ask for fewer channels, classes and reasons at once: at most ${mostFacets} combinations.`,
    );
  }
  return facets;
};

const isWanted = (row: AlertRowValue, criteria: Criteria): boolean =>
  (['channel', 'class', 'reason'] as const).every((name) => {
    const values = valuesOf(criteria[name]);
    return values.length === 0 || values.includes(row[name]);
  });

/** What a list of alerts is asked for, as its store reads it. */
export interface AlertQuery {
  readonly facets: readonly string[];
  readonly range: { readonly from: number | undefined; readonly to: number | undefined };
}

/** @throws Refusal FILTER_INVALID, RANGE_INVALID */
export const alertQueryOf = async (
  deps: Pick<ListAlertsDeps, 'findCompany'>,
  tenant: string,
  filter: Criteria & Pick<AlertFilter, 'from' | 'to'>,
): Promise<AlertQuery> => {
  const { from, to } = filter;
  const facets = wantedFacets(filter);
  if (from === undefined && to === undefined) return { facets, range: { from: undefined, to: undefined } };
  if (from !== undefined && to !== undefined && from > to) {
    throw new Refusal('RANGE_INVALID', `from (${from}) is later than to (${to}).`);
  }
  const { timeZone } = await deps.findCompany(tenant);
  return {
    facets,
    range: {
      from: from === undefined ? undefined : startOfDay(from, timeZone),
      to: to === undefined ? undefined : startOfDay(addDays(to, 1), timeZone) - 1,
    },
  };
};

/**
 * The rows as people see them, in their order. Left out are those that nobody has any more, or nobody whom the caller
 * sees: the rows follow their addresses within seconds.
 */
export const describeAlerts = async (
  deps: Pick<ListAlertsDeps, 'listOwners' | 'describeOwners'>,
  rows: readonly AlertRowValue[],
  seen: SeenAmong | undefined,
): Promise<readonly (AlertedAddress | undefined)[]> => {
  const found: (AlertedAddress | undefined)[] = rows.map(() => undefined);
  await inParallel([...rows.entries()], atOnce, async ([index, row]) => {
    const { owners } = await deps.listOwners(row, { limit: mostOwnersCounted });
    const customerIds = [...new Set(owners.map(({ customerId }) => customerId))];
    const mine = seen === undefined ? undefined : await seen(customerIds);
    const firsts = customerIds
      .filter((id) => mine === undefined || mine.has(id))
      .slice(0, ownersShown)
      .flatMap((id) => owners.find(({ customerId }) => customerId === id) ?? []);
    const described = await deps.describeOwners(row.tenant, firsts);
    const [first] = described;
    if (first === undefined) return;
    found[index] = {
      channel: row.channel,
      value: first.value,
      reason: row.reason,
      class: row.class,
      code: row.code,
      raisedAt: isoTime(row.raisedAt),
      providerPending: row.providerPending,
      owners: described.map(({ customerId, addressId, name }) => ({ customerId, addressId, name })),
      otherOwners: customerIds.length - described.length,
    };
  });
  return found;
};

/** Alerts on addresses of one customer: few, so without pages. */
const listOfCustomer = async (
  deps: ListAlertsDeps,
  tenant: string,
  filter: AlertFilter & { readonly customer: string },
  seen: SeenAmong | undefined,
): Promise<{ items: AlertedAddress[] }> => {
  const { customer, sort = '-raisedAt' } = filter;
  if (seen !== undefined && !(await seen([customer])).has(customer)) return { items: [] };
  const contact = await deps.readContact(tenant, customer);
  if (contact === undefined) return { items: [] };
  const { range } = await alertQueryOf(deps, tenant, filter);
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = range;
  const refs = new Map(contact.addresses.map(({ channel, hash }) => [`${channel} ${hash}`, { tenant, channel, hash }]));
  const rows = (await deps.alertList.findManyListed([...refs.values()]))
    .filter((row) => isWanted(row, filter) && row.raisedAt >= from && row.raisedAt <= to)
    .toSorted((a, b) => (sort === 'raisedAt' ? a.raisedAt - b.raisedAt : b.raisedAt - a.raisedAt));
  const items = await describeAlerts(deps, rows, seen);
  return { items: items.filter((item) => item !== undefined) };
};

/** Reads rows until the page is full, the list has ended, or enough was looked at. */
const fillPage = async (
  read: (after: string | undefined, limit: number) => Promise<{ rows: readonly PlacedRow[]; more: boolean }>,
  show: (rows: readonly AlertRowValue[]) => Promise<readonly (AlertedAddress | undefined)[]>,
  limit: number,
  start: string | undefined,
): Promise<{ items: AlertedAddress[]; next: string | undefined }> => {
  const items: AlertedAddress[] = [];
  let after = start;
  for (let looked = 0; ; ) {
    const { rows, more } = await read(after, Math.max(limit - items.length, 1));
    looked += rows.length;
    const shown = await show(rows.map(({ row }) => row));
    items.push(...shown.filter((item) => item !== undefined));
    after = rows.at(-1)?.order ?? after;
    if (!more) return { items, next: undefined };
    if (items.length >= limit || looked >= mostLooked) return { items, next: after };
  }
};

/**
 * Newest first unless told otherwise.
 * @param seen set where the caller sees only some customers (MA13): a page may then be short, or empty, with more behind it
 * @throws Refusal FILTER_INVALID, RANGE_INVALID, CURSOR_INVALID
 */
export const listAlerts = async (
  deps: ListAlertsDeps,
  tenant: string,
  filter: AlertFilter,
  seen: SeenAmong | undefined,
): Promise<{ items: AlertedAddress[]; nextCursor?: string }> => {
  const { cursor, limit = defaultLimit, customer, ...criteria } = filter;
  if (customer !== undefined) return listOfCustomer(deps, tenant, { ...filter, customer }, seen);
  const { sort = '-raisedAt' } = criteria;
  const scope = `${tenant}:alerts:${JSON.stringify(Object.entries({ ...criteria, sort }).toSorted())}`;
  const start = deps.cursors.open<string>(scope, cursor);
  const { facets, range } = await alertQueryOf(deps, tenant, criteria);
  const { items, next } = await fillPage(
    (after, wanted) =>
      deps.alertList.listRows(tenant, facets, { ...range, reverse: sort === '-raisedAt' }, { limit: wanted, after }),
    (rows) => describeAlerts(deps, rows, seen),
    limit,
    start,
  );
  return next === undefined ? { items } : { items, nextCursor: deps.cursors.seal(scope, next) };
};
