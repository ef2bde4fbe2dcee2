/**
 * What must be true of the addresses of a customer: their states can be read, their owners are told in time (I7, Q3), and
 * the work list of alerts shows those that have one, and no other (F9).
 */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Clock } from '#platform/clock.ts';
import {
  type CustomerInvariant,
  type Damage,
  formOf,
  revisionsOf,
  storedForm,
  storedOf,
  type Walk,
} from '#platform/table/invariant.ts';
import type { Table } from '#platform/table/kernel.ts';
import { Address } from '#shared/customers/entities.ts';
import type { AddressRef } from './address-state-store.ts';
import type { AlertListStore, PlacedRow } from './alert-list-store.ts';
import { AddressState, addressStateKey } from './entities.ts';
import { alertRowKey, facetsOf, facetText } from './listed-alert.ts';
import { type ProjectAlertDeps, projectAlert, readAlertStanding } from './project-alert.ts';

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

/** Each alerted address of the customer stands in the list as its state and its owners say, under all its facets. */
export const createListedAlertInvariant = (
  deps: ProjectAlertDeps & { readonly alertList: Pick<AlertListStore, 'countStanding'> },
): CustomerInvariant => ({
  name: 'listed-alert',
  async judge({ tenant, items }) {
    const refs = new Map(
      storedOf(Address, items).map(({ value: { channel, hash } }) => [`${channel} ${hash}`, { tenant, channel, hash }]),
    );
    const judgeOne = async ([place, ref]: readonly [string, AddressRef]): Promise<readonly Damage[]> => {
      const { listed, state, right } = await readAlertStanding(deps, ref);
      const basis = revisionsOf(listed, state);
      const damage = {
        invariant: 'listed-alert',
        place,
        basis,
        repair: () => projectAlert(deps, ref, { force: true }),
      };
      if (!isDeepStrictEqual(listed?.value, right)) {
        return [{ ...damage, what: 'the list of alerts does not show it as it is' }];
      }
      if (right === undefined) return [];
      const missing = facetsOf(right).length - (await deps.alertList.countStanding(right));
      return missing === 0
        ? []
        : [{ ...damage, what: `${missing} of its rows in the list of alerts are missing or differ` }];
    };
    return (await Promise.all([...refs].map(judgeOne))).flat();
  },
});

const whole = facetText({});

type AlertWalkDeps = ProjectAlertDeps & {
  readonly alertList: Pick<AlertListStore, 'listRows'>;
  readonly table: Pick<Table, 'delete'>;
};

/**
 * Every row of the list, to find those whose address has no alert, or no owner, or another one. Rows of one address come
 * and go together, so those of the whole list stand for all.
 */
export const createAlertWalk = (deps: AlertWalkDeps): Walk => ({
  name: 'alerts',
  async page(tenant, position) {
    const after = position === undefined ? undefined : z.string().parse(position);
    const read = () =>
      deps.alertList.listRows(tenant, [whole], { reverse: false }, { limit: 50, after, consistent: true });
    const { rows, more } = await read();
    const looks = [async () => strayRows(deps, (await read()).rows)];
    return { looks, ...(more ? { after: rows.at(-1)?.order } : {}) };
  },
});

const strayRows = async (deps: AlertWalkDeps, rows: readonly PlacedRow[]): Promise<readonly Damage[]> => {
  const judgeOne = async ({ order, row }: PlacedRow): Promise<readonly Damage[]> => {
    const { tenant, channel, hash } = row;
    const ref = { tenant, channel, hash };
    const { listed, state, right } = await readAlertStanding(deps, ref);
    if (right !== undefined && alertRowKey(whole, right).sk === order) return [];
    const repair = async () => {
      await projectAlert(deps, ref);
      // Where it stands, which a row that is wrong need not say itself.
      await deps.table.delete({ ...alertRowKey(whole, row), sk: order });
    };
    const what = 'a row of the list of alerts whose address has no such alert';
    const basis = `${revisionsOf(listed, state)} ${order}`;
    return [{ invariant: 'alert-row', place: `${channel} ${hash}`, what, basis, repair }];
  };
  return (await Promise.all(rows.map(judgeOne))).flat();
};
