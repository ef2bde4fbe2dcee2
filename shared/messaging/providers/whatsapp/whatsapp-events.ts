/**
 * Events of WhatsApp by AWS End User Messaging Social (delivery-events.md §1.4, A.6): JSON in JSON in the SNS message.
 * Every change, status and message of a body is read, not only the first of each.
 */
import * as z from 'zod';
import { readProviderTime } from '../provider-time.ts';
import { readJson } from '../read-json.ts';
import {
  codeOf,
  dedupeIdOf,
  diagnosticOf,
  isRetryable,
  type ParsedBody,
  type ParseWarning,
  parsed,
  type Signal,
  type SignalTags,
  unrecognised,
} from '../signals.ts';
import { member } from './whatsapp-content.ts';
import { classifyWhatsAppError } from './whatsapp-errors.ts';
import { type ChangeBody, inboundSignal, preferenceSignal } from './whatsapp-inbound.ts';
import { contactOf, whatsAppUser } from './whatsapp-user.ts';

const text = z.string().optional().catch(undefined);
const list = z.array(z.unknown()).catch([]);

/** Longest id of a number or message that is read, characters; what is longer names nobody. */
const longestId = 200;

const ContextSchema = z.looseObject({
  MetaPhoneNumberIds: z.array(z.looseObject({ metaPhoneNumberId: text, arn: text })).catch([]),
});

const HeaderSchema = z.looseObject({
  context: ContextSchema.optional().catch(undefined),
  messageId: text,
  message_timestamp: z.unknown().optional(),
  whatsAppWebhookEntry: z.unknown().optional(),
  entry: z.unknown().optional(),
  changes: z.unknown().optional(),
});

const ChangeSchema = z.looseObject({ field: z.string().catch('unknown'), value: z.looseObject({}).catch({}) });

const StatusSchema = z.looseObject({
  id: z.string().min(1).max(longestId),
  status: z.string().min(1),
  timestamp: z.unknown().optional(),
  recipient_id: z.unknown().optional(),
  recipient_user_id: z.unknown().optional(),
  biz_opaque_callback_data: text,
  errors: list,
});

const ErrorSchema = z.looseObject({
  code: z.union([z.number(), z.string().regex(/^\d{1,9}$/)]).transform(Number),
  title: text,
  message: text,
  error_data: z.looseObject({ details: text }).optional().catch(undefined),
});

/** What belongs to the whole body. */
interface Header {
  readonly awsMessageId: string | undefined;
  /** Our phone numbers: AWS's id, under which a company is known, by Meta's. */
  readonly phoneNumberIds: ReadonlyMap<string, string>;
  readonly receivedAt: number;
  readonly warnings: Set<ParseWarning>;
}

/** `tenantId|customerId|attemptId`; of two parts the customer is missing. */
const tagsOf = (callbackData: string | undefined): SignalTags => {
  const parts = callbackData?.split('|') ?? [];
  if (parts.some((part) => part === '')) return {};
  if (parts.length === 2) return { tenantId: parts[0] ?? '', attemptId: parts[1] ?? '' };
  if (parts.length !== 3) return {};
  return { tenantId: parts[0] ?? '', customerId: parts[1] ?? '', attemptId: parts[2] ?? '' };
};

const failureSignals = (
  base: {
    channel: 'whatsapp';
    providerId: string;
    tags: SignalTags;
    recipient?: string;
    recipientUserId?: string;
    at: number;
  },
  errors: readonly unknown[],
  warnings: Set<ParseWarning>,
): Signal[] => {
  const known = errors.flatMap((error) => {
    const one = ErrorSchema.safeParse(error);
    return one.success ? [one.data] : [];
  });
  if (known.length === 0) {
    warnings.add('UNKNOWN_VALUE');
    const dedupeId = dedupeIdOf('whatsapp', base.providerId, 'failed');
    return [{ ...base, type: 'failure', class: 'UNKNOWN', code: 'failed', dedupeId, retryable: true }];
  }
  return known.map((error): Signal => {
    const { isUnknown, ...meaning } = classifyWhatsAppError(error.code);
    if (isUnknown) warnings.add('UNKNOWN_VALUE');
    const diagnostic = diagnosticOf(error.error_data?.details, error.message, error.title);
    return {
      ...base,
      type: 'failure',
      ...meaning,
      code: String(error.code),
      ...(diagnostic === undefined ? {} : { diagnostic }),
      dedupeId: dedupeIdOf('whatsapp', base.providerId, String(error.code)),
      retryable: isRetryable(meaning.class),
    };
  });
};

