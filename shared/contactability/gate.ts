/**
 * "Can I contact?": every reason against a message, never only the first (F11, F12, Q7, Q8, E24–E27). The API's
 * `contact-check` and the send gate ask this same function. Knows no clock and reads nothing: the caller brings all.
 */

import type { RestrictionKind } from '#contract/privacy-words.ts';
import {
  type Channel,
  type Contactability,
  type ContactReasonCode,
  isSendingChannel,
  type Purpose,
  type TemplateState,
} from '#contract/vocabulary.ts';
import type { Origin } from '#contract/vocabulary-schemas.ts';
import type { AddressStanding } from '#shared/customers/assessment.ts';
import type { DndEntry } from '#shared/customers/dnd-entry.ts';
import { scopeOfRefusal } from '#shared/customers/permission.ts';

/** Time after the customer's last message in which WhatsApp takes free text (Meta error 131047). */
export const whatsAppWindowMs = 24 * 60 * 60 * 1000;

/** What the gate item of a customer holds for these rules. Times in epoch ms. */
export interface GateState {
  /** End of the pause; null when there is none. */
  readonly pausedUntil: number | null;
  /** The latest promise to pay; automatic messages wait until it is over (Q10). */
  readonly promise: { readonly until: number } | null;
  /** Set while nothing at all may go, for instance because the customer died (Q10). */
  readonly stopped: object | null;
  /** The person objects to automatic messages, or the data are blocked for all. */
  readonly restriction?: { readonly kind: RestrictionKind } | undefined;
  /** Since when the person is being erased. */
  readonly erasingSince?: number | undefined;
  readonly dnd: readonly DndEntry[];
  readonly activeAddressIds: readonly string[];
  readonly wrongNumberAddressIds: readonly string[];
  /** By address: time of the customer's last message to us. */
  readonly lastInboundAt: Readonly<Record<string, number>>;
  /** By address: account of ours that the customer wrote to last. */
  readonly lastInboundTo?: Readonly<Record<string, string>> | undefined;
}

/** The address as it is now, read from its own item and not from a list (design §5). */
export interface GateAddress {
  readonly addressId: string;
  readonly channel: Channel;
  /** Normalised: lower-case e-mail, or E.164 with `+`. */
  readonly value: string;
  /** Keyed hash of the value. */
  readonly hash: string;
  /** Opt-outs and complaints of whoever has the address, whichever customer that is. */
  readonly refusals: AddressStanding['refusals'];
  /** Any alert at all; only whether there is one counts here. */
  readonly alert: object | null;
  /** Cleared here, but the provider's suppression list could not be asked yet (Q9). */
  readonly providerPending: boolean;
}

export interface MessageIntent {
  readonly purpose: Purpose;
  readonly origin?: Pick<Origin, 'kind'>;
  /** Written by hand, so not from a template; WhatsApp allows it only within its window. */
  readonly freeText: boolean;
  /** State of the template used, if any. */
  readonly templateState?: TemplateState;
}

export interface GateCompany {
  readonly channels: Readonly<Record<Channel, boolean>>;
  /** Valid accounts to send from, by channel. */
  readonly senders: Readonly<Partial<Record<Channel, readonly string[]>>>;
  /** Ids of accounts that are no longer connected. */
  readonly disconnected?: readonly string[] | undefined;
  /** A pause blocks manual messages too; otherwise it only warns (Q8). */
  readonly blockManualWhenPaused: boolean;
  /** The company's own e-mail addresses and numbers, normalised. */
  readonly ownAddresses: readonly string[];
  /** Whether an approved WhatsApp template exists; leave out when not known. */
  readonly hasApprovedWhatsAppTemplate?: boolean;
}

export interface ContactQuestion {
  readonly channel: Channel;
  /** Null when the customer has none of this channel. */
  readonly address: GateAddress | null;
  readonly gate: GateState;
  readonly intent: MessageIntent;
  readonly company: GateCompany;
  readonly contactability: Contactability;
  /** Epoch ms. */
  readonly now: number;
}

