/**
 * Events of Amazon SES, in both of its formats: classic feedback (`notificationType`) and event publishing
 * (`eventType`) (delivery-events.md §1.2, A.2, A.3). Fields that are not read may be anything; SES adds new ones.
 */
import * as z from 'zod';
import { readProviderTime } from '../provider-time.ts';
import {
  codeOf,
  dedupeIdOf,
  diagnosticOf,
  isRetryable,
  type ParsedBody,
  type ParseWarning,
  parsed,
  type Signal,
  unrecognised,
} from '../signals.ts';
import { classifyBounce, hasFailed } from './ses-bounces.ts';
import { addressOf, EventSchema, isOurs, MailSchema, type Reading, recipientsOf, tagsOf } from './ses-reading.ts';
import { receivedSignals } from './ses-received.ts';

const stringOf = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;

const bounceSignals = (reading: Reading): Signal[] => {
  const { base, event, warnings } = reading;
  const bounce = event.bounce ?? {};
  const type = stringOf(bounce.bounceType, 'Unknown');
  const subtype = stringOf(bounce.bounceSubType, 'Unknown');
  const code = codeOf(`${type}/${subtype}`);
  const at = reading.timeOf(bounce.timestamp);
  const feedbackId = stringOf(bounce.feedbackId, '');
  const recipients = recipientsOf(bounce.bouncedRecipients);
  if (recipients.length === 0) {
    // The message bounced, but nobody is named: it is marked, no address is (row 98).
    warnings.add('EMPTY_BOUNCE');
    const dedupeId = dedupeIdOf('bounce', base.providerId, '', feedbackId);
    return [{ ...base, type: 'failure', at, class: 'UNKNOWN', code, dedupeId, retryable: true }];
  }
  return recipients.map((entry): Signal => {
    const recipient = addressOf(entry.emailAddress);
    const diagnostic = diagnosticOf(entry.diagnosticCode, entry.status);
    const words = diagnostic === undefined ? {} : { diagnostic };
    if (!hasFailed(type, entry.action, entry.status)) {
      const detail = diagnostic === undefined ? {} : { detail: diagnostic };
      return { ...base, type: 'notice', kind: 'delivery_delay', recipient, at, ...detail };
    }
    const meaning = classifyBounce(type, subtype, entry.status, entry.diagnosticCode);
    if (meaning.isUnknown) warnings.add('UNKNOWN_VALUE');
    const ours = isOurs(reading, recipient);
    const failureClass = ours ? meaning.class : 'UNKNOWN';
    return {
      ...base,
      type: 'failure',
      recipient,
      at,
      class: failureClass,
      code,
      ...(ours && meaning.reason !== undefined ? { reason: meaning.reason } : {}),
      ...words,
      dedupeId: dedupeIdOf('bounce', base.providerId, recipient, feedbackId),
      retryable: isRetryable(failureClass),
    };
  });
};

/** `not-spam` is the opposite of a complaint; `auth-failure` speaks of our own DKIM or SPF. */
const feedbackTypes = ['abuse', 'auth-failure', 'fraud', 'not-spam', 'other', 'virus'];
const harmlessFeedback = ['not-spam', 'auth-failure'];

const complaintSignals = (reading: Reading): Signal[] => {
  const { base, event, destination, warnings } = reading;
  const complaint = event.complaint ?? {};
  const at = reading.timeOf(complaint.timestamp, complaint.arrivalDate);
  const feedbackType = typeof complaint.complaintFeedbackType === 'string' ? complaint.complaintFeedbackType : null;
  if (feedbackType !== null && !feedbackTypes.includes(feedbackType)) warnings.add('UNKNOWN_VALUE');
  if (feedbackType === 'auth-failure') warnings.add('AUTHENTICATION_FAILURE');
  const named = recipientsOf(complaint.complainedRecipients).map((entry) => addressOf(entry.emailAddress));
  // Providers may redact who complained; a mail to one person leaves no doubt.
  const recipients = named.length > 0 ? named : destination.slice(0, destination.length === 1 ? 1 : 0);
  if (recipients.length === 0) warnings.add('RECIPIENT_UNKNOWN');
  const feedbackId = stringOf(complaint.feedbackId, '');
  return (recipients.length > 0 ? recipients : [undefined]).map((recipient): Signal => {
    const ours = recipient !== undefined && isOurs(reading, recipient);
    const who = recipient === undefined ? {} : { recipient };
    const dedupeId = dedupeIdOf('complaint', base.providerId, recipient ?? '', feedbackId);
    if (complaint.complaintSubType === 'OnAccountSuppressionList') {
      // Not a new complaint: SES took the message and did not send it, because of an earlier one.
      const code = 'Complaint/OnAccountSuppressionList';
      const meaning = ours
        ? ({ class: 'SUPPRESSED', reason: 'PROVIDER_SUPPRESSED' } as const)
        : ({ class: 'UNKNOWN' } as const);
      return { ...base, type: 'failure', ...who, at, ...meaning, code, dedupeId, retryable: false };
    }
    const isHarmless = feedbackType !== null && harmlessFeedback.includes(feedbackType);
    return {
      ...base,
      type: 'complaint',
      ...who,
      at,
      feedbackType,
      effect: ours && !isHarmless ? 'dnd' : 'none',
      dedupeId,
    };
  });
};

