/**
 * The "no" of whoever has an address, and his own "yes" after it: an unsubscribe, a STOP, a complaint, a START (Q7, Q9,
 * F24). One write at the address, whether nobody, one or 5,000 customers own it: from then on no claim passes. The
 * owners follow, page by page (refresh-owners.ts). A repeat of an event changes nothing, not even after it was lifted.
 */
import { scopeOfRefusal } from '#shared/customers/permission.ts';
import type { AddressRef } from './address-state-store.ts';
import { type ChangeRefusalDeps, changeRefusal } from './change-refusal.ts';
import { type AddressRefusal, applyConsent, applyRefusal, coveredByOptIn } from './refusal.ts';

export interface RecordWishDeps extends ChangeRefusalDeps {
  /** Brings some owners in step at once, where any wait; the sweep of due work does the rest. A repeat calls it too. */
  readonly refreshOwners: (ref: AddressRef) => Promise<unknown>;
}

export interface OptOut extends AddressRef, AddressRefusal {
  /** User who read it as a refusal; without one the words themselves were. */
  readonly by?: string;
}
export type OptIn = AddressRef & Pick<AddressRefusal, 'at' | 'messageId'>;

export const recordOptOut = async (deps: RecordWishDeps, optOut: OptOut): Promise<void> => {
  const { source, at, messageId, by = 'customer' } = optOut;
  const refusal = { source, at, messageId };
  await changeRefusal(
    deps,
    optOut,
    (state) => applyRefusal(state, refusal),
    () => ({ at, by, reason: source, messageId, detail: scopeOfRefusal(source) }),
  );
  await deps.refreshOwners(optOut);
};

/** The person wants messages again (Q9): lifts what was refused from this address before. */
export const recordOptIn = async (deps: RecordWishDeps, optIn: OptIn): Promise<void> => {
  const { at, messageId } = optIn;
  await changeRefusal(
    deps,
    optIn,
    (state) => applyConsent(state, coveredByOptIn(state, at)),
    ({ refusals }) => ({ at, by: 'customer', reason: 'opt_in', messageId, detail: liftedText(refusals) }),
  );
  await deps.refreshOwners(optIn);
};

/** What was lifted, as history tells it. */
export const liftedText = (refusals: readonly AddressRefusal[]): string =>
  refusals.map(({ source }) => `${source}/${scopeOfRefusal(source)}`).join(', ');
