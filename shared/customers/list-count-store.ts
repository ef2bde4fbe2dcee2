/** Access patterns of the counters of lists. */
import {
  type Action,
  deleteAction,
  fromItem,
  type Item,
  putAction,
  type Stored,
  type Table,
} from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import {
  Counted,
  type CountedValue,
  countedKey,
  countPartitions,
  fixedGroup,
  ListCount,
  type ListCountValue,
} from './list-counts.ts';
import { Listing, type ListingRow, listingKey } from './listing.ts';

/** A customer as it stands in lists, and what has been counted of it. */
export interface CountState {
  readonly customerId: string;
  readonly row: ListingRow | undefined;
  readonly counted: Stored<CountedValue> | undefined;
}

/** Most customers whose state is read at a time: two items each. */
export const mostStates = 50;

const keyText = ({ pk, sk }: { readonly pk?: unknown; readonly sk?: unknown }): string => `${pk}\n${sk}`;

export class ListCountStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Customers as they stand now, up to `mostStates`. */
  async findStates(tenant: string, customerIds: readonly string[]): Promise<readonly CountState[]> {
    const keys = customerIds.flatMap((id) => [listingKey(tenant, id), countedKey(tenant, id)]);
    const items = new Map(
      (await this.#table.batchGet(keys, { consistent: true })).map((item) => [keyText(item), item]),
    );
    return customerIds.map((customerId) => {
      const listing = items.get(keyText(listingKey(tenant, customerId)));
      const counted = items.get(keyText(countedKey(tenant, customerId)));
      return {
        customerId,
        row: listing === undefined ? undefined : fromItem(Listing, listing).value.row,
        counted: counted === undefined ? undefined : fromItem(Counted, counted),
      };
    });
  }

  /** Counters as they stand now; those not made yet are left out. */
  async findGroups(
    keys: readonly Pick<ListCountValue, 'partition' | 'group'>[],
  ): Promise<readonly Stored<ListCountValue>[]> {
    const items = await this.#table.batchGet(
      keys.map(({ partition, group }) => ({ pk: partition, sk: group })),
      { consistent: true },
    );
    return items.map((item) => fromItem(ListCount, item));
  }

  /** Writes what was counted of customers with the counters that it moves, or nothing. @throws ConditionFailed */
  async write(actions: readonly Action[]): Promise<void> {
    await this.#table.transact(actions);
  }

  /** Counters of these groups, of all partitions, as a moment ago. */
  async readGroups(tenant: string, groups: readonly string[]): Promise<readonly ListCountValue[]> {
    const keys = countPartitions(tenant).flatMap((pk) => groups.map((sk) => ({ pk, sk })));
    return (await this.#table.batchGet(keys)).map((item) => fromItem(ListCount, item).value);
  }

  /** Counters whose groups lie between these names, both included. */
  async readRange(
    tenant: string,
    range: { readonly from: string; readonly to: string },
  ): Promise<readonly ListCountValue[]> {
    const found: Item[] = [];
    for (const pk of countPartitions(tenant)) {
      for await (const item of this.#table.queryAll({ pk, sk: range })) found.push(item);
    }
    return found.map((item) => fromItem(ListCount, item).value);
  }

  /** All customers of the company are counted from now on: it has none yet, or each has been. */
  async complete(tenant: string): Promise<void> {
    for (const partition of countPartitions(tenant)) {
      for (let isDone = false; !isDone; ) {
        const stored = await this.#table.get(ListCount, { pk: partition, sk: fixedGroup }, { consistent: true });
        if (stored?.value.complete) break;
        const value = { ...(stored?.value ?? { partition, group: fixedGroup, counts: {} }), complete: true as const };
        isDone = await writeOnce(
          () => this.#table.put(ListCount, value, stored?.revision ?? 'absent').then(() => true),
          () => false,
        );
      }
    }
  }
}

/** @param counters in which the customer is now; none: it stands in no list */
export const countedAction = (
  tenant: string,
  { customerId, counted }: CountState,
  counters: readonly string[],
): Action =>
  counters.length === 0 && counted !== undefined
    ? deleteAction(countedKey(tenant, customerId), counted.revision)
    : putAction(Counted, { tenant, customerId, counters: [...counters] }, counted?.revision ?? 'absent');
