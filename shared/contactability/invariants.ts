/** What must be true of the addresses of a customer: their states can be read, and their owners are told in time (I7, Q3). */
import type { Clock } from '#platform/clock.ts';
import { type CustomerInvariant, type Damage, formOf, storedForm, storedOf } from '#platform/table/invariant.ts';
import type { Table } from '#platform/table/kernel.ts';
import { Address } from '#shared/customers/entities.ts';
import { AddressState, addressStateKey } from './entities.ts';

/** How long the owners of an address may wait to be recomputed, ms. */
const stuckAfterMs = 3_600_000;

export const createAddressInvariant = (deps: {
  readonly table: Pick<Table, 'batchGet' | 'put'>;
  readonly clock: Clock;
}): CustomerInvariant => {
  const form = storedForm(deps.table, [formOf(AddressState)], deps.clock);
  return {
    name: 'address-state',
    async judge({ tenant, items, ...customer }) {
      const keys = new Map(
        storedOf(Address, items).map(({ value: { channel, hash } }) => [
          `${channel} ${hash}`,
          addressStateKey(tenant, channel, hash),
        ]),
      );
      const states = await deps.table.batchGet([...keys.values()], { consistent: true });
      const late = storedOf(AddressState, states).flatMap(({ value, revision }): readonly Damage[] => {
        const { channel, hash, ownersDueAt } = value;
        if (ownersDueAt === null || ownersDueAt > deps.clock.now() - stuckAfterMs) return [];
        const what = 'its owners have not been told for more than an hour';
        return [{ invariant: 'address-owners', place: `${channel} ${hash}`, what, basis: String(revision) }];
      });
      return [...(await form.judge({ ...customer, tenant, items: states, thread: [] })), ...late];
    },
  };
};
