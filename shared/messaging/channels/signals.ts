/**
 * What a provider tells us, in our own words: the result of parsing one body of the events queue. A body may give
 * several signals (several recipients, several WhatsApp statuses). Pure data; times in epoch ms.
 */
import { createHash } from 'node:crypto';
import type { AlertReason, FailureClass, SendingChannel } from '#contract/vocabulary.ts';
import type { Verdicts } from '../mail/authenticity.ts';

/** What we sent along and the provider gives back (design §5): ways to find the message without its provider id. */
export interface SignalTags {
  readonly tenantId?: string;
  readonly customerId?: string;
  readonly attemptId?: string;
}

interface SignalBase {
  readonly channel: SendingChannel;
  /** The provider's id of the message: SES message id, SMS message id, wamid, or AWS's id of a WhatsApp message. */
  readonly providerId: string;
  readonly tags: SignalTags;
  /** Lower-case e-mail, or digits with `+`. WhatsApp's may differ from the number dialled: never match by it. */
  readonly recipient?: string;
  readonly at: number;
}

export interface ProgressSignal extends SignalBase {
  readonly type: 'progress';
  readonly kind: 'accepted' | 'sent' | 'delivered' | 'read';
  /** WhatsApp `accepted` only: the wamid that later events carry in place of `providerId`. */
  readonly newProviderId?: string;
  /** The address itself answered (F7); false where only a carrier took the message. */
  readonly proofOfLife: boolean;
}

export interface FailureSignal extends SignalBase {
  readonly type: 'failure';
  readonly class: FailureClass;
  /** Stable code of the provider, at most 80 characters: `Permanent/NoEmail`, `TEXT_INVALID`, `131026`. */
  readonly code: string;
  /** For the classes that can raise an alert. */
  readonly reason?: AlertReason;
  /** The provider's words, untrusted, at most 1,000 characters. */
  readonly diagnostic?: string;
  /** Equal for every telling of the same failure, in whatever format it comes. */
  readonly dedupeId: string;
  /** A resend, as a new message, may succeed. */
  readonly retryable: boolean;
}

export interface ComplaintSignal extends SignalBase {
  readonly type: 'complaint';
  /** IANA feedback type; null when the provider gives none. */
  readonly feedbackType: string | null;
  /** `dnd`: the customer does not want messages (Q7). `none`: recorded only (not-spam, auth-failure, other recipient). */
  readonly effect: 'dnd' | 'none';
  readonly dedupeId: string;
}

/** Kinds of inbound messages; what we do not know is kept as `unsupported`, never dropped. */
export const inboundKinds = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'button',
  'interactive',
  'reaction',
  'order',
  'system',
  'unsupported',
] as const;
export type InboundKind = (typeof inboundKinds)[number];

export interface InboundSignal {
  readonly type: 'inbound';
  readonly channel: 'sms' | 'whatsapp';
  /** The provider's id of the inbound message; repeats carry the same one. */
  readonly providerId: string;
  /** Sender, digits with `+`; an alphanumeric sender id stays as it is. */
  readonly from: string;
  /** Our number (SMS, with `+`) or our phone number id (WhatsApp). */
  readonly to: string;
  readonly at: number;
  readonly kind: InboundKind;
  /** What can be shown as text; empty for a picture without caption. */
  readonly text: string;
  readonly profileName?: string;
  /** Provider id of the message that this one answers or reacts to. */
  readonly contextId?: string;
  readonly media?: { readonly id: string; readonly mimeType?: string; readonly fileName?: string };
}

/** A mail that SES received: where it lies, and what SES says of it. */
export interface MailSignal {
  readonly type: 'mail';
  readonly channel: 'email';
  /** SES's id of the receipt. */
  readonly providerId: string;
  /** Addresses of ours in the envelope, in lower case. */
  readonly recipients: readonly string[];
  /** In lower case; empty or `<>` for none, null when it is not told. */
  readonly envelopeSender: string | null;
  /** The one sender that SES read in the header, in lower case; null for none or several. */
  readonly shownFrom: string | null;
  readonly subject: string;
  readonly verdicts: Verdicts;
  readonly bucket: string;
  readonly key: string;
  /** Time of receipt, epoch ms. */
  readonly at: number;
}

