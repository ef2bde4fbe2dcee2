/**
 * What a provider tells us, in our own words: the result of parsing one body of the events queue. A body may give
 * several signals (several recipients, several WhatsApp statuses). Pure data; times in epoch ms.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { FailureClass } from '#contract/vocabulary.ts';
import { AlertReasonSchema, FailureClassSchema, SendingChannelSchema } from '#contract/vocabulary-schemas.ts';
import type { Verdicts } from '../mail/authenticity.ts';
import type { EventTime } from './provider-time.ts';

/** What we sent along and the provider gives back (design §5): ways to find the message without its provider id. */
const SignalTagsSchema = z.object({
  tenantId: z.string().exactOptional(),
  customerId: z.string().exactOptional(),
  attemptId: z.string().exactOptional(),
});
export type SignalTags = z.infer<typeof SignalTagsSchema>;

/** Times as in `EventTime`. */
const base = {
  at: z.number(),
  statedAt: z.number().exactOptional(),
  channel: SendingChannelSchema,
  tags: SignalTagsSchema,
  /** Lower-case e-mail, or digits with `+`. WhatsApp's may differ from the number dialled: never match by it. */
  recipient: z.string().exactOptional(),
};
const ofMessage = {
  ...base,
  /** The provider's id of the message: SES message id, SMS message id, wamid, or AWS's id of a WhatsApp message. */
  providerId: z.string(),
  /** WhatsApp's id of the person for this business, where it is told. */
  recipientUserId: z.string().exactOptional(),
};

const ProgressSignalSchema = z.object({
  type: z.literal('progress'),
  ...ofMessage,
  kind: z.enum(['accepted', 'sent', 'delivered', 'read']),
  /** WhatsApp `accepted` only: the wamid that later events carry in place of `providerId`. */
  newProviderId: z.string().exactOptional(),
  /** The address itself answered (F7); false where only a carrier took the message. */
  proofOfLife: z.boolean(),
});
export type ProgressSignal = z.infer<typeof ProgressSignalSchema>;

const FailureSignalSchema = z.object({
  type: z.literal('failure'),
  ...ofMessage,
  class: FailureClassSchema,
  /** Stable code of the provider, at most 80 characters: `Permanent/NoEmail`, `TEXT_INVALID`, `131026`. */
  code: z.string(),
  /** For the classes that can raise an alert. */
  reason: AlertReasonSchema.exactOptional(),
  /** The provider's words, untrusted, at most 1,000 characters. */
  diagnostic: z.string().exactOptional(),
  /** Equal for every telling of the same failure, in whatever format it comes. */
  dedupeId: z.string(),
  /** A resend, as a new message, may succeed. */
  retryable: z.boolean(),
});
export type FailureSignal = z.infer<typeof FailureSignalSchema>;

const ComplaintSignalSchema = z.object({
  type: z.literal('complaint'),
  ...ofMessage,
  /** IANA feedback type; null when the provider gives none. */
  feedbackType: z.string().nullable(),
  /** `dnd`: the customer does not want messages (Q7). `none`: recorded only (not-spam, auth-failure, other recipient). */
  effect: z.enum(['dnd', 'none']),
  dedupeId: z.string(),
});
export type ComplaintSignal = z.infer<typeof ComplaintSignalSchema>;

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
  'edit',
  'revoke',
  'request_welcome',
  'call_permission',
  'unsupported',
] as const;
export type InboundKind = (typeof inboundKinds)[number];

export interface InboundSignal extends EventTime {
  readonly type: 'inbound';
  readonly channel: 'sms' | 'whatsapp';
  /** The provider's id of the inbound message; repeats carry the same one. */
  readonly providerId: string;
  /** Sender, digits with `+`; an alphanumeric sender id stays as it is; of WhatsApp the user id where no number is told. */
  readonly from: string;
  /** WhatsApp's id of the person for this business, where it is told: the only one of people who hide their number. */
  readonly userId?: string;
  /** Our number (SMS, with `+`) or our phone number id (WhatsApp). */
  readonly to: string;
  readonly kind: InboundKind;
  /** What can be shown as text; empty for a picture without caption. */
  readonly text: string;
  readonly profileName?: string;
  /** Provider id of the message that this one answers or reacts to. */
  readonly contextId?: string;
  readonly media?: { readonly id: string; readonly mimeType?: string; readonly fileName?: string };
  /** Provider id of the message of the customer that this one edits or takes back. */
  readonly changes?: string;
  /** `system`: what the person has from now on: a number, digits with `+`, or a user id where no number is told. */
  readonly newNumber?: string;
}

/** The person has stopped or resumed marketing messages in WhatsApp itself; no message comes with it. */
export interface PreferenceSignal extends EventTime, Pick<InboundSignal, 'from' | 'userId' | 'to'> {
  readonly type: 'preference';
  readonly channel: 'whatsapp';
  readonly wish: 'stop' | 'resume';
}

/** A mail that SES received: where it lies, and what SES says of it; `at` is the time of its receipt. */
export interface MailSignal extends EventTime {
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
}

/** Something that changes neither message nor address, kept for the record. */
const NoticeSignalSchema = z.object({
  type: z.literal('notice'),
  ...base,
  /** For example `delivery_delay`, `click`, `subscription`, `unknown_status`. */
  kind: z.string(),
  providerId: z.string().exactOptional(),
  /** At most 1,000 characters, untrusted. */
  detail: z.string().exactOptional(),
  /** `subscription` only: the customer unsubscribed from everything, which makes a DND entry. */
  optOut: z.boolean().exactOptional(),
});
export type NoticeSignal = z.infer<typeof NoticeSignalSchema>;

/** What is told of a message of ours. It waits as JSON where its message is not known yet. */
export const DeliverySignalSchema = z.discriminatedUnion('type', [
  ProgressSignalSchema,
  FailureSignalSchema,
  ComplaintSignalSchema,
  NoticeSignalSchema,
]);
export type DeliverySignal = z.infer<typeof DeliverySignalSchema>;

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
  | PreferenceSignal
  | MailSignal
  | NoticeSignal
  | TemplateSignal;

/**
 * `UNKNOWN_VALUE`: a value that no table lists. `EMPTY_BOUNCE`: a bounce that names nobody. `RECIPIENT_UNKNOWN`: a
 * recipient to whom this mail did not go. `TIME_UNREADABLE`: the time of receipt stands in. `TIME_OUT_OF_RANGE`: a time
 * that is not believed, see `believedTime`. `PART_UNREADABLE`: one of several parts was left out. `AUTHENTICATION_FAILURE`: our DKIM or SPF does not hold. All of them call an operator.
 */
export type ParseWarning =
  | 'UNKNOWN_VALUE'
  | 'EMPTY_BOUNCE'
  | 'RECIPIENT_UNKNOWN'
  | 'TIME_UNREADABLE'
  | 'TIME_OUT_OF_RANGE'
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
