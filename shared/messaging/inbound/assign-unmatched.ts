/**
 * A person says whose message it is (D13): it becomes an interaction of that customer. The customer's addresses stay as
 * they are. Who decided, and when, stands in the receipt; a repeat answers the same.
 */
import { isSendingChannel } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { localDay } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { UpdateGate } from '#shared/contactability/ports.ts';
import { segmentOn } from '#shared/customers/debts.ts';
import type { ReadContact } from '#shared/customers/read-contact.ts';
import { type InboundReceiptValue, tokenOf } from './entities.ts';
import { inboundMessage } from './inbound-message.ts';
import type { InboundStore } from './inbound-store.ts';
import { openWindow } from './record-inbound.ts';
import { senderVariants } from './sender-variants.ts';

export interface AssignUnmatchedDeps {
  readonly inbound: Pick<InboundStore, 'findUnmatched' | 'findReceipt' | 'assign'>;
  readonly readContact: ReadContact;
  readonly findCompany: FindCompany;
  readonly updateGate: UpdateGate;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info'>;
}

export interface AssignUnmatched {
  readonly tenant: string;
  readonly id: string;
  readonly customerId: string;
  /** User id. */
  readonly by: string;
}

const notFound = () => new Refusal('NOT_FOUND', 'No inbound message waits under this id.');

/** @throws Refusal NOT_FOUND when message or customer do not exist, or the message went to another customer */
export const assignUnmatched = async (
  deps: AssignUnmatchedDeps,
  input: AssignUnmatched,
): Promise<{ messageId: string; customerId: string }> => {
  const receipt = (await place(deps, input)) ?? (await placedBefore(deps, input));
  if (receipt === undefined) throw notFound();
  await openWindow(deps, receipt);
  return { messageId: receipt.messageId, customerId: receipt.customerId };
};

type PlacedReceipt = InboundReceiptValue & { readonly messageId: string; readonly customerId: string };

/** The answer of an earlier request that gave the message to the same customer. */
const placedBefore = async (deps: AssignUnmatchedDeps, input: AssignUnmatched): Promise<PlacedReceipt | undefined> => {
  const receipt = (await deps.inbound.findReceipt(input.tenant, tokenOf(input.id)))?.value;
  if (receipt === undefined || receipt.messageId === null || receipt.assignedBy === null) return undefined;
  const { messageId, customerId } = receipt;
  return customerId === input.customerId ? { ...receipt, messageId, customerId } : undefined;
};

/** @returns undefined when nothing waits under the id, or somebody else took it meanwhile */
const place = async (deps: AssignUnmatchedDeps, input: AssignUnmatched): Promise<PlacedReceipt | undefined> => {
  const { tenant, customerId } = input;
  const [unmatched, receipt] = await Promise.all([
    deps.inbound.findUnmatched(tenant, input.id),
    deps.inbound.findReceipt(tenant, tokenOf(input.id)),
  ]);
  if (unmatched === undefined || receipt === undefined) return undefined;
  const { channel, from, providerId, text, receivedAt, subject, automatic, unverified, attachments } = unmatched.value;
  if (!isSendingChannel(channel)) throw new TypeError(`An inbound message cannot have come by ${channel}.`);
  const [contact, company] = await Promise.all([
    deps.readContact(tenant, customerId, { consistent: true }),
    deps.findCompany(tenant),
  ]);
  if (contact === undefined) throw new Refusal('NOT_FOUND', 'There is no customer with this id.');
  const spellings = senderVariants(channel, from);
  const address = contact.addresses.find((one) => one.channel === channel && spellings.includes(one.value));
  const now = deps.clock.now();
  const draft = inboundMessage({
    company,
    customer: contact.customer,
    segment: segmentOn(company, contact.customer, localDay(now, company.timeZone)),
    channel,
    providerId,
    token: receipt.value.token,
    at: receivedAt,
    now,
    sender: address?.value ?? from,
    addressId: address?.addressId ?? null,
    text,
    answeredId: null,
    subject,
    automatic,
    unverified,
    attachments,
  });
  const { messageId } = draft.message;
  const assigned: PlacedReceipt = {
    ...receipt.value,
    messageId,
    customerId,
    addressId: address?.addressId ?? null,
    assignedBy: input.by,
    assignedAt: now,
  };
  try {
    await deps.inbound.assign(unmatched, receipt, assigned, draft);
  } catch (error) {
    if (error instanceof ConditionFailed) return undefined;
    throw error;
  }
  deps.log.info('inbound message assigned', { tenant, messageId, customerId });
  return assigned;
};