/** Something that changes neither message nor address, kept for the record. */
export interface NoticeSignal {
  readonly type: 'notice';
  readonly channel: SendingChannel;
  /** For example `delivery_delay`, `click`, `subscription`, `unknown_status`. */
  readonly kind: string;
  readonly providerId?: string;
  readonly tags: SignalTags;
  readonly recipient?: string;
  readonly at: number;
  /** At most 1,000 characters, untrusted. */
  readonly detail?: string;
  /** `subscription` only: the customer unsubscribed from everything, which makes a DND entry. */
  readonly optOut?: boolean;
}

/** Meta has decided on a template, or changed its mind (E23); how it stands is asked of Meta. */
export interface TemplateSignal {
  readonly type: 'template';
  readonly channel: 'whatsapp';
  /** Name at Meta. */
  readonly name: string;
  /** Meta's code or words for a refusal, untrusted, at most 300 characters. */
  readonly reason: string | null;
}

export type Signal =
  | ProgressSignal
  | FailureSignal
  | ComplaintSignal
  | InboundSignal
  | MailSignal
  | NoticeSignal
  | TemplateSignal;

/**
 * `UNKNOWN_VALUE`: a value that no table lists. `EMPTY_BOUNCE`: a bounce that names nobody. `RECIPIENT_UNKNOWN`: a
 * recipient to whom this mail did not go. `TIME_UNREADABLE`: the time of receipt stands in. `PART_UNREADABLE`: one of
 * several parts was left out. `AUTHENTICATION_FAILURE`: our DKIM or SPF does not hold. All of them call an operator.
 */
export type ParseWarning =
  | 'UNKNOWN_VALUE'
  | 'EMPTY_BOUNCE'
  | 'RECIPIENT_UNKNOWN'
  | 'TIME_UNREADABLE'
  | 'PART_UNREADABLE'
  | 'AUTHENTICATION_FAILURE';

/** Why a body could not be understood; it is stored and acknowledged, never retried (reliability §5.6 F). */
export type UnrecognisedReason =
  | 'NOT_JSON'
  | 'TOPIC_VALIDATION'
  | 'SUBSCRIPTION_SUCCEEDED'
  | 'SUBSCRIPTION_CONFIRMATION'
  | 'MESSAGE_BROKEN'
  | 'FORMAT_UNKNOWN'
  | 'EVENT_TYPE_MISSING'
  | 'EVENT_TYPES_DIFFER'
  | 'MAIL_MISSING'
  | 'TAGS_MALFORMED'
  | 'PROVIDER_ID_MISSING'
  | 'CONTENT_MISSING';

export interface Unrecognised {
  readonly reason: UnrecognisedReason;
  /** Expected now and then, e.g. the text that validates a topic. */
  readonly housekeeping: boolean;
  readonly alarm: boolean;
}

export interface ParsedBody {
  readonly signals: readonly Signal[];
  readonly unrecognised?: Unrecognised;
  /** Each at most once, sorted. */
  readonly warnings: readonly ParseWarning[];
}

export const unrecognised = (reason: UnrecognisedReason, kind: 'alarm' | 'housekeeping' = 'alarm'): ParsedBody => ({
  signals: [],
  unrecognised: { reason, housekeeping: kind === 'housekeeping', alarm: kind === 'alarm' },
  warnings: [],
});

export const parsed = (signals: readonly Signal[], warnings: Iterable<ParseWarning>): ParsedBody => ({
  signals,
  warnings: [...new Set(warnings)].toSorted(),
});

const mayWorkLater: readonly FailureClass[] = ['SOFT', 'RETRY', 'LIMIT', 'UNKNOWN'];
export const isRetryable = (failureClass: FailureClass): boolean => mayWorkLater.includes(failureClass);

/** A short id of what makes a failure the same one; hashed, because addresses must not stand in ids. */
export const dedupeIdOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** Longest text of a provider that is kept (reliability §5.6 row 108). */
const maxDiagnostic = 1000;

/** A provider's text, cut and without control characters; undefined when there is none. */
export const diagnosticOf = (...candidates: readonly unknown[]): string | undefined => {
  const text = candidates.find((one): one is string => typeof one === 'string' && one.trim() !== '');
  if (text === undefined) return undefined;
  const cut = text.slice(0, maxDiagnostic);
  return [...cut.toWellFormed()].map((char) => ((char.codePointAt(0) ?? 0) < 32 ? ' ' : char)).join('');
};

/** A provider's code, cut to the length that is stored. */
export const codeOf = (text: string): string => text.slice(0, 80).toWellFormed();

/** Digits of an international number with `+`; other sender ids stay as they are. */
export const phoneOf = (value: string): string => (/^\d{6,20}$/.test(value) ? `+${value}` : value);
