/**
 * Reads and writes of the state of an address. An address is
 * (company, channel, keyed hash of the normalised value) (Q3).
 */
import type { Channel } from '#contract/vocabulary.ts';
import { fromItem, type Stored, type Table } from '#platform/table/kernel.ts';
import { defaultThresholds, newAlertState } from './alert.ts';
import { AddressState, type AddressStateValue, addressStateKey } from './entities.ts';
import { noRefusals } from './refusal.ts';

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
  ...noRefusals(),
  softFailureThreshold,
  providerPending: false,
  ownersDueAt: null,
  ownersAfter: null,
});

/** How the states of a batch are looked up. */
export const addressRefKey = (ref: Pick<AddressRef, 'channel' | 'hash'>): string => `${ref.channel}#${ref.hash}`;

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

  transact(...actions: Parameters<Table['transact']>): Promise<void> {
    return this.#table.transact(...actions);
  }
}
