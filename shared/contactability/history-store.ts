/** Reads of what happened to a customer's permission and addresses, and to the alerts of an address (F5). */
import { fromItem, type Table } from '#platform/table/kernel.ts';
import { timeKey } from '#platform/table/keys.ts';
import { queryMerged } from '#platform/table/merged-pages.ts';
import {
  addressPartition,
  CustomerHistory,
  type CustomerHistoryValue,
  customerPartition,
  type Family,
  familyOf,
  historyPrefix,
} from '#shared/customers/entities.ts';
import type { AddressRef } from './address-state-store.ts';
import {
  AlertHistory,
  type AlertHistoryValue,
  RefusalHistory,
  type RefusalHistoryValue,
  refusalPrefix,
} from './entities.ts';

/** Above every entry of a time. */
const last = '~';

export class HistoryStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Whether exactly this entry was written. */
  async hasEntry(entry: CustomerHistoryValue): Promise<boolean> {
    const stored = await this.#table.get(CustomerHistory, CustomerHistory.keys(entry), { consistent: true });
    return stored !== undefined;
  }

  /** Entries of a customer, and of those merged into it, up to `until` (epoch ms, included), newest first. */
  async listCustomerEntries(
    family: Family,
    options: { until?: number | undefined; limit: number },
  ): Promise<readonly CustomerHistoryValue[]> {
    const { items } = await queryMerged(this.#table, {
      pks: familyOf(family).map((customerId) => customerPartition(family.tenant, customerId)),
      sk: { from: historyPrefix, to: `${historyPrefix}${upTo(options.until)}` },
      limit: options.limit,
      reverse: true,
    });
    return items.map((item) => fromItem(CustomerHistory, item).value);
  }

  /** Alerts of an address that ended up to `until` (epoch ms, included), newest end first. */
  async listEndedAlerts(
    ref: AddressRef,
    options: { until?: number | undefined; limit: number },
  ): Promise<readonly AlertHistoryValue[]> {
    return this.#alerts(ref, historyPrefix, `${historyPrefix}${upTo(options.until)}`, options.limit, true);
  }

  /** Alerts of an address that ended after `after` (epoch ms), oldest end first. */
  async listAlertsEndedAfter(ref: AddressRef, after: number, limit: number): Promise<readonly AlertHistoryValue[]> {
    return this.#alerts(ref, `${historyPrefix}${timeKey(after + 1)}`, `${historyPrefix}${last}`, limit, false);
  }

  /** Refusals of an address and their liftings up to `until` (epoch ms, included), newest first. */
  async listRefusals(
    ref: AddressRef,
    options: { until?: number | undefined; limit: number },
  ): Promise<readonly RefusalHistoryValue[]> {
    const { items } = await this.#table.query({
      pk: addressPartition(ref.tenant, ref.channel, ref.hash),
      sk: { from: refusalPrefix, to: `${refusalPrefix}${upTo(options.until)}` },
      limit: options.limit,
      reverse: true,
    });
    return items.map((item) => fromItem(RefusalHistory, item).value);
  }

  async #alerts(
    ref: AddressRef,
    from: string,
    to: string,
    limit: number,
    reverse: boolean,
  ): Promise<readonly AlertHistoryValue[]> {
    const pk = addressPartition(ref.tenant, ref.channel, ref.hash);
    const { items } = await this.#table.query({ pk, sk: { from, to }, limit, reverse });
    return items.map((item) => fromItem(AlertHistory, item).value);
  }
}

const upTo = (until: number | undefined): string => (until === undefined ? last : `${timeKey(until)}#${last}`);
