/**
 * Takes in a customer's message (D13, F7, I14; reliability §5.4 "Inbound"). The company is the owner of the number that
 * was written to, never taken from the sender. Order in which a crash leaves nothing half done: message and receipt in
 * one transaction; what follows is done again by a repeat, and changes nothing the second time.
 */
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { backOff } from '#platform/table/contention.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import { accountsOf, accountWrittenTo } from '#shared/companies/accounts.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { AddressRef } from '#shared/contactability/address-state.ts';
import type { UpdateGate } from '#shared/contactability/ports.ts';
import type { OptOut } from '#shared/contactability/record-opt-out.ts';
import type { InboundSignal } from '../channels/signals.ts';
import type { EventStore } from '../event-store.ts';
import type { MessageStore } from '../message-store.ts';
import { isOptOut } from '../opt-out.ts';
import { withFacts } from '../transition.ts';
import { type InboundReceiptValue, inboundToken } from './entities.ts';
import { type FindSenderDeps, findSender, type Sender } from './find-sender.ts';
import { shownText } from './inbound-message.ts';
import type { InboundStore } from './inbound-store.ts';
import { type Incoming, type Owner, type Placed, type PlaceInboundDeps, placeInbound } from './place-inbound.ts';
import type { ReceiveMedia } from './receive-media.ts';

/** What a customer's message changes beside the thread. */
export interface FollowDeps {
  readonly messages: Pick<MessageStore, 'find' | 'change'>;
  readonly recordLife: (input: AddressRef & { readonly at: number }) => Promise<{ readonly ended: boolean }>;
  readonly refreshOwners: (ref: AddressRef) => Promise<void>;
  readonly recordOptOut: (input: OptOut) => Promise<unknown>;
  readonly updateGate: UpdateGate;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
}

export interface RecordInboundDeps extends FindSenderDeps, PlaceInboundDeps, FollowDeps {
  readonly findInboundOwner: (channel: string, ours: string) => Promise<string | undefined>;
  readonly inbound: Pick<InboundStore, 'findReceipt' | 'addMessage' | 'addUnmatched' | 'listNewest'>;
  readonly events: Pick<EventStore, 'keep'>;
  readonly receiveMedia: ReceiveMedia;
  readonly log: Pick<Log, 'info' | 'warn' | 'count'>;
}

export type InboundOutcome = 'recorded' | 'duplicate' | 'unmatched' | 'quarantined';

/**
 * @param raw the event as it arrived, kept where its number is nobody's
 * @param delivery how often the queue has handed it out, this time included
 * @throws when the table does not answer: the event then comes again
 */
export const recordInbound = async (
  deps: RecordInboundDeps,
  signal: InboundSignal,
  raw: string,
  delivery = 1,
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
  await deps.receiveMedia(receipt, signal, delivery);
  if (!isNew) return 'duplicate';
  return receipt.messageId === null ? 'unmatched' : 'recorded';
};

/** Whose message it is, as the receipt and the lists want it. */
export const ownerOf = (sender: Sender): Owner => {
  if (sender.kind === 'customer') {
    const { customerId, addressId, value } = sender.candidate;
    return {
      kind: 'customer',
      customerId,
      addressId,
      sender: value,
      answeredId: sender.answeredId,
      hashes: sender.hashes,
    };
  }
  return {
    kind: 'nobody',
    reason: sender.kind === 'ambiguous' ? 'AMBIGUOUS_SENDER' : 'UNKNOWN_SENDER',
    candidates: sender.kind === 'ambiguous' ? sender.customerIds : [],
    hashes: sender.hashes,
  };
};

const place = async (
  deps: RecordInboundDeps,
  tenant: string,
  token: string,
  signal: InboundSignal,
): Promise<Placed> => {
  const { channel, providerId, from, to, at, kind, contextId } = signal;
  const answers = contextId === undefined ? [] : [contextId];
  const sender = await findSender(deps, tenant, { channel, from, at, answers });
  const company = await deps.findCompany(tenant);
  const incoming: Incoming = {
    channel,
    token,
    providerId,
    from,
    to,
    at,
    kind,
    text: shownText(signal, company.language),
    subject: null,
    automatic: false,
    unverified: false,
  };
  return placeInbound(deps, tenant, incoming, ownerOf(sender));
};

/** Everything that a message says beside its words; each step may be repeated. */
const follow = async (deps: FollowDeps, receipt: InboundReceiptValue, signal: InboundSignal): Promise<void> => {
  // A system notice comes from Meta, not from the person.
  if (signal.kind === 'system') return;
  await recordLifeSigns(deps, receipt);
  if (isOptOut(signal.text)) await recordRefusal(deps, receipt, receipt.hashes);
  await openWindow(deps, receipt);
  await markReplied(deps, receipt);
};

/** The addresses that it came from are alive, which ends their alerts (F7). */
export const recordLifeSigns = async (
  deps: Pick<FollowDeps, 'recordLife' | 'refreshOwners'>,
  { tenant, channel, at, hashes }: InboundReceiptValue,
): Promise<void> => {
  for (const hash of hashes) {
    const ref = { tenant, channel, hash };
    const { ended } = await deps.recordLife({ ...ref, at });
    if (ended) await deps.refreshOwners(ref);
  }
};

/** Their owners refuse further messages (F24). */
export const recordRefusal = async (
  deps: Pick<FollowDeps, 'recordOptOut'>,
  { tenant, channel, at, messageId }: InboundReceiptValue,
  hashes: readonly string[],
): Promise<void> => {
  for (const hash of hashes) await deps.recordOptOut({ tenant, channel, hash, source: 'opt_out', at, messageId });
};

/**
 * WhatsApp takes free text for 24 hours after the customer's last message (F9), and the account that was written to is
 * the one that answers (E25). On the other channels only the account is kept, and only where there is a choice.
 */
export const openWindow = async (
  deps: { readonly updateGate: UpdateGate; readonly findCompany: FindCompany },
  { tenant, channel, to, customerId, addressId, at }: InboundReceiptValue,
): Promise<void> => {
  if (customerId === null || addressId === null) return;
  const company = await deps.findCompany(tenant);
  const account = accountWrittenTo(company, channel, to)?.accountId;
  const hasChoice = accountsOf(company).filter((one) => one.channel === channel).length > 1;
  if (channel !== 'whatsapp' && !hasChoice) return;
  await deps.updateGate(tenant, customerId, (gate) => {
    if ((gate.lastInboundAt[addressId] ?? 0) >= at) return gate;
    const lastInboundAt = { ...gate.lastInboundAt, [addressId]: at };
    if (account === undefined) return { ...gate, lastInboundAt };
    return { ...gate, lastInboundAt, lastInboundTo: { ...gate.lastInboundTo, [addressId]: account } };
  });
};

/** The message that went out before is answered (Q14). */
export const markReplied = async (
  deps: Pick<FollowDeps, 'messages' | 'clock'>,
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
