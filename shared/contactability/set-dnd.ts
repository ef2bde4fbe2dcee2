/**
 * "Do not disturb" by people (D28, Q7, Q9). Setting it is free; an opt-out or a complaint is lifted by supervisors and
 * administrators only, with the consent on record, and only after the provider has taken the address off its own list:
 * otherwise the next message would be refused there. It is lifted for the address, so for every customer that has it.
 */
import { type Channel, type DndScope, hasRole } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { putAction } from '#platform/table/kernel.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { DndEntry } from '#shared/customers/dnd-entry.ts';
import { type AddressValue, CustomerHistory, type GateValue } from '#shared/customers/entities.ts';
import { addressOfEntry, isWishOfCustomer } from '#shared/customers/permission.ts';
import type { ReadContact } from '#shared/customers/read-contact.ts';
import { type AddressStateStore, addressRefKey } from './address-state-store.ts';
import { changeRefusal } from './change-refusal.ts';
import type { AddressStateValue } from './entities.ts';
import { historyEntry } from './history-entry.ts';
import type { Actor, OptOutList, SuppressionList, UpdateGate } from './ports.ts';
import { liftedText } from './record-opt-out.ts';
import { type RefreshOwnersDeps, refreshSomeOwners } from './refresh-owners.ts';
import { applyConsent } from './refusal.ts';

