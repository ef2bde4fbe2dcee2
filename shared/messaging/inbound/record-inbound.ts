/**
 * Takes in a customer's message (D13, F7, I14; reliability §5.4 "Inbound"). The company is the owner of the number that
 * was written to, never taken from the sender. Order in which a crash leaves nothing half done: message and receipt in
 * one transaction; what follows is done again by a repeat, and changes nothing the second time.
 */
import type { Clock } from '#platform/clock.ts';
import { localDay } from '#platform/local-time.ts';
import type { Log } from '#platform/log.ts';
import { backOff } from '#platform/table/contention.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { AddressRef } from '#shared/contactability/address-state.ts';
import type { UpdateGate } from '#shared/contactability/ports.ts';
import type { OptOut } from '#shared/contactability/record-opt-out.ts';
import { segmentOn } from '#shared/customers/debts.ts';
import type { ReadContact } from '#shared/customers/read-contact.ts';
import type { InboundSignal } from '../channels/signals.ts';
import type { UnmatchedInboundValue } from '../entities.ts';
import type { EventStore } from '../event-store.ts';
import type { MessageStore } from '../message-store.ts';
import { isOptOut } from '../opt-out.ts';
import { withFacts } from '../transition.ts';
import { type InboundReceiptValue, inboundIdPart, inboundToken } from './entities.ts';
import { type FindSenderDeps, findSender, type Sender } from './find-sender.ts';
import { inboundMessage, shownText } from './inbound-message.ts';
import type { InboundStore } from './inbound-store.ts';

export interface RecordInboundDeps extends FindSenderDeps {
  readonly findInboundOwner: (channel: string, ours: string) => Promise<string | undefined>;
  readonly findCompany: FindCompany;
  readonly readContact: ReadContact;
  readonly inbound: Pick<InboundStore, 'findReceipt' | 'addMessage' | 'addUnmatched' | 'listNewest'>;
  readonly messages: Pick<MessageStore, 'find' | 'change'>;
  readonly events: Pick<EventStore, 'keep'>;
  readonly recordLife: (input: AddressRef & { readonly at: number }) => Promise<{ readonly ended: boolean }>;
  readonly refreshOwners: (ref: AddressRef) => Promise<void>;
  readonly recordOptOut: (input: OptOut) => Promise<unknown>;
  readonly updateGate: UpdateGate;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'count'>;
}

export type InboundOutcome = 'recorded' | 'duplicate' | 'unmatched' | 'quarantined';

/**
 * @param raw the event as it arrived, kept where its number is nobody's
 * @throws when the table does not answer: the event then comes again
 */
export const recordInbound = async (
  deps: RecordInboundDeps,
  signal: InboundSignal,
  raw: string,
): Promise<InboundOutcome> => {
  const token = inboundToken(signal.channel, signal.providerId);
  const tenant = await deps.findInboundOwner(signal.channel, signal.to);
  if (tenant === undefined) {
    await deps.events.keep(
      {
        eventId: token,
        kind: 'QUARANTINED',
        reason: 'DESTINATION_UNKNOWN',
        source: signal.channel,
        receivedAt: signal.at,
      },
      raw,
    );
    deps.log.warn('inbound message to a number of no company', { channel: signal.channel });
    deps.log.count('InboundQuarantined');
    return 'quarantined';
  }
  const known = await deps.inbound.findReceipt(tenant, token);
  const { receipt, isNew } =
    known === undefined ? await place(deps, tenant, token, signal) : { receipt: known.value, isNew: false };
  await follow(deps, receipt, signal);
  if (!isNew) return 'duplicate';
  return receipt.messageId === null ? 'unmatched' : 'recorded';
};

/** Writes the message where it belongs, or finds that another delivery of it did. */
const place = async (
  deps: RecordInboundDeps,
  tenant: string,
  token: string,
  signal: InboundSignal,
): Promise<{ receipt: InboundReceiptValue; isNew: boolean }> => {
  const sender = await findSender(deps, tenant, signal);
  const company = await deps.findCompany(tenant);
  try {
    const receipt = await write(deps, company, token, signal, sender);
    const { channel } = signal;
    if (receipt.messageId === null) {
      deps.log.info('inbound message without customer', { tenant, channel, reason: sender.kind });
      deps.log.count('InboundUnmatched');
    } else {
      deps.log.info('inbound message recorded', { tenant, channel, messageId: receipt.messageId });
    }
    return { receipt, isNew: true };
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const earlier = await deps.inbound.findReceipt(tenant, token);
    if (earlier === undefined) throw error;
    return { receipt: earlier.value, isNew: false };
  }
};

