/**
 * Every change of an address's alert goes through `changeActions`: it compares what the address showed with what it
 * will show, and writes the state, the entry of an alert that ends, and the mark that owners must be recomputed in one
 * transaction (F4, F5; design §5 "Owners"). Pure.
 */

import { newId } from '#platform/ids.ts';
import { type Action, putAction, type Stored } from '#platform/table/kernel.ts';
import { type Alert, foldAlert } from './alert.ts';
import { AddressState, type AddressStateValue, AlertHistory } from './entities.ts';

/** Time in ms that the one who changed the address has to recompute its owners before the sweep of due work does. */
export const ownersGraceMs = 60_000;

/** All owners are to be brought in step anew; differs from the mark before it, so that work on that one ends nothing. */
export const ownersWaitFrom = (
  before: Pick<AddressStateValue, 'ownersDueAt'> | undefined,
  now: number,
): Pick<AddressStateValue, 'ownersDueAt' | 'ownersAfter'> => ({
  ownersDueAt: Math.max(now + ownersGraceMs, (before?.ownersDueAt ?? 0) + 1),
  ownersAfter: null,
});

/** The alert that blocks the address now; null when it may be used. */
export const alertOf = (state: AddressStateValue): Alert | null =>
  foldAlert(state, { softFailures: state.softFailureThreshold }).alert;

/**
 * The alert as the last full write left it. A proof of life first raises `aliveAt` alone; until the rest is written
 * the stored facts still tell which alert it ended, also after a crash in between.
 */
const writtenAlert = (state: AddressStateValue): Alert | null => alertOf({ ...state, aliveAt: null });

/** True when a proof of life cancelled stored facts that nobody has taken out yet. */
export const isUnsettled = (state: AddressStateValue): boolean =>
  state.aliveAt !== null && state.facts.some((fact) => fact.class !== 'SUPPRESSED' && fact.at < Number(state.aliveAt));

export interface AlertEnding {
  /** User id, or `system`. */
  readonly by: string;
  readonly reason: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface AddressChange {
  /** The state under its revision, and the history entry when an alert ended. */
  readonly actions: readonly Action[];
  readonly value: AddressStateValue;
  /** There was no alert before, or another one that ended with this change. */
  readonly raised: boolean;
  readonly ended: boolean;
}

/**
 * @param next the state to write; `ownersDueAt` is set here when the address turns usable or unusable
 * @param ending how an alert that does not survive the change is told in history
 */
export const changeActions = (
  stored: Stored<AddressStateValue> | undefined,
  next: AddressStateValue,
  ending: AlertEnding,
  now: number,
): AddressChange => {
  const before = stored === undefined ? null : writtenAlert(stored.value);
  const survivor = stored === undefined ? null : alertOf({ ...stored.value, epoch: next.epoch, aliveAt: next.aliveAt });
  const after = alertOf(next);
  // A company that raised its threshold meanwhile may end an alert too.
  const ended = before !== null && (survivor === null || after === null);
  const turned = (before === null) !== (after === null);
  const value: AddressStateValue = {
    ...next,
    // Without an alert nobody could clear again: were the provider's list still to hold the address, it would say so.
    providerPending: after !== null && next.providerPending,
    ...(turned ? ownersWaitFrom(stored?.value, now) : {}),
  };
  const actions: Action[] = [putAction(AddressState, value, stored?.revision ?? 'absent')];
  if (ended) {
    const entry = {
      tenant: value.tenant,
      channel: value.channel,
      hash: value.hash,
      entryId: newId(now),
      raisedAt: before.raisedAt,
      reason: before.reason,
      class: before.class,
      code: before.code,
      diagnostic: before.diagnostic,
      messageId: before.messageId,
      endedAt: ending.at,
      endedBy: survivor === null ? ending.by : 'system',
      endReason: survivor === null ? ending.reason : 'threshold_changed',
    };
    actions.push(putAction(AlertHistory, entry, 'absent'));
  }
  return { actions, value, raised: after !== null && (before === null || ended), ended };
};
