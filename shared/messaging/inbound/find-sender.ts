/**
 * Whose message is it? The owners of the sender's address (D13, §5.6 #109). Never guessed: where several customers
 * share the address, the message that it answers decides, or the one latest message that went out to the address.
 */

import type { Channel } from '#contract/vocabulary.ts';
import type { AddressRef } from '#shared/contactability/address-state.ts';
import type { ListOwners } from '#shared/contactability/refresh-owners.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { addressSpellings } from '#shared/customers/phone-spellings.ts';
import type { Contact, ReadContact } from '#shared/customers/read-contact.ts';
import type { MessageValue } from '../ledger/entities.ts';
import type { InboundStore } from './inbound-store.ts';

export interface FindSenderDeps {
  readonly listOwners: ListOwners;
  readonly inbound: Pick<InboundStore, 'listNewest'>;
  readonly readContact: ReadContact;
  readonly addressKey: string;
}

/** What is known of a message whose sender is looked for. */
export interface SenderQuestion {
  readonly channel: Channel;
  readonly from: string;
  /** Other names of the same person on the channel, less certain to be a customer's address. */
  readonly alsoKnownAs?: readonly string[];
  /** Epoch ms. */
  readonly at: number;
  /** Provider ids of the messages that it says to answer. */
  readonly answers: readonly string[];
}

/** A customer's address from which the message may have come. */
export interface Candidate {
  readonly customerId: string;
  readonly channel: Channel;
  readonly addressId: string;
  readonly hash: string;
  /** The address as the customer has it. */
  readonly value: string;
}

export type Sender =
  | { readonly kind: 'unknown'; readonly hashes: readonly string[] }
  | { readonly kind: 'ambiguous'; readonly hashes: readonly string[]; readonly customerIds: readonly string[] }
  | {
      readonly kind: 'customer';
      readonly hashes: readonly string[];
      /** `addressId` is null for a caller whose phone the customer has on other channels only. */
      readonly candidate: Omit<Candidate, 'addressId'> & { readonly addressId: string | null };
      /** The candidate's customer as it was read; undefined when it is gone. */
      readonly contact: Contact | undefined;
      /** Latest message that went out to the address, or the one that is quoted. */
      readonly answeredId: string | null;
    };

/** Customers among whom the sender is looked for; an address with more owners is nobody's. */
const maxCandidates = 10;

/** Messages of a thread in which the latest one to the address is looked for. */
const depth = 20;

/** By so much our clock and the provider's may differ; WhatsApp's times are whole seconds besides. */
const clockSkewMs = 60_000;

/** A phone is an address of its own on each channel (Q3); who calls from it is known by any of them. */
const channelsOf = (channel: Channel): readonly Channel[] =>
  channel === 'call' ? ['call', 'sms', 'whatsapp'] : [channel];

export const findSender = async (deps: FindSenderDeps, tenant: string, signal: SenderQuestion): Promise<Sender> => {
  const found = await Promise.all(
    channelsOf(signal.channel).flatMap((channel) =>
      [signal.from, ...(signal.alsoKnownAs ?? [])]
        .flatMap((name) => addressSpellings(channel, name))
        .map((value) => ownersOf(deps, tenant, channel, value)),
    ),
  );
  const candidates = found.flat();
  const hashes = [...new Set(candidates.map(({ hash }) => hash))];
  const customerIds = [...new Set(candidates.map(({ customerId }) => customerId))];
  if (customerIds.length === 0) return { kind: 'unknown', hashes };
  if (customerIds.length > maxCandidates) return { kind: 'ambiguous', hashes, customerIds };
  const rankOf = async (id: string): Promise<readonly Ranked[]> => {
    const thread = await readThread(deps, tenant, id);
    return candidates.filter(({ customerId }) => customerId === id).map((one) => rank(one, thread, signal));
  };
  const ranked = (await Promise.all(customerIds.map(rankOf))).flat();
  const best = ranked.toSorted((a, b) => Number(b.isQuoted) - Number(a.isQuoted) || b.sentAt - a.sentAt);
  const [first] = best;
  const rival = best.find(({ candidate }) => candidate.customerId !== first?.candidate.customerId);
  const isClear = rival === undefined || first?.isQuoted !== rival.isQuoted || first.sentAt > rival.sentAt;
  if (first === undefined || !isClear) return { kind: 'ambiguous', hashes, customerIds };
  const own = [first.candidate, ...candidates].find(
    ({ customerId, channel }) => customerId === first.candidate.customerId && channel === signal.channel,
  );
  const candidate = own ?? { ...first.candidate, addressId: null };
  return { kind: 'customer', hashes, candidate, contact: first.contact, answeredId: first.messageId };
};

const ownersOf = async (
  deps: FindSenderDeps,
  tenant: string,
  channel: Channel,
  value: string,
): Promise<readonly Candidate[]> => {
  const hash = addressHash(deps.addressKey, channel, value);
  const ref: AddressRef = { tenant, channel, hash };
  const { owners } = await deps.listOwners(ref, { limit: maxCandidates + 1 });
  return owners.map(({ customerId, addressId }) => ({ customerId, channel, addressId, hash, value }));
};

/** What speaks for a candidate. */
interface Ranked {
  readonly candidate: Candidate;
  readonly contact: Contact | undefined;
  /** The channel says that the message answers one of this customer's. */
  readonly isQuoted: boolean;
  /** When the latest message really went out to the address, or the quoted one, epoch ms. */
  readonly sentAt: number;
  readonly messageId: string | null;
}

const hasProviderId = (message: MessageValue, providerIds: readonly string[]): boolean =>
  [message.providerId, ...message.attempts.map((attempt) => attempt.providerId)].some(
    (providerId) => providerId !== null && providerIds.includes(providerId),
  );

/** A customer, and the newest messages of theirs and of those merged into them. */
interface Thread {
  readonly contact: Contact | undefined;
  readonly newest: readonly MessageValue[];
}

/** Once for a customer who has the number on several channels. */
const readThread = async (deps: FindSenderDeps, tenant: string, customerId: string): Promise<Thread> => {
  const contact = await deps.readContact(tenant, customerId);
  return { contact, newest: await deps.inbound.listNewest(contact?.customer ?? { tenant, customerId }, depth) };
};

const rank = (candidate: Candidate, { contact, newest }: Thread, signal: SenderQuestion): Ranked => {
  // A customer that was merged into this one may have had the address under another id.
  const idNow = (addressId: string) => contact?.gate.sameAddress?.[addressId] ?? addressId;
  const sent = newest
    .filter(
      ({ direction, addressId }) =>
        direction === 'outbound' && addressId !== null && idNow(addressId) === candidate.addressId,
    )
    .flatMap((message) => (message.sentAt === null ? [] : [{ message, sentAt: message.sentAt }]))
    .filter(({ sentAt }) => sentAt <= signal.at + clockSkewMs)
    .toSorted((a, b) => b.sentAt - a.sentAt);
  const quoted = sent.find(({ message }) => hasProviderId(message, signal.answers));
  const found = quoted ?? sent[0];
  return {
    candidate,
    contact,
    isQuoted: quoted !== undefined,
    sentAt: found?.sentAt ?? Number.NEGATIVE_INFINITY,
    messageId: found?.message.messageId ?? null,
  };
};
