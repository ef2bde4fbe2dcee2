/**
 * What happens to an address: failures and proofs of life, and how its state stands in a claim and for people (A1–A11,
 * F1–F4, F7, I7). Nothing here depends on the order or number of events.
 */
import type { Clock } from '#platform/clock.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { type Action, checkAction, type Stored } from '#platform/table/kernel.ts';
import type { AddressStanding } from '#shared/customers/assessment.ts';
import { changeActions, isUnsettled } from './address-change.ts';
import { type AddressRef, type AddressStateStore, newAddressState } from './address-state-store.ts';
import { applyProofOfLife, type FailureFact, type FailureOutcome, foldAlert, foldFailure } from './alert.ts';
import { type AddressStateValue, addressStateKey } from './entities.ts';
import { noRefusals } from './refusal.ts';

export { type AddressRef, AddressStateStore } from './address-state-store.ts';

export interface FailurePlan {
  readonly outcome: FailureOutcome;
  /**
   * To be written in one transaction with the message, each under the revision that was read; empty when the failure
   * says nothing new of the address. One action, two in the rare case that an alert ended by a proof of life was not
   * written yet. When their condition does not hold, prepare again.
   */
  readonly actions: readonly Action[];
  /** The address gets an alert by this failure: its owners are to be recomputed after the transaction. */
  readonly raised: boolean;
}

/**
 * Plans what a failure does to its address; reads the state consistently, writes nothing.
 *
 * @param input.threshold SOFT failures that raise an alert, as the company has it now (Q1)
 */
export const prepareFailure = async (
  deps: { states: Pick<AddressStateStore, 'find'>; clock: Clock },
  input: AddressRef & { readonly fact: FailureFact; readonly threshold: number },
): Promise<FailurePlan> => {
  const stored = await deps.states.find(input, { consistent: true });
  const before = stored?.value ?? newAddressState(input);
  const { state, outcome } = foldFailure(before, input.fact);
  if (outcome !== 'APPLIED') return { outcome, actions: [], raised: false };
  const next: AddressStateValue = { ...before, ...state, softFailureThreshold: input.threshold };
  const now = deps.clock.now();
  const change = changeActions(stored, next, lifeEnding(next, now), now);
  return { outcome, actions: change.actions, raised: change.raised };
};

const lifeEnding = (state: AddressStateValue, now: number) => ({
  by: 'system',
  reason: 'proof_of_life',
  at: state.aliveAt ?? now,
});

/**
 * A delivery to the address, or an inbound message from it, at provider time `at` (epoch ms) (F7). One write where
 * nothing is open. A crash between the mark and the rest is mended by the repeat of the event.
 *
 * @returns `ended`: an alert ended, its owners are to be recomputed
 */
export const recordProofOfLife = async (
  deps: { states: Pick<AddressStateStore, 'raiseAliveAt' | 'find' | 'transact'>; clock: Clock },
  input: AddressRef & { readonly at: number },
): Promise<{ readonly ended: boolean }> => {
  const marked = await deps.states.raiseAliveAt(input, input.at);
  return changeItem({
    item: `state of an address by ${input.channel} of ${input.tenant}`,
    read: async (attempt) =>
      (attempt === 1 ? marked : undefined) ?? (await deps.states.find(input, { consistent: true })),
    decide: (stored) => {
      if (stored === undefined || !isUnsettled(stored.value)) return { result: { ended: false } };
      const now = deps.clock.now();
      const aliveAt = stored.value.aliveAt ?? input.at;
      const { state } = applyProofOfLife({ ...stored.value, aliveAt: null }, aliveAt);
      const next = { ...stored.value, ...state };
      const { actions, ended } = changeActions(stored, next, lifeEnding(next, now), now);
      return { write: () => deps.states.transact(actions).then(() => ({ ended })) };
    },
  });
};

/** Condition of a claim: the address is exactly as it was when its alert was looked at. */
export const addressStateCheck = (stored: Stored<AddressStateValue> | undefined, ref: AddressRef): Action =>
  checkAction(addressStateKey(ref.tenant, ref.channel, ref.hash), stored?.revision ?? 'absent');

/**
 * The address as people see it.
 * @param companyThreshold the company's present threshold, shown while nothing is counted
 */
export const standingOf = (state: AddressStateValue | undefined, companyThreshold: number): AddressStanding => {
  if (state === undefined) {
    return {
      alert: null,
      softFailures: 0,
      softFailureThreshold: companyThreshold,
      providerPending: false,
      ...noRefusals(),
    };
  }
  const view = foldAlert(state, { softFailures: state.softFailureThreshold });
  return {
    alert: view.alert,
    softFailures: view.softFailures,
    softFailureThreshold: view.softFailures > 0 ? state.softFailureThreshold : companyThreshold,
    providerPending: state.providerPending,
    refusals: state.refusals,
    consentedUpTo: state.consentedUpTo,
  };
};
