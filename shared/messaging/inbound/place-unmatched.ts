/** Makes one unmatched message an interaction of a customer, with what it says beside its words (D13, E25, F9, F24). */
import type { Clock } from '#platform/clock.ts';
import { localDay } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { UpdateGate } from '#shared/contactability/ports.ts';
import type { OptOut } from '#shared/contactability/record-opt-out.ts';
import { segmentOn } from '#shared/customers/debts.ts';
import type { Contact } from '#shared/customers/read-contact.ts';
import type { UnmatchedInboundValue } from '../entities.ts';
import { isOptOut } from '../opt-out.ts';
import { isMissedCall } from './call-words.ts';
import { type InboundReceiptValue, tokenOf } from './entities.ts';
import { inboundMessage } from './inbound-message.ts';
import type { InboundStore } from './inbound-store.ts';
import { openWindow } from './record-inbound.ts';
import { senderVariants } from './sender-variants.ts';

export interface PlaceUnmatchedDeps {
  readonly inbound: Pick<InboundStore, 'findReceipt' | 'assign'>;
  readonly findCompany: FindCompany;
  readonly updateGate: UpdateGate;
  readonly recordOptOut: (input: OptOut) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info'>;
}

/** The sender asked to be left alone, in a message of which nobody doubts who wrote it. */
const refuses = ({ channel, kind, text, automatic, unverified }: UnmatchedInboundValue): boolean =>
  channel !== 'call' && kind !== 'system' && !automatic && !unverified && isOptOut(text);

/**
 * What follows from the message comes before it leaves the list: a process that dies in between leaves it waiting, and
 * whoever repeats does all of it.
 * @param by user id
 * @returns its receipt, or undefined when somebody else took the message meanwhile
 */
export const placeUnmatched = async (
  deps: PlaceUnmatchedDeps,
  unmatched: Stored<UnmatchedInboundValue>,
  { customer, addresses, gate }: Contact,
  by: string,
): Promise<InboundReceiptValue | undefined> => {
  const { value } = unmatched;
  const { tenant, channel, from, receivedAt } = value;
  const [receipt, company] = await Promise.all([
    deps.inbound.findReceipt(tenant, tokenOf(value.id)),
    deps.findCompany(tenant),
  ]);
  if (receipt === undefined) return undefined;
  const spellings = senderVariants(channel, from);
  const address = addresses.find((one) => one.channel === channel && spellings.includes(one.value));
  const now = deps.clock.now();
  const draft = inboundMessage({
    company,
    customer,
    segment: segmentOn(company, customer, localDay(now, company.timeZone)),
    channel,
    providerId: value.providerId,
    token: receipt.value.token,
    at: receivedAt,
    now,
    sender: address?.value ?? from,
    addressId: address?.addressId ?? null,
    text: value.text,
    answeredId: null,
    subject: value.subject,
    automatic: value.automatic,
    unverified: value.unverified,
    attachments: value.attachments,
    missed: isMissedCall(value.kind) && gate.stopped === null,
  });
  const { messageId, customerId, addressId } = draft.message;
  const assigned = { ...receipt.value, messageId, customerId, addressId, assignedBy: by, assignedAt: now };
  if (address !== undefined && refuses(value)) {
    await deps.recordOptOut({ tenant, channel, hash: address.hash, source: 'opt_out', at: receivedAt, messageId });
  }
  if (channel !== 'call') await openWindow(deps, assigned);
  try {
    await deps.inbound.assign(unmatched, receipt, assigned, draft);
  } catch (error) {
    if (error instanceof ConditionFailed) return undefined;
    throw error;
  }
  deps.log.info('inbound message assigned', { tenant, messageId, customerId });
  return assigned;
};