const deliverySignals = (reading: Reading): Signal[] => {
  const { base, event } = reading;
  const at = reading.timeOf(event.delivery?.timestamp);
  const named = z.array(z.string()).catch([]).parse(event.delivery?.recipients).map(addressOf);
  const progress = { ...base, type: 'progress', kind: 'delivered', at } as const;
  if (named.length === 0) return [{ ...progress, proofOfLife: false }];
  return named.map((recipient) => ({ ...progress, recipient, proofOfLife: isOurs(reading, recipient) }));
};

const delaySignals = (reading: Reading): Signal[] => {
  const { base, event } = reading;
  const delay = event.deliveryDelay ?? {};
  const notice = { ...base, type: 'notice', kind: 'delivery_delay', at: reading.timeOf(delay.timestamp) } as const;
  const recipients = recipientsOf(delay.delayedRecipients);
  const type = diagnosticOf(delay.delayType);
  if (recipients.length === 0) return [{ ...notice, ...(type === undefined ? {} : { detail: type }) }];
  return recipients.map((entry) => {
    const detail = diagnosticOf([type, entry.diagnosticCode].filter(Boolean).join(': '));
    return { ...notice, recipient: addressOf(entry.emailAddress), ...(detail === undefined ? {} : { detail }) };
  });
};

const contentFailure = (reading: Reading, code: string, words: unknown): Signal[] => {
  const diagnostic = diagnosticOf(words);
  return [
    {
      ...reading.base,
      type: 'failure',
      at: reading.timeOf(),
      class: 'CONTENT',
      code,
      ...(diagnostic === undefined ? {} : { diagnostic }),
      dedupeId: dedupeIdOf(code, reading.base.providerId),
      retryable: false,
    },
  ];
};

const notice = (reading: Reading, kind: string, time: unknown, words?: unknown): Signal => {
  const detail = diagnosticOf(words);
  return {
    ...reading.base,
    type: 'notice',
    kind,
    at: reading.timeOf(time),
    ...(detail === undefined ? {} : { detail }),
  };
};

const seen = (reading: Reading, time: unknown): Signal => ({
  ...reading.base,
  type: 'progress',
  kind: 'read',
  at: reading.timeOf(time),
  proofOfLife: true,
});

const subscriptionSignals = (reading: Reading): Signal[] => {
  const { subscription } = reading.event;
  const preferences = z.looseObject({ unsubscribeAll: z.boolean() }).safeParse(subscription?.newTopicPreferences);
  const optOut = preferences.success && preferences.data.unsubscribeAll;
  const base = { ...reading.base, type: 'notice', kind: 'subscription', optOut } as const;
  const recipient = reading.destination.length === 1 ? reading.destination[0] : undefined;
  return [{ ...base, at: reading.timeOf(subscription?.timestamp), ...(recipient === undefined ? {} : { recipient }) }];
};

const readers: Readonly<Record<string, (reading: Reading) => Signal[]>> = {
  Send: (reading) => [{ ...reading.base, type: 'progress', kind: 'sent', at: reading.timeOf(), proofOfLife: false }],
  Delivery: deliverySignals,
  Bounce: bounceSignals,
  Complaint: complaintSignals,
  Reject: (reading) => contentFailure(reading, 'Reject', reading.event.reject?.reason),
  'Rendering Failure': (reading) => contentFailure(reading, 'RenderingFailure', reading.event.failure?.errorMessage),
  Open: (reading) => [seen(reading, reading.event.open?.timestamp)],
  Click: (reading) => {
    const click = reading.event.click;
    return [seen(reading, click?.timestamp), notice(reading, 'click', click?.timestamp, click?.link)];
  },
  DeliveryDelay: delaySignals,
  Subscription: subscriptionSignals,
  Received: receivedSignals,
};

/**
 * Signals of one SES event. Never throws; what cannot be read ends in `unrecognised` or `warnings`.
 *
 * @param receivedAt epoch ms; stands in for a time that cannot be read.
 */
export const parseSesEvent = (value: unknown, receivedAt: number): ParsedBody => {
  const whole = EventSchema.safeParse(value);
  if (!whole.success) return unrecognised('FORMAT_UNKNOWN');
  const event = whole.data;
  const { eventType, notificationType } = event;
  if (notificationType === 'AmazonSnsSubscriptionSucceeded')
    return unrecognised('SUBSCRIPTION_SUCCEEDED', 'housekeeping');
  if (eventType !== undefined && notificationType !== undefined && eventType !== notificationType) {
    return unrecognised('EVENT_TYPES_DIFFER');
  }
  const kind = eventType ?? notificationType;
  if (kind === undefined) return unrecognised('EVENT_TYPE_MISSING');
  const mail = MailSchema.safeParse(event.mail);
  if (!mail.success) return unrecognised('MAIL_MISSING');
  const tags = tagsOf(mail.data.tags);
  if (tags === null) return unrecognised('TAGS_MALFORMED');

  const warnings = new Set<ParseWarning>();
  const timeOf = (...candidates: readonly unknown[]): number => {
    for (const candidate of [...candidates, mail.data.timestamp]) {
      const at = readProviderTime(candidate);
      if (at !== null) return at;
    }
    warnings.add('TIME_UNREADABLE');
    return receivedAt;
  };
  const reading: Reading = {
    event,
    base: { channel: 'email', providerId: mail.data.messageId, tags },
    destination: mail.data.destination.map(addressOf),
    warnings,
    timeOf,
  };
  const read = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  if (read === undefined) {
    warnings.add('UNKNOWN_VALUE');
    return parsed([notice(reading, 'unknown_event', undefined, kind)], warnings);
  }
  return parsed(read(reading), warnings);
};
