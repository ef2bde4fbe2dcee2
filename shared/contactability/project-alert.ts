/**
 * Keeps the work list of alerts in step with one address (F9, ADR 61): it stands there while it has an alert and somebody
 * has it. Idempotent, whatever the order of the changes that ask for it: what is written holds only while the address'
 * state and its rows are those that were read.
 */
import { isDeepStrictEqual } from 'node:util';
import { AlertClassSchema, mostOwnersCounted } from '#contract/alerts.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { fromItem, type Item, type Stored } from '#platform/table/kernel.ts';
import { alertOf } from './address-change.ts';
import type { AddressRef, AddressStateStore } from './address-state-store.ts';
import type { AlertListStore } from './alert-list-store.ts';
import { AddressState, type AddressStateValue } from './entities.ts';
import type { AlertRowValue } from './listed-alert.ts';
import type { ListOwners } from './refresh-owners.ts';

export interface ProjectAlertDeps {
  readonly states: Pick<AddressStateStore, 'find'>;
  readonly alertList: Pick<AlertListStore, 'findListed' | 'move'>;
  readonly listOwners: ListOwners;
}

/** What the list says of the state, beside how many have the address; undefined where it has no alert. */
const shownOf = (state: AddressStateValue | undefined): Omit<AlertRowValue, 'owners'> | undefined => {
  const alert = state === undefined ? null : alertOf(state);
  if (state === undefined || alert === null) return undefined;
  const { tenant, channel, hash, providerPending } = state;
  const { reason, code, raisedAt } = alert;
  return { tenant, channel, hash, reason, class: AlertClassSchema.parse(alert.class), code, raisedAt, providerPending };
};

/** The row of an address by its state and the customers that have it. */
const rowOf = (state: AddressStateValue | undefined, customerIds: readonly string[]): AlertRowValue | undefined => {
  const shown = shownOf(state);
  const owners = Math.min(new Set(customerIds).size, mostOwnersCounted);
  return shown === undefined || owners === 0 ? undefined : { ...shown, owners };
};

/** What stands in the list of an address, and what is to stand there. */
export interface AlertStanding {
  readonly listed: Stored<AlertRowValue> | undefined;
  readonly state: Stored<AddressStateValue> | undefined;
  readonly right: AlertRowValue | undefined;
}

/** The row is read first: what is read after it is at least as new as what it was made of. */
export const readAlertStanding = async (deps: ProjectAlertDeps, ref: AddressRef): Promise<AlertStanding> => {
  const listed = await deps.alertList.findListed(ref);
  const state = await deps.states.find(ref, { consistent: true });
  if (shownOf(state?.value) === undefined) return { listed, state, right: undefined };
  // An address may stand twice with one customer, for instance of two that were merged.
  const { owners } = await deps.listOwners(ref, { limit: mostOwnersCounted });
  return {
    listed,
    state,
    right: rowOf(
      state?.value,
      owners.map(({ customerId }) => customerId),
    ),
  };
};

/**
 * Writes the rows of an address as they are to be.
 * @param options.force writes them anew even where they seem right: a repair
 */
export const projectAlert = (
  deps: ProjectAlertDeps,
  ref: AddressRef,
  options: { readonly force?: boolean } = {},
): Promise<void> =>
  changeItem({
    item: `listed alert of an address by ${ref.channel} of ${ref.tenant}`,
    read: () => readAlertStanding(deps, ref),
    decide: ({ listed, state, right }) => {
      const isRight = isDeepStrictEqual(listed?.value, right);
      if (isRight && (options.force !== true || right === undefined)) return { result: undefined };
      return { write: () => deps.alertList.move(ref, state?.revision, listed, right) };
    },
  });

/** Whether the address has an alert that the list is to show once somebody has it. */
export const hasAlert = async ({ states }: Pick<ProjectAlertDeps, 'states'>, ref: AddressRef): Promise<boolean> =>
  shownOf((await states.find(ref, { consistent: true }))?.value) !== undefined;

/** Whether two images of a state show the same in the list: nothing need be read then. */
export const showsTheSame = (before: Item | undefined, after: Item | undefined): boolean => {
  const [one, other] = [before, after].map((item) =>
    shownOf(item === undefined ? undefined : fromItem(AddressState, item).value),
  );
  return isDeepStrictEqual(one, other);
};
