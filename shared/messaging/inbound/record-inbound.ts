/**
 * Takes in a customer's message (D13, F7, I14; reliability §5.4 "Inbound"). The company is the owner of the number that
 * was written to, never taken from the sender. Order in which a crash leaves nothing half done: message and receipt in
 * one transaction; what follows is done again by a repeat, and changes nothing the second time.
 */
import type { Clock } from '#platform/clock.ts';
import { keyedHash } from '#platform/ids.ts';
import type { Log } from '#platform/log.ts';
import { accountsOf, accountWrittenTo } from '#shared/companies/accounts.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { IsClosed } from '#shared/companies/is-closed.ts';
import type { AddressRef } from '#shared/contactability/address-state.ts';
import type { OptOutList, UpdateGate } from '#shared/contactability/ports.ts';
import type { OptIn, OptOut } from '#shared/contactability/record-opt-out.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { addressSpellings } from '#shared/customers/phone-spellings.ts';
import type { EventStore } from '../events/event-store.ts';
import { isNumber, type RememberNumber } from '../events/number-seen.ts';
import { changeMessageIfThere } from '../ledger/change-message.ts';
import type { MessageValue } from '../ledger/entities.ts';
import type { MessageStore } from '../ledger/message-store.ts';
import { inboundIdPart, inboundToken } from '../ledger/received-content.ts';
import { withFacts } from '../ledger/transition.ts';
import type { InboundSignal } from '../providers/signals.ts';
import type { InboundReceiptValue } from './entities.ts';
import { type FindSenderDeps, findSender, type Sender } from './find-sender.ts';
import { shownText } from './inbound-message.ts';
import type { InboundStore } from './inbound-store.ts';
import { isNotice, opensWindow } from './kinds.ts';
import { applyWaitingChanges, type MarkChangedDeps, markChanged } from './mark-changed.ts';
import { type Incoming, type Placed, type PlaceInboundDeps, placeInbound, type SenderOwner } from './place-inbound.ts';
import type { ReceiveMedia } from './receive-media.ts';
import { namesOfSender } from './user-number.ts';
import { type MessageWish, wishOfMessage } from './wish-of-message.ts';

/** What a customer's message changes beside the thread. */
export interface FollowDeps {
  readonly messages: Pick<MessageStore, 'find' | 'change'>;
  readonly recordLife: (input: AddressRef & { readonly at: number }) => Promise<{ readonly ended: boolean }>;
  readonly refreshOwners: (ref: AddressRef) => Promise<void>;
  readonly recordOptOut: (input: OptOut) => Promise<void>;
  readonly recordOptIn: (input: OptIn) => Promise<void>;
  readonly updateGate: UpdateGate;
  readonly findCompany: FindCompany;
  readonly clock: Clock;
}

export interface RecordInboundDeps extends FindSenderDeps, PlaceInboundDeps, FollowDeps {
  readonly findInboundOwner: (channel: string, ours: string) => Promise<string | undefined>;
  readonly isClosed: IsClosed;
  readonly inbound: MarkChangedDeps['inbound'] &
    Pick<InboundStore, 'addMessage' | 'addUnmatched' | 'listNewest' | 'findUserNumber'>;
  readonly rememberNumber: RememberNumber;
  readonly events: Pick<EventStore, 'keep'>;
  readonly receiveMedia: ReceiveMedia;
  /** AWS's list of numbers that wrote STOP; only where text messages come in. */
  readonly optOutList?: OptOutList;
  readonly log: Pick<Log, 'info' | 'warn' | 'count'>;
}

export type InboundOutcome = 'recorded' | 'duplicate' | 'unmatched' | 'quarantined' | 'dropped';

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
  if (tenant === undefined) return keepForNobody(deps, signal, raw);
  if (await deps.isClosed(tenant)) return dropOfClosed(deps, tenant);
  const names = await namesOfSender(deps, tenant, signal);
  const known = await deps.inbound.findReceipt(tenant, token);
  const { receipt, isNew } =
    known === undefined ? await place(deps, tenant, token, signal, names) : { receipt: known.value, isNew: false };
  await follow(deps, receipt, signal, names);
  const { kind, changes } = signal;
  if (changes !== undefined) await markChanged(deps, receipt, { kind, changes }, names);
  else if (signal.channel === 'whatsapp') await applyWaitingChanges(deps, receipt, names);
  await joinNames(deps, receipt, signal, names);
  await deps.receiveMedia(receipt, signal, delivery);
  if (!isNew) return 'duplicate';
  return receipt.messageId === null ? 'unmatched' : 'recorded';
};

