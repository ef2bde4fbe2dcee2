/** Goes through the counters of lists and counts the rows themselves, for the nightly check. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Damage, Walk } from '#platform/table/invariant.ts';
import { fromItem, type Table } from '#platform/table/kernel.ts';
import { spreadPartitions } from '#platform/table/spread.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import {
  countersOf,
  countPartition,
  countPartitions,
  dueCounter,
  fixedGroup,
  groupOf,
  ListCount,
  type ListCountValue,
} from './list-counts.ts';
import { FacetRow, facetName, facetPartition } from './listing.ts';

const PlaceSchema = z.object({ partition: z.number(), after: z.record(z.string(), z.unknown()).nullable() });

/** Counters whose rows are counted at a time. */
const pageSize = 20;

/** The list that holds all customers of a group, and which part of it. */
const listOf = (group: string): { readonly facet: string; readonly sk?: { readonly prefix: string } } => {
  if (group === fixedGroup) return { facet: facetName('name', 'all') };
  const [facet = '', ...value] = group.split('#');
  if (!Object.values<string>(dueCounter).includes(facet)) return { facet: facetName('name', facet, value.join('#')) };
  return { facet: facetName('due', 'debt'), sk: { prefix: value.join('#') } };
};

const recount = async (
  table: Pick<Table, 'queryAll'>,
  tenant: string,
  { partition, group }: ListCountValue,
): Promise<Record<string, number>> => {
  const { facet, ...range } = listOf(group);
  const counts: Record<string, number> = {};
  for (const pk of spreadPartitions(facetPartition(tenant, facet))) {
    for await (const item of table.queryAll({ pk, ...range, consistent: true })) {
      const { row } = fromItem(FacetRow, item).value;
      if (countPartition(tenant, row.customerId) !== partition) continue;
      for (const counter of countersOf(row)) {
        if (groupOf(counter) === group) counts[counter] = (counts[counter] ?? 0) + 1;
      }
    }
  }
  return counts;
};

/**
 * A counter that moves while its rows are counted is not judged: two looks must see the same one. What is counted of each
 * customer is judged with the customer.
 */
export const createCountWalk = (table: Pick<Table, 'query' | 'queryAll' | 'get' | 'put'>): Walk => {
  const judge = async (tenant: string, key: { pk: string; sk: string }): Promise<readonly Damage[]> => {
    const stored = await table.get(ListCount, key, { consistent: true });
    if (stored === undefined) return [];
    const counts = await recount(table, tenant, stored.value);
    if (isDeepStrictEqual(counts, stored.value.counts)) return [];
    return [
      {
        invariant: 'list-count',
        // Names of portfolios and tags are the company's own words.
        place: stored.value.group.split('#')[0] ?? '',
        what: 'a list holds another number of customers than its counter says',
        basis: `${key.sk} ${stored.revision} ${JSON.stringify(counts)}`,
        repair: () =>
          writeOnce(
            () => table.put(ListCount, { ...stored.value, counts }, stored.revision).then(() => undefined),
            () => undefined,
          ),
      },
    ];
  };
  return {
    name: 'counts',
    async page(tenant, position) {
      const { partition, after } = position === undefined ? { partition: 0, after: null } : PlaceSchema.parse(position);
      const partitions = countPartitions(tenant);
      const pk = partitions[partition];
      if (pk === undefined) return { looks: [] };
      const { items, last } = await table.query({ pk, limit: pageSize, after: after ?? undefined, consistent: true });
      const looks = items.map((item) => () => judge(tenant, { pk, sk: String(item.sk) }));
      if (last !== undefined) return { looks, after: { partition, after: last } };
      return partition + 1 < partitions.length
        ? { looks, after: { partition: partition + 1, after: null } }
        : { looks };
    },
  };
};