const statusSignals = (value: unknown, contacts: readonly unknown[], header: Header): Signal[] => {
  const { warnings, awsMessageId } = header;
  const found = StatusSchema.safeParse(value);
  if (!found.success) {
    warnings.add('PART_UNREADABLE');
    return [];
  }
  const { id, status, timestamp, errors, recipient_id: number, recipient_user_id: userId } = found.data;
  const contact = contactOf(contacts, number, userId);
  const person = whatsAppUser([number, member(contact, 'wa_id')], [userId, member(contact, 'user_id')]);
  const at = readProviderTime(timestamp);
  if (at === null) warnings.add('TIME_UNREADABLE');
  const base = {
    channel: 'whatsapp' as const,
    providerId: id,
    tags: tagsOf(found.data.biz_opaque_callback_data),
    ...(person === undefined ? {} : { recipient: person.from }),
    ...(person?.userId === undefined ? {} : { recipientUserId: person.userId }),
    at: at ?? header.receivedAt,
  };
  if (status === 'accepted') {
    // The one event that knows both ids: AWS's, which the call answered, and Meta's, which later events carry.
    const ids = awsMessageId === undefined ? {} : { providerId: awsMessageId, newProviderId: id };
    return [{ ...base, ...ids, type: 'progress', kind: 'accepted', proofOfLife: false }];
  }
  if (status === 'sent') return [{ ...base, type: 'progress', kind: 'sent', proofOfLife: false }];
  if (status === 'delivered' || status === 'read') {
    return [{ ...base, type: 'progress', kind: status, proofOfLife: true }];
  }
  if (status === 'failed') return failureSignals(base, errors, warnings);
  warnings.add('UNKNOWN_VALUE');
  return [{ ...base, type: 'notice', kind: 'unknown_status', detail: codeOf(status) }];
};

const ValueSchema = z.looseObject({
  metadata: z.looseObject({ phone_number_id: text }).catch({ phone_number_id: undefined }),
  statuses: list,
  messages: list,
  user_preferences: list,
  contacts: list,
  errors: list,
});

/**
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update/
 * AWS does not say whether it passes these on; where it does not, the hourly run tells the same.
 */
const TemplateNewsSchema = z.looseObject({
  message_template_name: z.string().min(1).max(512),
  reason: text,
  rejection_info: z.looseObject({ reason: text, recommendation: text }).optional().catch(undefined),
});

const templateSignals = (value: unknown): Signal[] => {
  const found = TemplateNewsSchema.safeParse(value);
  if (!found.success) return [];
  const { message_template_name: name, reason, rejection_info: info } = found.data;
  const words = [info?.reason, info?.recommendation].filter((part) => part !== undefined).join(' ');
  return [{ type: 'template', channel: 'whatsapp', name, reason: diagnosticOf(words, reason)?.slice(0, 300) ?? null }];
};

const changeSignals = (value: unknown, header: Header): Signal[] => {
  const change = ChangeSchema.safeParse(value);
  if (!change.success) {
    header.warnings.add('PART_UNREADABLE');
    return [];
  }
  const { field } = change.data;
  const notice = { channel: 'whatsapp' as const, type: 'notice' as const, tags: {}, at: header.receivedAt };
  // Quality of numbers and the like: recorded, for other parts to use.
  const news = field === 'message_template_status_update' ? templateSignals(change.data.value) : [];
  const isHandled = field === 'messages' || field === 'user_preferences';
  if (!isHandled) return [{ ...notice, kind: 'account', detail: codeOf(field) }, ...news];
  const {
    metadata,
    statuses,
    messages,
    user_preferences: wishes,
    contacts,
    errors,
  } = ValueSchema.parse(change.data.value);
  const metaId = metadata.phone_number_id ?? '';
  const named = header.phoneNumberIds.get(metaId) ?? metaId;
  const to = named.length > longestId ? '' : named;
  const body: ChangeBody = { to, contacts, receivedAt: header.receivedAt, warnings: header.warnings };
  const present = <Found>(found: Found | null): Found[] => (found === null ? [] : [found]);
  return [
    ...statuses.flatMap((status) => statusSignals(status, contacts, header)),
    ...messages.flatMap((message) => present(inboundSignal(message, body))),
    ...wishes.flatMap((wish) => present(preferenceSignal(wish, body))),
    ...errors.flatMap((value): Signal[] => {
      const error = ErrorSchema.safeParse(value);
      return error.success ? [{ ...notice, kind: 'account_error', detail: String(error.data.code) }] : [];
    }),
  ];
};

