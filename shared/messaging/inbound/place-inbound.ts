/**
 * Writes an inbound message where it belongs: into its customer's thread, or into the list of those that nobody can be
 * told from. Receipt and message are one transaction, so that of two deliveries at once one is refused (I14).
 */

import type { Channel } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { localDay } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { segmentOn } from '#shared/customers/debts.ts';
import type { Contact } from '#shared/customers/read-contact.ts';
import { inboundIdPart, type ReceivedContentValue } from '../ledger/received-content.ts';
import { isMissedCall } from './call-words.ts';
import type { InboundReceiptValue, UnmatchedInboundValue } from './entities.ts';
import { inboundMessage } from './inbound-message.ts';
import type { InboundStore } from './inbound-store.ts';
import { senderHash } from './sender-hash.ts';

export interface PlaceInboundDeps {
  readonly inbound: Pick<InboundStore, 'findReceipt' | 'addMessage' | 'addUnmatched'>;
  readonly findCompany: FindCompany;
  /** HMAC key of the addresses in keys. */
  readonly addressKey: string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'count'>;
}

/** A message of whatever channel, as it is to be kept. */
export interface Incoming {
  readonly channel: Channel;
  readonly token: string;
  readonly providerId: string;
  readonly from: string;
  readonly to: string;
  /** Provider time, epoch ms. */
  readonly at: number;
  /** The provider's own time where it is not believed. */
  readonly statedAt?: number | undefined;
  readonly kind: string;
  /** As people see it. */
  readonly text: string;
  readonly subject: string | null;
  /** Near a refusal, from a proven sender: a person is asked (F24). */
  readonly asksOptOut?: boolean;
  readonly newNumber?: string | undefined;
  readonly automatic: boolean;
  readonly unverified: boolean;
  /** What came beside the words; none for a bare text. */
  readonly content?: ReceivedContentValue;
}

/** Whose message it is. `hashes`: addresses of customers for which it counts as a sign of life. */
export type SenderOwner =
  | {
      readonly kind: 'customer';
      /** The customer as it was read to tell whose message it is: not read again to write it. */
      readonly contact: Contact;
      readonly addressId: string | null;
      /** Sender in the spelling of the customer's address, else as it came. */
      readonly sender: string;
      readonly answeredId: string | null;
      /** Told from the message that it says to answer alone, by an address that nobody has: it proves nothing. */
      readonly isClaimed?: true;
      readonly hashes: readonly string[];
    }
  | {
      readonly kind: 'nobody';
      readonly reason: UnmatchedInboundValue['reason'];
      readonly candidates: readonly string[];
      readonly hashes: readonly string[];
    };

export interface Placed {
  readonly receipt: InboundReceiptValue;
  readonly isNew: boolean;
}

/** Writes the message where it belongs, or finds that another delivery of it did. */
export const placeInbound = async (
  deps: PlaceInboundDeps,
  tenant: string,
  incoming: Incoming,
  owner: SenderOwner,
): Promise<Placed> => {
  const { channel, token } = incoming;
  const place = async () => {
    const receipt = await write(deps, tenant, incoming, owner);
    if (receipt.messageId === null) {
      const reason = owner.kind === 'nobody' ? owner.reason : 'UNKNOWN_SENDER';
      deps.log.info('inbound message without customer', { tenant, channel, reason });
      deps.log.count('InboundUnmatched');
    } else {
      deps.log.info('inbound message recorded', { tenant, channel, messageId: receipt.messageId });
    }
    return { receipt, isNew: true };
  };
  return writeOnce(place, async (failed) => {
    const earlier = await deps.inbound.findReceipt(tenant, token);
    if (earlier === undefined) throw failed;
    return { receipt: earlier.value, isNew: false };
  });
};

const write = async (
  deps: PlaceInboundDeps,
  tenant: string,
  incoming: Incoming,
  owner: SenderOwner,
): Promise<InboundReceiptValue> => {
  const { channel, token, at, statedAt, from, providerId, text, subject, automatic, unverified, content } = incoming;
  const now = deps.clock.now();
  const receipt: InboundReceiptValue = {
    tenant,
    channel,
    token,
    to: incoming.to,
    at,
    recordedAt: now,
    hashes: [...owner.hashes],
    messageId: null,
    customerId: null,
    addressId: null,
    answeredId: null,
    claimed: false,
    assignedBy: null,
    assignedAt: null,
  };
  const attachments = content?.attachments ?? [];
  if (owner.kind === 'nobody') {
    const unmatched: UnmatchedInboundValue = {
      tenant,
      id: inboundIdPart(at, token),
      channel,
      from,
      sender: senderHash(deps.addressKey, channel, from),
      to: incoming.to,
      text,
      kind: incoming.kind,
      providerId,
      receivedAt: at,
      statedAt: statedAt ?? null,
      reason: owner.reason,
      candidates: [...owner.candidates],
      subject,
      automatic,
      unverified,
      attachments,
    };
    await deps.inbound.addUnmatched(receipt, unmatched, content);
    return receipt;
  }
  const company = await deps.findCompany(tenant);
  const { contact, sender, answeredId } = owner;
  const draft = inboundMessage({
    company,
    customer: contact.customer,
    segment: segmentOn(company, contact.customer, localDay(now, company.timeZone)),
    channel,
    providerId,
    token,
    at,
    statedAt,
    now,
    sender,
    addressId: owner.addressId,
    text,
    answeredId,
    subject,
    attachments,
    automatic,
    unverified,
    missed: isMissedCall(incoming.kind) && contact.gate.stopped === null,
    asksOptOut: incoming.asksOptOut ?? false,
    newNumber: incoming.newNumber,
  });
  const { messageId, customerId, addressId } = draft.message;
  const placed = { ...receipt, claimed: owner.isClaimed === true, messageId, customerId, addressId, answeredId };
  await deps.inbound.addMessage(placed, draft, content);
  return placed;
};
