/** Ways through the customers of a company and through the lists that are made of them, for the nightly check. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { CustomerInvariant, CustomerItems, Damage, Look, Walk } from '#platform/table/invariant.ts';
import { fromItem, type Item, type Table } from '#platform/table/kernel.ts';
import { spreadPartitions } from '#platform/table/spread.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { customerPartition } from './entities.ts';
import { contactabilityFacet, inBothOrders } from './facets.ts';
import { FacetRow, facetName, facetPartition, Listing, listingKey } from './listing.ts';
import type { ListingStore } from './listing-store.ts';

const pageSize = 50;

/** Everything in the partitions of a customer, read consistently. */
const readItems = async (
  table: Pick<Table, 'queryAll'>,
  tenant: string,
  customerId: string,
  threadPartition: string,
): Promise<CustomerItems> => {
  const all = async (pk: string): Promise<readonly Item[]> => {
    const items: Item[] = [];
    for await (const item of table.queryAll({ pk, consistent: true })) items.push(item);
    return items;
  };
  const [items, thread] = await Promise.all([all(customerPartition(tenant, customerId)), all(threadPartition)]);
  return { tenant, customerId, items, thread };
};

/** Every customer, from the index of the base items; each is asked all invariants. */
export const createCustomerWalk = (deps: {
  readonly table: Pick<Table, 'queryAll'>;
  readonly listings: Pick<ListingStore, 'listCustomerIds'>;
  readonly invariants: readonly CustomerInvariant[];
  readonly threadPartition: (tenant: string, customerId: string) => string;
}): Walk => ({
  name: 'customers',
  async page(tenant, after) {
    const { customerIds, last } = await deps.listings.listCustomerIds(tenant, {
      limit: pageSize,
      after: after === undefined ? undefined : z.record(z.string(), z.unknown()).parse(after),
    });
    const looks = customerIds.map(
      (customerId): Look =>
        async () => {
          const thread = deps.threadPartition(tenant, customerId);
          const customer = await readItems(deps.table, tenant, customerId, thread);
          const damages: Damage[] = [];
          for (const { name, judge } of deps.invariants) {
            try {
              damages.push(...(await judge(customer)));
            } catch (error) {
              // What it rests on is damaged, which another one tells; the others are judged all the same.
              const what = `not to be judged (${error instanceof Error ? error.name : 'unknown'})`;
              damages.push({ invariant: name, place: customerId, what, basis: '' });
            }
          }
          return damages;
        },
    );
    return last === undefined ? { looks } : { looks, after: last };
  },
});

const PlaceSchema = z.object({ facet: z.number(), after: z.record(z.string(), z.unknown()).nullable() });

/** Names of all facets that a company may have rows under. */
const facetsOf = (named: Readonly<Record<'portfolio' | 'tag' | 'advisor', readonly string[]>>): readonly string[] => [
  ...['all', ...Object.values(contactabilityFacet)].flatMap((facet) => [
    facetName('name', facet),
    ...(inBothOrders.has(facet) ? [facetName('created', facet)] : []),
  ]),
  ...['influencer', 'untyped', 'nodebt', 'nobody'].map((facet) => facetName('name', facet)),
  facetName('due', 'debt'),
  ...Object.entries(named).flatMap(([facet, values]) => values.map((value) => facetName('name', facet, value))),
];

/**
 * Every row of every list, to find those that no listing knows: what was left behind. Search words cannot be walked without
 * a scan; they come and go in the transaction of their listing.
 */
export const createListWalk = (deps: {
  readonly table: Pick<Table, 'query' | 'batchGet' | 'delete'>;
  /** Values of portfolio, tag and advisor that the company has. */
  readonly listNamed: (tenant: string) => Promise<Readonly<Record<'portfolio' | 'tag' | 'advisor', readonly string[]>>>;
}): Walk => ({
  name: 'lists',
  async page(tenant, position) {
    const { facet: index, after } = position === undefined ? { facet: 0, after: null } : PlaceSchema.parse(position);
    const facets = facetsOf(await deps.listNamed(tenant)).flatMap((each) =>
      spreadPartitions(facetPartition(tenant, each)).map((pk) => ({ facet: each, pk })),
    );
    const facet = facets[index];
    if (facet === undefined) return { looks: [] };
    const query = { pk: facet.pk, limit: 100, after: after ?? undefined, consistent: true };
    const { last } = await deps.table.query(query);
    const next = last === undefined ? { facet: index + 1, after: null } : { facet: index, after: last };
    const look = async () => strayRows(deps, tenant, facet.facet, (await deps.table.query(query)).items);
    return { looks: [look], ...(next.facet < facets.length ? { after: next } : {}) };
  },
});

const strayRows = async (
  { table }: Pick<Parameters<typeof createListWalk>[0], 'table'>,
  tenant: string,
  facet: string,
  rows: readonly Item[],
): Promise<readonly Damage[]> => {
  const customerOf = (item: Item): string => fromItem(FacetRow, item).value.row.customerId;
  const ids = [...new Set(rows.map(customerOf))];
  const items = await table.batchGet(
    ids.map((id) => listingKey(tenant, id)),
    { consistent: true },
  );
  const listings = new Map(items.map((item) => [String(item.customerId), fromItem(Listing, item)]));
  return rows.flatMap((item): readonly Damage[] => {
    const customerId = customerOf(item);
    const listing = listings.get(customerId);
    const place = [facet, String(item.sk)];
    if (listing?.value.places.some((known) => isDeepStrictEqual(known, place))) return [];
    return [
      {
        invariant: 'list-row',
        place: customerId,
        what: `it stands under ${facet.split('#').slice(0, 2).join('#')}, where its listing does not know it`,
        basis: `${listing?.revision} ${item.sk}`,
        repair: () =>
          writeOnce(
            () => table.delete({ pk: String(item.pk), sk: String(item.sk) }, Number(item.rev)),
            // A projection that has put it there since gave it another revision.
            () => undefined,
          ),
      },
    ];
  });
};