export interface SetDndDeps extends RefreshOwnersDeps {
  readonly states: RefreshOwnersDeps['states'] & Pick<AddressStateStore, 'batchFind' | 'transact'>;
  readonly readContact: ReadContact;
  readonly findCompany: FindCompany;
  readonly updateGate: UpdateGate;
  readonly suppressionList: SuppressionList;
  readonly optOutList: OptOutList;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

export interface SetDnd {
  readonly tenant: string;
  readonly customerId: string;
  readonly channel: Channel;
  readonly active: boolean;
  readonly scope: DndScope;
  readonly reason?: string | undefined;
  /** How the customer consented to receive messages again. */
  readonly consent?: string | undefined;
  readonly by: Actor;
}

/**
 * @throws Refusal NOT_FOUND; when lifting an opt-out or complaint FORBIDDEN, CONSENT_REQUIRED, PROVIDER_UNAVAILABLE
 */
export const setDnd = (deps: SetDndDeps, input: SetDnd): Promise<GateValue> =>
  input.active ? setManually(deps, input) : lift(deps, input);

const setManually = (deps: SetDndDeps, input: SetDnd): Promise<GateValue> => {
  const { channel, scope } = input;
  const now = deps.clock.now();
  const isManual = (entry: DndEntry) => entry.channel === channel && entry.source === 'manual';
  return deps.updateGate(
    input.tenant,
    input.customerId,
    (gate) =>
      gate.dnd.some((entry) => isManual(entry) && entry.scope === scope)
        ? gate
        : {
            ...gate,
            dnd: [...gate.dnd.filter((entry) => !isManual(entry)), { channel, scope, source: 'manual', at: now }],
          },
    () => [
      putAction(
        CustomerHistory,
        historyEntry(input, now, {
          kind: 'dnd_set',
          by: input.by.userId,
          channel,
          reason: input.reason ?? 'manual',
          detail: scope,
        }),
        'any',
      ),
    ],
  );
};

/** Newest refusal that an address, or the customer from it or from none that is known, has told; epoch ms. */
const refusedUpTo = ({ hash }: AddressValue, state: AddressStateValue | undefined, entries: readonly DndEntry[]) =>
  Math.max(
    ...(state?.refusals ?? []).map(({ at }) => at),
    ...entries
      .filter((entry) => isWishOfCustomer(entry) && (entry.hash === undefined || entry.hash === hash))
      .map(({ at }) => at),
  );

/** The addresses first: they decide. Whatever a crash interrupts, a repeat by the same person ends in the same state. */
const lift = async (deps: SetDndDeps, input: SetDnd): Promise<GateValue> => {
  const { tenant, channel } = input;
  const contact = await deps.readContact(tenant, input.customerId, { consistent: true });
  if (contact === undefined) throw new Refusal('NOT_FOUND', 'There is no customer with this id.');
  const entries = contact.gate.dnd.filter((entry) => entry.channel === channel);
  const addresses = contact.addresses.filter((address) => address.channel === channel);
  const states = await deps.states.batchFind(addresses, { consistent: true });
  const refused = addresses.flatMap((address) => {
    const upTo = refusedUpTo(address, states.get(addressRefKey(address))?.value, entries);
    return upTo > Number.NEGATIVE_INFINITY ? [{ ref: { tenant, channel, hash: address.hash }, upTo }] : [];
  });
  if (refused.length > 0 || entries.some(isWishOfCustomer)) {
    requireConsent(input);
    await askProvider(deps, input, addresses);
  }
  const now = deps.clock.now();
  const reason = input.consent ?? input.reason ?? null;
  for (const { ref, upTo } of refused) {
    await changeRefusal(
      deps,
      ref,
      (state) => applyConsent(state, upTo),
      ({ refusals }) => ({ at: now, by: input.by.userId, reason, messageId: null, detail: liftedText(refusals) }),
    );
  }
  const gate = await liftEntries(deps, input, entries, { addresses, reason, now });
  for (const { ref } of refused) await refreshSomeOwners(deps, ref);
  return gate;
};

/** Takes the entries out of the gate; history tells here only of those that no address of the customer tells of. */
const liftEntries = (
  deps: SetDndDeps,
  input: SetDnd,
  seen: readonly DndEntry[],
  { addresses, reason, now }: { addresses: readonly AddressValue[]; reason: string | null; now: number },
): Promise<GateValue> =>
  deps.updateGate(
    input.tenant,
    input.customerId,
    (gate) => {
      const kept = gate.dnd.filter((entry) => entry.channel !== input.channel || isNewer(entry, seen));
      return kept.length === gate.dnd.length ? gate : { ...gate, dnd: kept };
    },
    (before, after) => {
      const lifted = before.dnd.filter(
        (entry) => !after.dnd.includes(entry) && addressOfEntry(entry, addresses) === null,
      );
      if (lifted.length === 0) return [];
      const entry = historyEntry(input, now, {
        kind: 'dnd_lifted',
        by: input.by.userId,
        channel: input.channel,
        reason,
        detail: lifted.map(({ source, scope }) => `${source}/${scope}`).join(', '),
      });
      return [putAction(CustomerHistory, entry, 'any')];
    },
  );

/** An opt-out that arrived after the consent was looked at stays. */
const isNewer = (entry: DndEntry, seen: readonly DndEntry[]): boolean =>
  isWishOfCustomer(entry) && !seen.some((known) => known.source === entry.source && known.at === entry.at);

const requireConsent = (input: SetDnd): void => {
  if (!hasRole(input.by.roles, 'supervisor')) {
    throw new Refusal('FORBIDDEN', 'The customer opted out or complained: a supervisor or administrator may lift it.');
  }
  if (input.consent === undefined) {
    throw Refusal.at('consent', 'CONSENT_REQUIRED', 'say how and when the customer agreed to receive messages again.');
  }
};

/** E-mail: SES lists complaints. SMS: AWS lists numbers that wrote STOP. WhatsApp keeps no list for us. */
const askProvider = async (deps: SetDndDeps, input: SetDnd, addresses: readonly AddressValue[]): Promise<void> => {
  const { senders } = await deps.findCompany(input.tenant);
  try {
    for (const { value } of addresses) {
      if (input.channel === 'sms') await deps.optOutList.remove(value);
      if (input.channel === 'email' && senders.email !== null) {
        await deps.suppressionList.remove(senders.email.tenantName, value);
      }
    }
  } catch (error) {
    deps.log.warn('provider list not cleared', {
      tenant: input.tenant,
      channel: input.channel,
      reason: error instanceof Error ? error.name : 'unknown error',
    });
    throw new Refusal(
      'PROVIDER_UNAVAILABLE',
      "The provider's opt-out list could not be changed, so nothing was. Try again in a minute.",
      { retryAfter: 60 },
    );
  }
};