/** It came to a number that no company has: kept for a person. */
export const keepForNobody = async (
  deps: Pick<RecordInboundDeps, 'events'> & { readonly log: Pick<Log, 'warn' | 'count'> },
  { channel, at }: Pick<InboundSignal, 'channel' | 'at'>,
  raw: string,
): Promise<'quarantined'> => {
  const kept = { kind: 'QUARANTINED', reason: 'DESTINATION_UNKNOWN', source: channel, receivedAt: at } as const;
  await deps.events.keep({ eventId: keyedHash('event', raw), ...kept }, raw);
  deps.log.warn('inbound message to a number of no company', { channel });
  deps.log.count('InboundQuarantined');
  return 'quarantined';
};

/** It came to a company that is being deleted. */
export const dropOfClosed = (deps: { readonly log: Pick<Log, 'info' | 'count'> }, tenant: string): 'dropped' => {
  deps.log.info('inbound message to a deleted company dropped', { tenant });
  deps.log.count('DroppedOfDeletedCompany');
  return 'dropped';
};

/** Whose message it is, as the receipt and the lists want it. */
export const ownerOf = (sender: Sender): SenderOwner => {
  if (sender.kind === 'customer' && sender.contact !== undefined) {
    const { addressId, value } = sender.candidate;
    return {
      kind: 'customer',
      contact: sender.contact,
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
  [from = signal.from, ...alsoKnownAs]: readonly string[],
): Promise<Placed> => {
  const { channel, providerId, to, at, statedAt, kind, contextId } = signal;
  const answers = contextId === undefined ? [] : [contextId];
  const sender = await findSender(deps, tenant, { channel, from, alsoKnownAs, at, answers });
  const company = await deps.findCompany(tenant);
  const incoming: Incoming = {
    channel,
    token,
    providerId,
    from,
    to,
    at,
    statedAt,
    kind,
    text: shownText(signal, company.language),
    subject: null,
    automatic: isNotice(kind),
    unverified: false,
    asksOptOut: wishOfMessage(signal) === 'maybe_opt_out',
    newNumber: signal.newNumber,
  };
  return placeInbound(deps, tenant, incoming, ownerOf(sender));
};

/** Everything that a message says beside its words; each step may be repeated. */
const follow = async (
  deps: RecordInboundDeps,
  receipt: InboundReceiptValue,
  signal: InboundSignal,
  names: readonly string[],
): Promise<void> => {
  // A system notice comes from Meta, not from the person.
  if (signal.kind === 'system') return;
  await recordLifeSigns(deps, receipt);
  const wish = wishOfMessage(signal);
  if (wish === 'opt_in' && signal.channel === 'sms') await releaseNumber(deps, receipt.tenant, signal.from);
  await heedWish(deps, receipt, wish, spellingsOf(deps, signal, names));
  if (!opensWindow(signal.kind)) return;
  await openWindow(deps, receipt);
  await markReplied(deps, receipt, refuses(wish));
};

/**
 * AWS keeps a list of its own of numbers that wrote STOP, and puts back only who writes its own words (Q9). Where it does
 * not answer, our refusal is lifted all the same: were the number still listed, the next message would say so.
 */
const releaseNumber = async (
  { optOutList, log }: Pick<RecordInboundDeps, 'optOutList' | 'log'>,
  tenant: string,
  number: string,
): Promise<void> => {
  try {
    await optOutList?.remove(number);
  } catch (error) {
    // The provider's message names the number, its error name does not.
    const reason = error instanceof Error ? error.name : 'unknown error';
    log.warn('provider list not cleared', { tenant, channel: 'sms', reason });
  }
};

/**
 * Last, so that a crash before it leaves the message to be told again. A user id alone is asked for once more: its
 * number may have been told while this message was written, by somebody who could not see it yet.
 */
const joinNames = async (
  deps: RecordInboundDeps,
  { tenant, messageId, at: writtenAt, token }: InboundReceiptValue,
  { from, userId, newNumber, at }: InboundSignal,
  names: readonly string[],
): Promise<void> => {
  const known = names.find(isNumber);
  if (newNumber !== undefined && !isNumber(newNumber) && known !== undefined) {
    // Another user id of the same person: known by the number that the old one had.
    await deps.rememberNumber({ tenant, userId: newNumber, number: known, at });
  }
  if (userId === undefined) return;
  if (isNumber(from)) return deps.rememberNumber({ tenant, userId, number: from, at });
  if (messageId !== null) return;
  const [number] = await namesOfSender(deps, tenant, { from, userId });
  if (isNumber(number)) {
    await deps.rememberNumber({ tenant, userId, number, at, waiting: inboundIdPart(writtenAt, token) });
  }
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

/**
 * The sender's names, and their other spellings: whoever owns one of them refuses, also who comes to own it later.
 */
export const spellingsOf = (
  { addressKey }: Pick<RecordInboundDeps, 'addressKey'>,
  { channel }: Pick<InboundSignal, 'channel'>,
  names: readonly string[],
) => names.flatMap((name) => addressSpellings(channel, name)).map((value) => addressHash(addressKey, channel, value));

/** No more messages to these addresses, whoever owns them, or messages again (F24, Q9). */
export const heedWish = async (
  deps: Pick<FollowDeps, 'recordOptOut' | 'recordOptIn'>,
  { tenant, channel, at, messageId }: Pick<InboundReceiptValue, 'tenant' | 'channel' | 'at' | 'messageId'>,
  wish: MessageWish | undefined,
  hashes: readonly string[],
): Promise<void> => {
  for (const hash of hashes) {
    const told = { tenant, channel, hash, at, messageId };
    if (wish === 'opt_out' || wish === 'marketing_stop') await deps.recordOptOut({ ...told, source: wish });
    if (wish === 'opt_in') await deps.recordOptIn(told);
  }
};

/**
 * WhatsApp takes free text for 24 hours after the customer's last message (F9), and the account that was written to is
 * the one that answers (E25). On the other channels only the account is kept, and only where there is a choice.
 */
export const openWindow = async (
  deps: { readonly updateGate: UpdateGate; readonly findCompany: FindCompany },
  { tenant, channel, to, customerId, addressId: givenId, at }: InboundReceiptValue,
): Promise<void> => {
  if (customerId === null || givenId === null) return;
  const company = await deps.findCompany(tenant);
  const account = accountWrittenTo(company, channel, to)?.accountId;
  const hasChoice = accountsOf(company).filter((one) => one.channel === channel).length > 1;
  if (channel !== 'whatsapp' && !hasChoice) return;
  await deps.updateGate(tenant, customerId, (gate) => {
    // Both customers of a merge may have had the address.
    const addressId = gate.sameAddress?.[givenId] ?? givenId;
    if ((gate.lastInboundAt[addressId] ?? 0) >= at) return gate;
    const lastInboundAt = { ...gate.lastInboundAt, [addressId]: at };
    if (account === undefined) return { ...gate, lastInboundAt };
    return { ...gate, lastInboundAt, lastInboundTo: { ...gate.lastInboundTo, [addressId]: account } };
  });
};

/** Whether the words say that no more messages are wanted. */
export const refuses = (wish: MessageWish | undefined): boolean => wish === 'opt_out' || wish === 'marketing_stop';

/**
 * The message that went out before is answered (Q14).
 * @param optsOut the answer refuses further messages: the breaker counts it against what was answered (G73)
 */
export const markReplied = async (
  deps: Pick<FollowDeps, 'messages' | 'clock'>,
  { tenant, answeredId, at }: Pick<InboundReceiptValue, 'tenant' | 'answeredId' | 'at'>,
  optsOut: boolean,
): Promise<void> => {
  if (answeredId === null) return;
  const kinds = optsOut ? (['replied', 'opted_out'] as const) : (['replied'] as const);
  await changeMessageIfThere(deps, { tenant, messageId: answeredId }, (message, now) => {
    const isKnown = ({ facts }: MessageValue, kind: (typeof kinds)[number]) => facts.some((fact) => fact.kind === kind);
    const told = kinds.filter((kind) => !isKnown(message, kind));
    const next = withFacts(
      message,
      told.map((kind) => ({ kind, at, recordedAt: now })),
      message.phase,
    );
    // A message with all the facts that it may have takes none that says less.
    return told.some((kind) => isKnown(next, kind)) ? next : message;
  });
};