/** JSON text, or JSON text of JSON text, to its value; undefined when broken. */
const unwrapJson = (value: unknown, depth = 2): unknown => {
  if (typeof value !== 'string') return value;
  if (depth === 0) return undefined;
  try {
    return unwrapJson(readJson(value), depth - 1);
  } catch {
    return undefined;
  }
};

/**
 * AWS names a number by the end of its ARN, in calls with a prefix; Meta names it by digits. The header has both.
 * https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_SendWhatsAppMessage.html
 */
const phoneNumberIdsOf = (context: z.infer<typeof ContextSchema> | undefined): ReadonlyMap<string, string> =>
  new Map(
    (context?.MetaPhoneNumberIds ?? []).flatMap(({ metaPhoneNumberId, arn }) => {
      const id = arn?.split(':phone-number-id/')[1];
      return metaPhoneNumberId && id ? [[metaPhoneNumberId, `phone-number-id-${id}`] as const] : [];
    }),
  );

const EntrySchema = z.looseObject({ changes: z.array(z.unknown()) });

/**
 * Signals of one WhatsApp body: AWS's envelope with or without its `context`, Meta's webhook body, or one entry of it.
 * Never throws; a part that cannot be read is left out with a warning.
 *
 * @param receivedAt epoch ms; stands in for a time that cannot be read.
 */
export const parseWhatsAppEvent = (value: unknown, receivedAt: number): ParsedBody => {
  const head = HeaderSchema.safeParse(value);
  if (!head.success) return unrecognised('FORMAT_UNKNOWN');
  const { whatsAppWebhookEntry, entry, changes, messageId } = head.data;
  const source = whatsAppWebhookEntry ?? entry ?? (changes === undefined ? undefined : { changes });
  const inner = unwrapJson(source);
  const entries = (Array.isArray(inner) ? inner : [inner]).flatMap((one) => {
    const found = EntrySchema.safeParse(one);
    return found.success ? [found.data] : [];
  });
  if (entries.length === 0) return unrecognised('MESSAGE_BROKEN');
  const warnings = new Set<ParseWarning>();
  const header: Header = {
    awsMessageId: messageId === '' ? undefined : messageId,
    phoneNumberIds: phoneNumberIdsOf(head.data.context),
    receivedAt: readProviderTime(head.data.message_timestamp) ?? receivedAt,
    warnings,
  };
  const signals = entries.flatMap((one) => one.changes.flatMap((change) => changeSignals(change, header)));
  return signals.length > 0 || warnings.size > 0 ? parsed(signals, warnings) : unrecognised('CONTENT_MISSING');
};

const NotificationSchema = z.looseObject({
  messageId: z.string().min(1).max(longestId),
  status: z.string().min(1),
  eventTimestamp: z.unknown().optional(),
});

/** The EventBridge form, which AWS sends as best effort and without error codes: never enough for an alert. */
export const parseWhatsAppNotification = (detail: unknown, receivedAt: number): ParsedBody => {
  const found = NotificationSchema.safeParse(detail);
  if (!found.success) return unrecognised('PROVIDER_ID_MISSING');
  const { messageId, eventTimestamp } = found.data;
  const status = found.data.status.toLowerCase();
  const warnings = new Set<ParseWarning>();
  const at = readProviderTime(eventTimestamp);
  if (at === null) warnings.add('TIME_UNREADABLE');
  const base = { channel: 'whatsapp' as const, providerId: messageId, tags: {}, at: at ?? receivedAt };
  if (status === 'accepted' || status === 'sent') {
    return parsed([{ ...base, type: 'progress', kind: status, proofOfLife: false }], warnings);
  }
  if (status === 'delivered' || status === 'read') {
    return parsed([{ ...base, type: 'progress', kind: status, proofOfLife: true }], warnings);
  }
  if (status === 'failed' || status === 'undeliverable') {
    const dedupeId = dedupeIdOf('whatsapp', messageId, 'failed');
    return parsed(
      [{ ...base, type: 'failure', class: 'UNKNOWN', code: 'failed', dedupeId, retryable: true }],
      warnings,
    );
  }
  warnings.add('UNKNOWN_VALUE');
  return parsed([{ ...base, type: 'notice', kind: 'unknown_status', detail: codeOf(status) }], warnings);
};