/** `until`: epoch ms at which the reason ends by itself. Not `blocking`: a warning. */
export interface ContactReason {
  readonly code: ContactReasonCode;
  readonly until?: number;
  readonly blocking: boolean;
}

const blocking = (code: ContactReasonCode): ContactReason => ({ code, blocking: true });

const channelReasons = (question: ContactQuestion): ContactReason[] => [
  ...(question.company.channels[question.channel] ? [] : [blocking('CHANNEL_DISABLED')]),
  ...(isSendingChannel(question.channel) && !hasAccount(question) ? [blocking('NO_SENDER')] : []),
];

/**
 * The account that the customer wrote to is gone, and this is an answer (E25). WhatsApp's window is that of the number
 * that was written to, so no other may answer there; elsewhere the default account does, and this only warns.
 */
const answerReasons = ({ channel, address, gate, intent, company }: ContactQuestion): ContactReason[] => {
  const writtenTo = address === null ? undefined : gate.lastInboundTo?.[address.addressId];
  if (!intent.freeText || writtenTo === undefined || !company.disconnected?.includes(writtenTo)) return [];
  return [{ code: 'ACCOUNT_DISCONNECTED', blocking: channel === 'whatsapp' }];
};

const hasAccount = ({ channel, company }: ContactQuestion): boolean => (company.senders[channel] ?? []).length > 0;

const addressReasons = ({ address, gate, company }: ContactQuestion): ContactReason[] => {
  // A replaced or deleted address counts as none: a message queued to it must not follow the old value (A25).
  if (address === null || !gate.activeAddressIds.includes(address.addressId)) return [blocking('NO_ADDRESS')];
  return [
    ...(address.alert === null ? [] : [blocking('ADDRESS_ALERTED')]),
    ...(address.providerPending ? [blocking('PROVIDER_SUPPRESSED')] : []),
    ...(gate.wrongNumberAddressIds.includes(address.addressId) ? [blocking('WRONG_NUMBER')] : []),
    ...(company.ownAddresses.includes(address.value) ? [blocking('RECIPIENT_IS_SENDER')] : []),
  ];
};

const dndApplies = (scope: DndEntry['scope'], intent: MessageIntent): boolean => {
  if (scope === 'all') return true;
  if (scope === 'automatic') return intent.purpose === 'automatic' || intent.origin !== undefined;
  return intent.origin?.kind === 'campaign';
};

/** Whether the address itself refuses is asked of the address; what the gate repeats of it may lag. */
const isRefused = ({ channel, address, gate, intent }: ContactQuestion): boolean =>
  (address?.refusals ?? []).some(({ source }) => dndApplies(scopeOfRefusal(source), intent)) ||
  gate.dnd.some(
    (entry) =>
      entry.channel === channel &&
      (entry.hash === undefined || entry.hash !== address?.hash) &&
      dndApplies(entry.scope, intent),
  );

const permissionReasons = (question: ContactQuestion): ContactReason[] => {
  const { gate, intent, company, now } = question;
  const paused = gate.pausedUntil !== null && gate.pausedUntil > now;
  const promise = gate.promise !== null && gate.promise.until > now ? gate.promise : null;
  return [
    ...(gate.stopped === null || gate.erasingSince !== undefined ? [] : [blocking('CONTACT_STOPPED')]),
    ...(isRefused(question) ? [blocking('CONTACT_DND')] : []),
    ...(paused && gate.pausedUntil !== null
      ? [
          {
            code: 'CONTACT_PAUSED' as const,
            until: gate.pausedUntil,
            blocking: intent.purpose === 'automatic' || company.blockManualWhenPaused,
          },
        ]
      : []),
    // A person who writes by hand is told, and decides.
    ...(promise === null
      ? []
      : [{ code: 'PROMISE_OPEN' as const, until: promise.until, blocking: intent.purpose === 'automatic' }]),
  ];
};