const write = async (
  deps: RecordInboundDeps,
  company: CompanyValue,
  token: string,
  signal: InboundSignal,
  sender: Sender,
): Promise<InboundReceiptValue> => {
  const { tenant } = company;
  const { channel, providerId, at } = signal;
  const text = shownText(signal, company.language);
  const receipt: InboundReceiptValue = {
    tenant,
    channel,
    token,
    at,
    hashes: [...sender.hashes],
    messageId: null,
    customerId: null,
    addressId: null,
    answeredId: null,
    assignedBy: null,
    assignedAt: null,
  };
  const contact = sender.kind === 'customer' ? await deps.readContact(tenant, sender.candidate.customerId) : undefined;
  if (sender.kind !== 'customer' || contact === undefined) {
    const unmatched: UnmatchedInboundValue = {
      tenant,
      id: inboundIdPart(at, token),
      channel,
      from: signal.from,
      to: signal.to,
      text,
      kind: signal.kind,
      providerId,
      receivedAt: at,
      reason: sender.kind === 'ambiguous' ? 'AMBIGUOUS_SENDER' : 'UNKNOWN_SENDER',
      candidates: sender.kind === 'ambiguous' ? [...sender.customerIds] : [],
    };
    await deps.inbound.addUnmatched(receipt, unmatched);
    return receipt;
  }
  const { candidate, answeredId } = sender;
  const now = deps.clock.now();
  const draft = inboundMessage({
    company,
    customer: contact.customer,
    segment: segmentOn(company, contact.customer, localDay(now, company.timeZone)),
    channel,
    providerId,
    token,
    at,
    now,
    sender: candidate.value,
    addressId: candidate.addressId,
    text,
    answeredId,
  });
  const { messageId, customerId, addressId } = draft.message;
  const placed = { ...receipt, messageId, customerId, addressId, answeredId };
  await deps.inbound.addMessage(placed, draft);
  return placed;
};

/** Everything that a message says beside its words; each step may be repeated. */
const follow = async (deps: RecordInboundDeps, receipt: InboundReceiptValue, signal: InboundSignal): Promise<void> => {
  const { tenant, channel, at, messageId } = receipt;
  for (const hash of receipt.hashes) {
    const ref = { tenant, channel, hash };
    // A system notice comes from Meta, not from the person.
    if (signal.kind !== 'system') {
      const { ended } = await deps.recordLife({ ...ref, at });
      if (ended) await deps.refreshOwners(ref);
    }
    if (signal.kind !== 'system' && isOptOut(signal.text)) {
      await deps.recordOptOut({ ...ref, source: 'opt_out', at, messageId });
    }
  }
  if (signal.kind === 'system') return;
  await openWindow(deps, receipt);
  await markReplied(deps, receipt);
};

/** WhatsApp takes free text for 24 hours after the customer's last message (F9). */
export const openWindow = async (
  deps: { readonly updateGate: UpdateGate },
  { tenant, channel, customerId, addressId, at }: InboundReceiptValue,
): Promise<void> => {
  if (channel !== 'whatsapp' || customerId === null || addressId === null) return;
  await deps.updateGate(tenant, customerId, (gate) =>
    (gate.lastInboundAt[addressId] ?? 0) >= at
      ? gate
      : { ...gate, lastInboundAt: { ...gate.lastInboundAt, [addressId]: at } },
  );
};

/** The message that went out before is answered (Q14). */
const markReplied = async (
  deps: Pick<RecordInboundDeps, 'messages' | 'clock'>,
  { tenant, answeredId, at }: InboundReceiptValue,
): Promise<void> => {
  if (answeredId === null) return;
  for (let attempt = 1; ; attempt += 1) {
    const stored = await deps.messages.find(tenant, answeredId, { consistent: true });
    if (stored === undefined || stored.value.facts.some(({ kind }) => kind === 'replied')) return;
    const now = deps.clock.now();
    const next = withFacts(stored.value, [{ kind: 'replied', at, recordedAt: now }], stored.value.phase);
    if (!next.facts.some(({ kind }) => kind === 'replied')) return;
    try {
      await deps.messages.change(stored, next, now);
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || attempt === 8) throw error;
      await backOff(attempt);
    }
  }
};
