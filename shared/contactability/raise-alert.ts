/** Marks an address as bad, or takes that back (F9): a HARD fact that people state, and a proof of life ends as any other. */
import type { AlertReason } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { changeItem } from '#platform/table/change-item.ts';
import type { Action } from '#platform/table/kernel.ts';
import { alertOf, changeActions } from './address-change.ts';
import { type AddressRef, type AddressStateStore, newAddressState } from './address-state-store.ts';
import { type AlertState, foldFailure, markedByHand } from './alert.ts';
import type { AddressStateValue } from './entities.ts';

export interface RaiseAlertDeps {
  readonly states: Pick<AddressStateStore, 'find' | 'transact'>;
  readonly clock: Clock;
}

/** Whoever says it, as history tells how an alert of before ended. */
interface Said {
  /** User id. */
  readonly by: string;
  readonly reason: string;
  /** What is written in the same transaction. */
  readonly beside: (before: AddressStateValue, after: AddressStateValue) => readonly Action[];
}

/** Id of the fact that a process states of each of its addresses. */
export const markFactId = (processId: string): string => `marked:${processId}`;

/** @returns false when the address has an alert already, or has proved alive since */
export const raiseAlert = (
  deps: RaiseAlertDeps,
  ref: AddressRef,
  mark: Said & {
    readonly processId: string;
    readonly alertReason: AlertReason;
    readonly comment: string | undefined;
    /** Epoch ms. */
    readonly at: number;
    /** Local date of `at` in the company's time zone. */
    readonly day: string;
  },
): Promise<boolean> =>
  changeItem({
    item: `state of an address by ${ref.channel} of ${ref.tenant}`,
    read: () => deps.states.find(ref, { consistent: true }),
    decide: (stored) => {
      const before = stored?.value ?? newAddressState(ref);
      if (alertOf(before) !== null) return { result: false };
      const { state, outcome } = foldFailure(before, {
        factId: markFactId(mark.processId),
        messageId: mark.processId,
        class: 'HARD',
        code: markedByHand,
        reason: mark.alertReason,
        ...(mark.comment === undefined ? {} : { diagnostic: mark.comment }),
        at: mark.at,
        epoch: before.epoch,
        day: mark.day,
      });
      if (outcome !== 'APPLIED') return { result: false };
      const now = deps.clock.now();
      const { actions, value } = changeActions(stored, { ...before, ...state }, { ...mark, at: now }, now);
      return { write: () => deps.states.transact([...actions, ...mark.beside(before, value)]).then(() => true) };
    },
  });

/** Takes back what a process stated. @returns false when it is gone already: cleared, or ended by a proof of life */
export const unraiseAlert = (
  deps: RaiseAlertDeps,
  ref: AddressRef,
  mark: Said & { readonly processId: string },
): Promise<boolean> =>
  changeState(deps, ref, mark, (state) => {
    const facts = state.facts.filter(({ factId }) => factId !== markFactId(mark.processId));
    return facts.length === state.facts.length || alertOf(state) === null ? undefined : { ...state, facts };
  });

/**
 * Puts back what a clearing took away, as facts of the present epoch: what failed in the one before raises nothing still.
 * @param was what stood before the clearing
 * @returns false when others have changed the alert since: it was cleared again, has another alert, or has proved alive
 */
export const restoreAlert = (
  deps: RaiseAlertDeps,
  ref: AddressRef,
  was: Said & Pick<AlertState, 'facts' | 'clearedAt'> & { readonly epochAfter: number },
): Promise<boolean> =>
  changeState(deps, ref, was, (state) => {
    if (state.epoch !== was.epochAfter || alertOf(state) !== null) return undefined;
    let next = { ...state, clearedAt: was.clearedAt };
    for (const fact of was.facts) next = { ...next, ...foldFailure(next, { ...fact, epoch: state.epoch }).state };
    return alertOf(next) === null ? undefined : next;
  });

/** @param change gives the new state, or undefined to leave it alone */
const changeState = (
  deps: RaiseAlertDeps,
  ref: AddressRef,
  said: Said,
  change: (state: AddressStateValue) => AddressStateValue | undefined,
): Promise<boolean> =>
  changeItem({
    item: `state of an address by ${ref.channel} of ${ref.tenant}`,
    read: () => deps.states.find(ref, { consistent: true }),
    decide: (stored) => {
      const next = stored === undefined ? undefined : change(stored.value);
      if (stored === undefined || next === undefined) return { result: false };
      const now = deps.clock.now();
      const { actions, value } = changeActions(stored, next, { by: said.by, reason: said.reason, at: now }, now);
      return { write: () => deps.states.transact([...actions, ...said.beside(stored.value, value)]).then(() => true) };
    },
  });
