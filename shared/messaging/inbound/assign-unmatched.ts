/**
 * A person says whose message it is (D13): it becomes an interaction of that customer, and with it everything else that
 * waits of the same sender. The customer's addresses stay as they are. Who decided, and when, stands in the receipt; a
 * repeat answers the same.
 *
 * The message that was named goes last: where a process dies before, it still waits, and a repeat finishes the rest.
 */
import { Refusal } from '#platform/errors.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { ReadContact } from '#shared/customers/read-contact.ts';
import type { UnmatchedInboundValue } from '../entities.ts';
import { type InboundReceiptValue, tokenOf } from './entities.ts';
import type { InboundStore } from './inbound-store.ts';
import { type PlaceUnmatchedDeps, placeUnmatched } from './place-unmatched.ts';

export interface AssignUnmatchedDeps extends PlaceUnmatchedDeps {
  readonly inbound: PlaceUnmatchedDeps['inbound'] & Pick<InboundStore, 'findUnmatched' | 'listUnmatchedOf'>;
  readonly readContact: ReadContact;
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

/** @throws Refusal NOT_FOUND when message or customer do not exist, or the message went to another customer */
export const assignUnmatched = async (
  deps: AssignUnmatchedDeps,
  input: AssignUnmatched,
): Promise<{ messageId: string; customerId: string }> => {
  const placed = (await placeAll(deps, input)) ?? (await placedBefore(deps, input));
  if (placed?.messageId == null) throw new Refusal('NOT_FOUND', 'No inbound message waits under this id.');
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
  for await (const other of othersOf(deps, named.value)) await placeUnmatched(deps, other, contact, by);
  return placeUnmatched(deps, named, contact, by);
};

/** The receipt of an earlier request that gave the message to the same customer. */
const placedBefore = async (
  deps: AssignUnmatchedDeps,
  { tenant, id, customerId }: AssignUnmatched,
): Promise<InboundReceiptValue | undefined> => {
  const receipt = (await deps.inbound.findReceipt(tenant, tokenOf(id)))?.value;
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
  const { tenant, sender } = named;
  let page: Awaited<ReturnType<InboundStore['listUnmatchedOf']>> | undefined;
  do {
    page = await deps.inbound.listUnmatchedOf(tenant, sender, { limit: pageSize, after: page?.last });
    yield* page.items.filter(({ value }) => value.id !== named.id && followsSender(value));
  } while (page.last !== undefined);
}
