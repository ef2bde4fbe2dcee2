/** Puts rows of customers that were read whole in the order that was wished (ADR 64). Pure. */
import type { CustomerFilter } from '#contract/customers.ts';
import { timePart } from '#platform/ids.ts';
import { type ListingRow, rowOrder } from './listing.ts';
import { markOf } from './sort-marks.ts';

export type Sort = CustomerFilter['sort'];

/** Place of a row in an order, beside all others: its value, null without one, and its name. */
export type Place = readonly [value: string | null, name: string];

export interface Placed {
  readonly row: ListingRow;
  readonly place: Place;
}

export type Compare = (one: Place, other: Place) => number;

/** Last contacts of rows that are to be put in that order, epoch ms by customer. */
export type ContactTimes = ReadonlyMap<string, number>;

/** Whether the order itself tells when each customer was last in contact. */
export const isByLastContact = (sort: CustomerFilter['sort']): boolean =>
  sort === 'lastContact' || sort === '-lastContact';

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

/** Who has no value comes last in both directions, by name. @param sign 1 for the least value first, -1 for the most */
export const byPlace =
  (sign: 1 | -1): Compare =>
  ([a, nameOfA], [b, nameOfB]) =>
    a === null || b === null
      ? Number(a === null) - Number(b === null) || textOrder(nameOfA, nameOfB)
      : sign * (textOrder(a, b) || textOrder(nameOfA, nameOfB));

/** Rows in a wished order. @param contacts for the order by last contact, of all rows */
export const inOrder = (
  rows: readonly ListingRow[],
  sort: NonNullable<Sort>,
  contacts: ContactTimes = new Map(),
): { readonly placed: readonly Placed[]; readonly compare: Compare } => {
  const isDown = sort.startsWith('-');
  const name = isDown ? sort.slice(1) : sort;
  // The most days overdue are the oldest date.
  const compare = byPlace(isDown === (name === 'daysOverdue') ? 1 : -1);
  const placed = rows.map((row) => ({ row, place: placeOf(row, name, contacts) }));
  return { placed: placed.toSorted((a, b) => compare(a.place, b.place)), compare };
};
