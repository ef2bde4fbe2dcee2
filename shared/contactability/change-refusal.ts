/**
 * The one way in which the refusals of an address change (Q7, Q9, F5): its state, which every claim asks, the entry of
 * its history, which every owner's history shows, and the due entry by which the owners follow, in one transaction.
 */
import type { Clock } from '#platform/clock.ts';
import { newId } from '#platform/ids.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { putAction } from '#platform/table/kernel.ts';
import { ownersWaitFrom } from './address-change.ts';
import { type AddressRef, type AddressStateStore, newAddressState } from './address-state-store.ts';
import { AddressState, type AddressStateValue, RefusalHistory, type RefusalHistoryValue } from './entities.ts';

export interface ChangeRefusalDeps {
  readonly states: Pick<AddressStateStore, 'find' | 'transact'>;
  readonly clock: Clock;
}

/** What history tells of the change: of whom, why, by which message. */
export type Told = Pick<RefusalHistoryValue, 'at' | 'by' | 'reason' | 'messageId' | 'detail'>;

const sourcesOf = ({ refusals }: AddressStateValue): string => refusals.map(({ source }) => source).join(' ');

/**
 * @param change pure; called again when somebody else was faster. What it returns unchanged is not written.
 * @param told what is told where a refusal was added or lifted; a newer one beside an older changes only its time
 * @throws ChangeGivenUp
 */
export const changeRefusal = (
  deps: ChangeRefusalDeps,
  ref: AddressRef,
  change: (state: AddressStateValue) => AddressStateValue,
  told: (before: AddressStateValue, after: AddressStateValue) => Told,
): Promise<void> =>
  changeItem({
    item: `state of an address by ${ref.channel} of ${ref.tenant}`,
    read: () => deps.states.find(ref, { consistent: true }),
    decide: (stored) => {
      const before = stored?.value ?? newAddressState(ref);
      const after = change(before);
      if (after === before) return { result: undefined };
      const now = deps.clock.now();
      const matters = sourcesOf(before) !== sourcesOf(after);
      const value = matters ? { ...after, ...ownersWaitFrom(before, now) } : after;
      const kind = after.refusals.length > before.refusals.length ? 'dnd_set' : 'dnd_lifted';
      const { tenant, channel, hash } = ref;
      const history = { tenant, channel, hash, entryId: newId(now), kind, ...told(before, after) } as const;
      const actions = [
        putAction(AddressState, value, stored?.revision ?? 'absent'),
        ...(matters ? [putAction(RefusalHistory, history, 'absent')] : []),
      ];
      return { write: () => deps.states.transact(actions) };
    },
  });
