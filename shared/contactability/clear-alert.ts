/**
 * Clears the alert of an address (A18, A26, F5, F6, Q9): the provider's own list first, then one transaction of state
 * and history, then the owners. Whatever step a crash interrupts, a repeat ends in the same state: the list may be
 * asked twice, the transaction holds once, and the due entry that it leaves recomputes the owners.
 */
import type { Clock } from '#platform/clock.ts';
import { Refusal, reasonOf } from '#platform/errors.ts';
import { newId } from '#platform/ids.ts';
import type { Log } from '#platform/log.ts';
import { changeItem, changeLimits } from '#platform/table/change-item.ts';
import { type Action, putAction, type Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { AddressStanding } from '#shared/customers/assessment.ts';
import { type AddressValue, CustomerHistory } from '#shared/customers/entities.ts';
import type { Contact, ReadContact } from '#shared/customers/read-contact.ts';
import { alertOf, changeActions } from './address-change.ts';
import { standingOf } from './address-state.ts';
import type { AddressRef, AddressStateStore } from './address-state-store.ts';
import { clear } from './alert.ts';
import { softThreshold } from './assess-addresses.ts';
import type { AddressStateValue } from './entities.ts';
import type { SuppressionList, UpdateGate } from './ports.ts';
import { type ListOwners, type RefreshCustomer, refreshSomeOwners } from './refresh-owners.ts';

export interface ClearAlertDeps {
  readonly states: Pick<AddressStateStore, 'find' | 'put' | 'transact'>;
  readonly listOwners: ListOwners;
  readonly readContact: ReadContact;
  readonly findCompany: FindCompany;
  readonly updateGate: UpdateGate;
  readonly refreshCustomer: RefreshCustomer;
  readonly suppressionList: SuppressionList;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

export interface ClearAlert {
  readonly tenant: string;
  readonly customerId: string;
  readonly addressId: string;
  /** Why, as history tells it: code of the contract, with the person's words after a colon. */
  readonly reason: string;
  /** User id. */
  readonly by: string;
}

/**
 * @returns the address and its standing after the clearing
 * @throws Refusal NOT_FOUND, ADDRESS_NOT_FOUND, ALERT_NOT_ACTIVE; PROVIDER_UNAVAILABLE when the provider's list could
 *   not be asked: the address then stays blocked and says so
 */
export const clearAlert = async (
  deps: ClearAlertDeps,
  input: ClearAlert,
): Promise<{ readonly address: AddressValue; readonly standing: AddressStanding }> => {
  const { tenant, customerId, addressId } = input;
  const contact = await deps.readContact(tenant, customerId);
  if (contact === undefined) throw new Refusal('NOT_FOUND', 'No customer with this id.');
  const address = contact.addresses.find((candidate) => candidate.addressId === addressId);
  if (address === undefined) throw new Refusal('ADDRESS_NOT_FOUND', 'The customer has no address with this id.');
  const ref: AddressRef = { tenant, channel: address.channel, hash: address.hash };
  const cleared = await clearAddress(deps, { ...input, ref, value: address.value });
  const unflagged = await clearWrongNumber(deps, input, contact, address);
  if (cleared === undefined && !unflagged) {
    throw new Refusal('ALERT_NOT_ACTIVE', 'The address has no alert: nothing to clear.');
  }
  if (cleared !== undefined) await refreshSomeOwners(deps, ref);
  if (unflagged) await deps.refreshCustomer(tenant, customerId);
  const company = await deps.findCompany(tenant);
  return { address, standing: standingOf(cleared, softThreshold(company, address.channel)) };
};

export type ClearAddressDeps = Pick<ClearAlertDeps, 'states' | 'findCompany' | 'suppressionList' | 'clock' | 'log'>;

export interface ClearAddress extends Pick<ClearAlert, 'reason' | 'by'> {
  readonly ref: AddressRef;
  /** The address itself, normalised: the provider's list knows no hashes. */
  readonly value: string;
  /** What is written in the same transaction. */
  readonly beside?: (before: AddressStateValue, after: AddressStateValue) => readonly Action[];
}

/**
 * Clears the address, whoever has it; its owners are to be told afterwards.
 * @returns the cleared state, or undefined when the address has no alert
 * @throws Refusal PROVIDER_UNAVAILABLE
 */
export const clearAddress = (deps: ClearAddressDeps, input: ClearAddress): Promise<AddressStateValue | undefined> => {
  const { ref, beside = () => [] } = input;
  return changeItem<Stored<AddressStateValue> | undefined, AddressStateValue | undefined>(
    {
      item: `state of an address by ${ref.channel} of ${ref.tenant}`,
      read: () => deps.states.find(ref, { consistent: true }),
      decide: async (stored) => {
        if (stored === undefined || alertOf(stored.value) === null) return { result: undefined };
        // In each try: a failure that came in between may have put the address on the provider's list again.
        await askProvider(deps, input, stored);
        const now = deps.clock.now();
        const next = { ...stored.value, ...clear(stored.value, now), providerPending: false };
        const { actions, value } = changeActions(stored, next, { by: input.by, reason: input.reason, at: now }, now);
        return { write: () => deps.states.transact([...actions, ...beside(stored.value, value)]).then(() => value) };
      },
    },
    changeLimits.brief,
  );
};

/** Only SES keeps a list of addresses for what raises alerts; SOFT failures never put anybody on it. */
const isListedAtProvider = ({ channel }: AddressRef, stored: Stored<AddressStateValue>): boolean =>
  channel === 'email' && alertOf(stored.value)?.class !== 'SOFT';

const askProvider = async (
  deps: ClearAddressDeps,
  { ref, value }: ClearAddress,
  stored: Stored<AddressStateValue>,
): Promise<void> => {
  if (!isListedAtProvider(ref, stored)) return;
  const { senders } = await deps.findCompany(ref.tenant);
  // Without an e-mail account of its own the company never sent, so nothing of it is on a list.
  if (senders.email === null) return;
  try {
    await deps.suppressionList.remove(senders.email.tenantName, value);
  } catch (error) {
    deps.log.warn('suppression list not cleared', { tenant: ref.tenant, reason: faultNameOf(error) });
    await notePending(deps, stored);
    throw new Refusal(
      'PROVIDER_UNAVAILABLE',
      "The provider's suppression list could not be cleared; the address stays blocked. Try again in a minute.",
      { retryAfter: 60 },
    );
  }
};

/** The provider's message may name the address, its error name does not. */
const faultNameOf = (error: unknown): string => (error instanceof Error ? error.name : reasonOf(error));

const notePending = async (deps: ClearAddressDeps, stored: Stored<AddressStateValue>): Promise<void> => {
  if (stored.value.providerPending) return;
  await writeOnce(
    () => deps.states.put({ ...stored.value, providerPending: true }, stored.revision),
    // Somebody else changed the address; it is blocked by its alert either way, and the next try notes it.
    () => undefined,
  );
};

/** "Número equivocado" belongs to this customer and address alone (Q3), so it stands in the gate. */
const clearWrongNumber = async (
  deps: ClearAlertDeps,
  input: ClearAlert,
  contact: Contact,
  address: AddressValue,
): Promise<boolean> => {
  const { tenant, customerId, addressId } = input;
  if (!contact.gate.wrongNumberAddressIds.includes(addressId)) return false;
  const now = deps.clock.now();
  const entry = {
    tenant,
    customerId,
    entryId: newId(now),
    at: now,
    kind: 'alert_cleared',
    by: input.by,
    channel: address.channel,
    addressId,
    hash: address.hash,
    reason: input.reason,
    messageId: null,
    detail: 'WRONG_NUMBER',
  };
  await deps.updateGate(
    tenant,
    customerId,
    (gate) => ({ ...gate, wrongNumberAddressIds: gate.wrongNumberAddressIds.filter((id) => id !== addressId) }),
    () => [putAction(CustomerHistory, entry, 'any')],
  );
  return true;
};