/** Who objects is written to by a person alone, who is told; who is blocked by nobody (Ley 21.719 arts. 8, 8 ter). */
const restrictionReasons = ({ gate, intent }: ContactQuestion): ContactReason[] => {
  if (gate.erasingSince !== undefined) return [blocking('DATA_ERASING')];
  const kind = gate.restriction?.kind;
  if (kind === undefined) return [];
  if (kind === 'blocking') return [blocking('DATA_BLOCKED')];
  return [{ code: 'DATA_OPPOSED', blocking: intent.purpose === 'automatic' || intent.origin !== undefined }];
};

/** Compared by time, never by whether a stored item still exists (reliability §0.5). */
const isWindowOpen = ({ address, gate, now }: ContactQuestion): boolean => {
  const lastInboundAt = address === null ? undefined : gate.lastInboundAt[address.addressId];
  return lastInboundAt !== undefined && now - lastInboundAt < whatsAppWindowMs;
};

const whatsAppReasons = (question: ContactQuestion): ContactReason[] => {
  if (question.channel !== 'whatsapp') return [];
  const { intent, company } = question;
  const closed = intent.freeText && !isWindowOpen(question);
  return [
    // Whoever has not written within a day is contacted proactively (E26).
    ...(!hasAccount(question) && !isWindowOpen(question) ? [blocking('NO_PROACTIVE_ACCOUNT')] : []),
    ...(closed ? [blocking('WHATSAPP_WINDOW_CLOSED')] : []),
    ...(closed && company.hasApprovedWhatsAppTemplate === false ? [blocking('NO_APPROVED_TEMPLATE')] : []),
    ...(intent.templateState === undefined || intent.templateState === 'approved'
      ? []
      : [blocking('TEMPLATE_NOT_APPROVED')]),
  ];
};

/** Reasons that say that this address cannot be used at all. */
const unusable: readonly ContactReasonCode[] = [
  'NO_ADDRESS',
  'ADDRESS_ALERTED',
  'PROVIDER_SUPPRESSED',
  'WRONG_NUMBER',
  'CHANNEL_DISABLED',
];

/**
 * All reasons against the message; empty means that nothing speaks against it.
 *
 * The customer's stored contactability may lag behind the addresses (design §5), so it is named only beside a reason
 * of the address itself and never blocks a good one; calls do not count for it (Q2).
 */
export const reasonsAgainst = (question: ContactQuestion): ContactReason[] => {
  const own = [...addressReasons(question), ...channelReasons(question)];
  const isNone =
    isSendingChannel(question.channel) &&
    question.contactability === 'none' &&
    own.some((reason) => unusable.includes(reason.code));
  return [
    ...own,
    ...(isNone ? [blocking('CUSTOMER_NOT_CONTACTABLE')] : []),
    ...answerReasons(question),
    ...restrictionReasons(question),
    ...permissionReasons(question),
    ...whatsAppReasons(question),
  ];
};

/**
 * Whether the company has no account for any of the channels that the customer has (E27).
 * @param perAddress reasons of each address of a channel that sends
 */
export const hasNoValidAccount = (perAddress: readonly (readonly ContactReason[])[]): boolean =>
  perAddress.length > 0 && perAddress.every((reasons) => reasons.some(({ code }) => code === 'NO_SENDER'));

export type GateDecision = 'send' | 'blocked' | 'skipped';

/** Reasons that end by themselves: an automatic message is skipped for them and never sent later (Q8, Q10). */
const passing: readonly ContactReasonCode[] = ['CONTACT_PAUSED', 'PROMISE_OPEN'];

/**
 * Nothing against the message itself: the company has switched the channel off, or its account is not connected. What
 * was accepted before waits until that is undone, while it is of use (F18).
 */
export const endWithSettings: readonly ContactReasonCode[] = ['CHANNEL_DISABLED', 'NO_SENDER', 'NO_PROACTIVE_ACCOUNT'];

/** `skipped`: only a pause or a promise stands against an automatic message. */
export const decision = (reasons: readonly ContactReason[], purpose: Purpose): GateDecision => {
  const against = reasons.filter((reason) => reason.blocking);
  if (against.length === 0) return 'send';
  const onlyPassing = against.every((reason) => passing.includes(reason.code));
  return onlyPassing && purpose === 'automatic' ? 'skipped' : 'blocked';
};
