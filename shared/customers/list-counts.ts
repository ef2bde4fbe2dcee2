/**
 * How many customers stand under each value that a filter may ask for (ADR 66). What was counted of a customer lies beside
 * its listing; both it and the counters it moves are written in one transaction, for many customers at a time, so that a
 * count may come late or twice and is right all the same.
 */
import * as z from 'zod';
import { defineEntity } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';
import { spreadPartition, spreadPartitions } from '#platform/table/spread.ts';
import { customerPartition } from './entities.ts';
import { facetsOf } from './facets.ts';
import type { ListingRow } from './listing.ts';

/** Behind the customer's page, which is read as a range. */
export const countedKey = (tenant: string, customerId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: 'LISTED',
});

/** The counters in which a customer is. */
export const Counted = defineEntity({
  type: 'counted',
  version: 1,
  schema: z.object({ tenant: z.string(), customerId: z.string(), counters: z.array(z.string()) }),
  keys: ({ tenant, customerId }) => countedKey(tenant, customerId),
});
export type CountedValue = z.infer<typeof Counted.schema>;

/** Counters that lie in one item. */
export const ListCount = defineEntity({
  type: 'listCount',
  version: 1,
  schema: z.object({
    partition: z.string(),
    group: z.string(),
    counts: z.record(z.string(), z.int()),
    /** Of the group `fixed`: every customer of the company has been counted, or there was none when it was made. */
    complete: z.literal(true).exactOptional(),
  }),
  keys: ({ partition, group }) => ({ pk: partition, sk: group }),
  pack: ({ counts, complete }) => ({ counts, ...(complete === undefined ? {} : { complete }) }),
  unpack: ({ pk, sk, counts, complete }) => ({
    partition: pk,
    group: sk,
    counts,
    ...(complete === undefined ? {} : { complete }),
  }),
});
export type ListCountValue = z.infer<typeof ListCount.schema>;

const countsOf = (tenant: string): string => tenantKey(tenant, 'COUNT');
/** All partitions of a company's counters; a count is the sum of them. */
export const countPartitions = (tenant: string): readonly string[] => spreadPartitions(countsOf(tenant));
/** The partition in which a customer is counted. */
export const countPartition = (tenant: string, customerId: string): string =>
  spreadPartition(countsOf(tenant), customerId);

/** Counters that every company has, in one item. */
export const fixedGroup = 'fixed';

/** Those who owe, by their oldest due date: who can be reached apart from who cannot, as segments ask for them. */
export const dueCounter = { reached: 'due', notReached: 'dueNone' } as const;
type DueCounter = (typeof dueCounter)[keyof typeof dueCounter];

/** Group of the due dates of a month. */
export const dueGroup = (counter: DueCounter, month: string): string => `${counter}#${month}`;

/** The item in which a counter lies: months of due dates together, other values each alone, the rest in one. */
export const groupOf = (counter: string): string => {
  if (!counter.includes('#')) return fixedGroup;
  const isDue = Object.values(dueCounter).some((name) => counter.startsWith(`${name}#`));
  // Without the day: `due#2026-11`.
  return isDue ? counter.slice(0, -3) : counter;
};

/** Counters in which a customer is to be by its row. */
export const countersOf = (row: ListingRow): readonly string[] => {
  const { dueDate } = row.debtSummary;
  const isNone = row.contactability === 'none';
  const due = isNone ? dueCounter.notReached : dueCounter.reached;
  return [
    ...facetsOf(row).map(([facet, value]) => (value === undefined ? facet : `${facet}#${value}`)),
    // A segment holds nobody who is not contactable.
    ...(isNone && dueDate === null ? ['nodebtNone'] : []),
    ...(dueDate === null ? [] : [`${due}#${dueDate}`]),
  ].sort();
};
