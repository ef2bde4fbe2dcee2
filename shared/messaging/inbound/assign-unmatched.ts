/**
 * A person says whose message it is (D13): it becomes an interaction of that customer, and with it everything else that
 * waits of the same sender. The customer's addresses stay as they are, except that a sender who shows no number becomes
 * one: WhatsApp's user id is the only way to answer, and the only way to know the next message. Who decided, and when, stands in the receipt; a
 * repeat answers the same.
 *
 * The message that was named goes last: where a process dies before, it still waits, and a repeat finishes the rest.
 */
import { Refusal } from '#platform/errors.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { Contact, ReadContact } from '#shared/customers/read-contact.ts';
import { isWhatsAppUserId } from '#shared/customers/whatsapp-user-id.ts';
import { unmatchedToken } from '../ledger/received-content.ts';
import type { InboundReceiptValue, UnmatchedInboundValue } from './entities.ts';
import type { InboundStore } from './inbound-store.ts';
import { type PlaceUnmatchedDeps, placeUnmatched } from './place-unmatched.ts';

export interface AssignUnmatchedDeps extends PlaceUnmatchedDeps {
  readonly inbound: PlaceUnmatchedDeps['inbound'] & Pick<InboundStore, 'findUnmatched' | 'listUnmatchedOf'>;
  readonly readContact: ReadContact;
  /** Gives the customer the user id as an address; a repeat with the same id adds nothing. */
  readonly addAddress: (
    input: Omit<AssignUnmatched, 'id'> & { readonly addressId: string; readonly value: string },
  ) => Promise<unknown>;
}

export interface AssignUnmatched {
  readonly tenant: string;
  readonly id: string;
  readonly customerId: string;
  /** User id. */
  readonly by: string;
}

/** Messages of one sender that are read at a time. */
const pageSize = 50;

/** @throws Refusal NOT_FOUND when message or customer do not exist, or the message went to another customer; those of `addAddress` */
export const assignUnmatched = async (
  deps: AssignUnmatchedDeps,
  input: AssignUnmatched,
): Promise<{ messageId: string; customerId: string }> => {
  const placed = (await placeAll(deps, input)) ?? (await placedBefore(deps, input));
  if (placed?.messageId == null) throw new Refusal('NOT_FOUND', 'No inbound message with this id is waiting.');
  return { messageId: placed.messageId, customerId: input.customerId };
};

/** @returns undefined when nothing waits under the id, or somebody else took it meanwhile */
const placeAll = async (
  deps: AssignUnmatchedDeps,
  { tenant, id, customerId, by }: AssignUnmatched,
): Promise<InboundReceiptValue | undefined> => {
  const named = await deps.inbound.findUnmatched(tenant, id);
  if (named === undefined) return undefined;
  const contact = await deps.readContact(tenant, customerId, { consistent: true });
  if (contact === undefined) throw new Refusal('NOT_FOUND', 'There is no customer with this id.');
  const reachable = (await withUserId(deps, { tenant, id, customerId, by }, named.value, contact)) ?? contact;
  for await (const other of othersOf(deps, named.value)) await placeUnmatched(deps, other, reachable, by);
  return placeUnmatched(deps, named, reachable, by);
};

/** @returns the customer with the sender's user id; undefined where it has it, or there is none to add */
const withUserId = async (
  deps: AssignUnmatchedDeps,
  { tenant, id, customerId, by }: AssignUnmatched,
  named: UnmatchedInboundValue,
  { addresses }: Contact,
): Promise<Contact | undefined> => {
  const { channel, from: value } = named;
  if (channel !== 'whatsapp' || !isWhatsAppUserId(value) || !followsSender(named)) return undefined;
  if (addresses.some((address) => address.channel === channel && address.value === value)) return undefined;
  await deps.addAddress({ tenant, customerId, by, addressId: id, value });
  return deps.readContact(tenant, customerId, { consistent: true });
};

/** The receipt of an earlier request that gave the message to the same customer. */
const placedBefore = async (
  deps: AssignUnmatchedDeps,
  { tenant, id, customerId }: AssignUnmatched,
): Promise<InboundReceiptValue | undefined> => {
  const receipt = (await deps.inbound.findReceipt(tenant, unmatchedToken(id)))?.value;
  return receipt !== undefined && receipt.assignedBy !== null && receipt.customerId === customerId
    ? receipt
    : undefined;
};

/** Nobody has the address, and who wrote from it is proven as far as the channel can. */
const followsSender = ({ reason, unverified }: UnmatchedInboundValue): boolean =>
  reason === 'UNKNOWN_SENDER' && !unverified;

/** What else waits of the sender and is the same person's beyond doubt: none of an address that several have. */
export async function* othersOf(
  deps: { readonly inbound: Pick<InboundStore, 'listUnmatchedOf'> },
  named: UnmatchedInboundValue,
): AsyncGenerator<Stored<UnmatchedInboundValue>> {
  if (!followsSender(named)) return;
  for await (const waiting of waitingOf(deps, named.tenant, named.sender)) {
    if (waiting.value.id !== named.id) yield waiting;
  }
}

/** What waits of the sender, of whom nobody doubts who it is. */
export async function* waitingOf(
  deps: { readonly inbound: Pick<InboundStore, 'listUnmatchedOf'> },
  tenant: string,
  sender: string,
): AsyncGenerator<Stored<UnmatchedInboundValue>> {
  let page: Awaited<ReturnType<InboundStore['listUnmatchedOf']>> | undefined;
  do {
    page = await deps.inbound.listUnmatchedOf(tenant, sender, { limit: pageSize, after: page?.last });
    yield* page.items.filter(({ value }) => followsSender(value));
  } while (page.last !== undefined);
}
