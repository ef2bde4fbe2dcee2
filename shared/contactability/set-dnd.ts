/**
 * "Do not disturb" by people (D28, Q7, Q9). Setting it is free; an opt-out or a complaint is lifted by supervisors and
 * administrators only, with the consent on record, and only after the provider has taken the address off its own list:
 * otherwise the next message would be refused there.
 */
import type { Channel, DndScope } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { putAction } from '#platform/table/kernel.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { CustomerHistory, type GateValue } from '#shared/customers/entities.ts';
import type { DndEntry } from '#shared/customers/permission.ts';
import type { Contact, ReadContact } from '#shared/customers/read-contact.ts';
import { historyEntry } from './history-entry.ts';
import type { Actor, UpdateGate } from './ports.ts';
import type { OptOutList, SuppressionList } from './suppression-list.ts';

export interface SetDndDeps {
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

const isWishOfCustomer = (entry: DndEntry): boolean => entry.source !== 'manual';

const lift = async (deps: SetDndDeps, input: SetDnd): Promise<GateValue> => {
  const contact = await deps.readContact(input.tenant, input.customerId, { consistent: true });
  if (contact === undefined) throw new Refusal('NOT_FOUND', 'There is no customer with this id.');
  const entries = contact.gate.dnd.filter((entry) => entry.channel === input.channel);
  if (entries.some(isWishOfCustomer)) {
    requireConsent(input);
    await askProvider(deps, input, contact);
  }
  const now = deps.clock.now();
  return deps.updateGate(
    input.tenant,
    input.customerId,
    (gate) => {
      const kept = gate.dnd.filter((entry) => entry.channel !== input.channel || isNewer(entry, entries));
      return kept.length === gate.dnd.length ? gate : { ...gate, dnd: kept };
    },
    (before, after) => [
      putAction(
        CustomerHistory,
        historyEntry(input, now, {
          kind: 'dnd_lifted',
          by: input.by.userId,
          channel: input.channel,
          reason: input.consent ?? input.reason ?? null,
          detail: before.dnd
            .filter((entry) => !after.dnd.includes(entry))
            .map(({ source, scope }) => `${source}/${scope}`)
            .join(', '),
        }),
        'any',
      ),
    ],
  );
};

/** An opt-out that arrived after the consent was looked at stays. */
const isNewer = (entry: DndEntry, seen: readonly DndEntry[]): boolean =>
  isWishOfCustomer(entry) && !seen.some((known) => known.source === entry.source && known.at === entry.at);

const requireConsent = (input: SetDnd): void => {
  if (!input.by.roles.some((role) => role === 'supervisor' || role === 'admin')) {
    throw new Refusal('FORBIDDEN', 'The customer opted out or complained: a supervisor or administrator may lift it.');
  }
  if (input.consent === undefined) {
    throw new Refusal('CONSENT_REQUIRED', 'consent: say how and when the customer agreed to receive messages again.');
  }
};

/** E-mail: SES lists complaints. SMS: AWS lists numbers that wrote STOP. WhatsApp keeps no list for us. */
const askProvider = async (deps: SetDndDeps, input: SetDnd, contact: Contact): Promise<void> => {
  const values = contact.addresses.filter(({ channel }) => channel === input.channel).map(({ value }) => value);
  const { senders } = await deps.findCompany(input.tenant);
  try {
    for (const value of values) {
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
