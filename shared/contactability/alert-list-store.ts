/** Access patterns of the work list of alerts and its upkeep. */
import {
  checkAction,
  copyAction,
  deleteAction,
  fromItem,
  type Item,
  putAction,
  type Stored,
  type Table,
} from '#platform/table/kernel.ts';
import { queryMerged } from '#platform/table/merged-pages.ts';
import { spreadPartitions } from '#platform/table/spread.ts';
import type { AddressRef } from './address-state-store.ts';
import { addressStateKey } from './entities.ts';
import {
  AlertRow,
  type AlertRowValue,
  alertFacetPartition,
  alertRowKey,
  facetsOf,
  ListedAlert,
  listedAlertKey,
  orderRange,
} from './listed-alert.ts';

/** A row with the sort key that a cursor needs. */
export interface PlacedRow {
  readonly order: string;
  readonly row: AlertRowValue;
}

const placesOf = (row: AlertRowValue) => facetsOf(row).map((facet) => ({ facet, ...alertRowKey(facet, row) }));

export class AlertListStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** The row of an address as it stands in the list, consistently. */
  async findListed(ref: AddressRef): Promise<Stored<AlertRowValue> | undefined> {
    return this.#table.get(ListedAlert, listedAlertKey(ref.tenant, ref.channel, ref.hash), { consistent: true });
  }

  /** Rows of several addresses; those without are left out. */
  async findManyListed(refs: readonly AddressRef[]): Promise<readonly AlertRowValue[]> {
    const keys = refs.map(({ tenant, channel, hash }) => listedAlertKey(tenant, channel, hash));
    const items = await this.#table.batchGet(keys, { consistent: true });
    return items.map((item) => fromItem(ListedAlert, item).value);
  }

  /** How many of the rows under all its facets are as the row says, consistently. */
  async countStanding(row: AlertRowValue): Promise<number> {
    const items = await this.#table.batchGet(placesOf(row), { consistent: true });
    const text = JSON.stringify(Object.entries(row).toSorted());
    return items.filter((item) => {
      const { facet: _facet, ...standing } = fromItem(AlertRow, item).value;
      return JSON.stringify(Object.entries(standing).toSorted()) === text;
    }).length;
  }

  /**
   * Takes the rows of an address away and puts others in their place, or none of both.
   * @param stateRevision of the address' state that says so, undefined where there is none: it must still be that one
   * @throws ConditionFailed when another projection of the address came first, or its state has changed
   */
  async move(
    ref: AddressRef,
    stateRevision: number | undefined,
    before: Stored<AlertRowValue> | undefined,
    after: AlertRowValue | undefined,
  ): Promise<void> {
    const puts = after === undefined ? [] : placesOf(after);
    const kept = new Set(puts.map(({ pk, sk }) => `${pk} ${sk}`));
    const gone = before === undefined ? [] : placesOf(before.value).filter(({ pk, sk }) => !kept.has(`${pk} ${sk}`));
    const expected = before?.revision ?? 'absent';
    const revision = (before?.revision ?? 0) + 1;
    await this.#table.transact([
      checkAction(addressStateKey(ref.tenant, ref.channel, ref.hash), stateRevision ?? 'absent'),
      after === undefined
        ? deleteAction(listedAlertKey(ref.tenant, ref.channel, ref.hash), expected)
        : putAction(ListedAlert, after, expected),
      ...puts.map(({ facet }) => copyAction(AlertRow, { ...(after as AlertRowValue), facet }, revision)),
      ...gone.map((key) => deleteAction(key, 'any')),
    ]);
  }

  /** A page of the rows under any of the facets, by time; `after` is the order of the last row of the page before. */
  async listRows(
    tenant: string,
    facets: readonly string[],
    range: { readonly from?: number | undefined; readonly to?: number | undefined; readonly reverse: boolean },
    options: { readonly limit: number; readonly after: string | undefined; readonly consistent?: boolean },
  ): Promise<{ readonly rows: readonly PlacedRow[]; readonly more: boolean }> {
    const { items, more } = await queryMerged(this.#table, {
      pks: facets.flatMap((facet) => spreadPartitions(alertFacetPartition(tenant, facet))),
      sk: orderRange(range.from, range.to),
      reverse: range.reverse,
      ...options,
    });
    return { rows: items.map(placed), more };
  }
}

const placed = (item: Item): PlacedRow => {
  const { facet: _facet, ...row } = fromItem(AlertRow, item).value;
  return { order: String(item.sk), row };
};
