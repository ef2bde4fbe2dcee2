/**
 * Reads and writes of one address's partition: its STATE, its owners and the history of its alerts. An address is
 * (company, channel, keyed hash of the normalised value) (Q3).
 */
import type { Channel } from '#contract/vocabulary.ts';
import { fromItem, type Item, type Stored, type Table } from '#platform/table/kernel.ts';
import { addressPartition, Owner, type OwnerValue, ownerPrefix } from '#shared/customers/entities.ts';
import { defaultThresholds, newAlertState } from './alert.ts';
import {
  AddressState,
  type AddressStateValue,
  AlertHistory,
  type AlertHistoryValue,
  addressStateKey,
} from './entities.ts';

/** Which address of a company. */
export interface AddressRef {
  readonly tenant: string;
  readonly channel: Channel;
  /** Keyed hash of the normalised value. */
  readonly hash: string;
}

/** An address of which nothing is known yet. */
export const newAddressState = (
  ref: AddressRef,
  softFailureThreshold = defaultThresholds.softFailures,
): AddressStateValue => ({
  tenant: ref.tenant,
  channel: ref.channel,
  hash: ref.hash,
  ...newAlertState(),
  softFailureThreshold,
  providerPending: false,
  ownersDueAt: null,
  ownersAfter: null,
});

/** How the states of a batch are looked up. */
export const addressRefKey = (ref: Pick<AddressRef, 'channel' | 'hash'>): string => `${ref.channel}#${ref.hash}`;

export interface OwnersPage {
  readonly owners: readonly OwnerValue[];
  readonly last?: Item;
}

/** Access patterns of addresses; `consistent` reads see every write that was answered. */
export class AddressStateStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  find(ref: AddressRef, options: { consistent?: boolean } = {}): Promise<Stored<AddressStateValue> | undefined> {
    return this.#table.get(AddressState, addressStateKey(ref.tenant, ref.channel, ref.hash), options);
  }

  /** States of several addresses by `addressRefKey`; those never written are left out. */
  async batchFind(
    refs: readonly AddressRef[],
    options: { consistent?: boolean } = {},
  ): Promise<ReadonlyMap<string, Stored<AddressStateValue>>> {
    const keys = new Map(
      refs.map((ref) => {
        const key = addressStateKey(ref.tenant, ref.channel, ref.hash);
        return [key.pk, key] as const;
      }),
    );
    const items = await this.#table.batchGet([...keys.values()], options);
    return new Map(
      items.map((item) => {
        const stored = fromItem(AddressState, item);
        return [addressRefKey(stored.value), stored] as const;
      }),
    );
  }

  /** Raises `aliveAt` in one write without a read. @returns the new state, or undefined when it was that late already */
  raiseAliveAt(ref: AddressRef, at: number): Promise<Stored<AddressStateValue> | undefined> {
    return this.#table.raise(AddressState, newAddressState(ref), 'aliveAt', at);
  }

  /** @throws ConditionFailed when the state is no longer at `expected` */
  put(state: AddressStateValue, expected: 'absent' | number): Promise<Stored<AddressStateValue>> {
    return this.#table.put(AddressState, state, expected);
  }

  /** One page of the customers that have the address, in the order of their ids. */
  async listOwners(
    ref: AddressRef,
    page: { limit: number; after?: Item | undefined; consistent?: boolean },
  ): Promise<OwnersPage> {
    const { items, last } = await this.#table.query({
      pk: addressPartition(ref.tenant, ref.channel, ref.hash),
      sk: { prefix: ownerPrefix },
      limit: page.limit,
      after: page.after,
      consistent: page.consistent ?? false,
    });
    const owners = items.map((item) => fromItem(Owner, item).value);
    return last === undefined ? { owners } : { owners, last };
  }

  /** Ended alerts of the address, newest end first; at most `limit`. */
  async listAlertHistory(ref: AddressRef, limit: number): Promise<readonly AlertHistoryValue[]> {
    const { items } = await this.#table.query({
      pk: addressPartition(ref.tenant, ref.channel, ref.hash),
      sk: { prefix: 'HIST#' },
      limit,
      reverse: true,
    });
    return items.map((item) => fromItem(AlertHistory, item).value);
  }

  transact(...actions: Parameters<Table['transact']>): Promise<void> {
    return this.#table.transact(...actions);
  }
}
