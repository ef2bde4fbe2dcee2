/**
 * One body of the events queue to signals, in every format that may arrive: SNS JSON envelope, raw provider JSON,
 * EventBridge event, JSON in JSON (delivery-events.md §1.1). Never throws and never follows a link: whatever cannot be
 * understood comes back as `unrecognised`, to be stored and acknowledged (reliability §5.6 F).
 */
import * as z from 'zod';
import { isoToMs } from './provider-time.ts';
import { parseSesEvent } from './ses-events.ts';
import { type ParsedBody, unrecognised } from './signals.ts';
import { parseSmsInbound, parseSmsReport } from './sms-events.ts';
import { parseWhatsAppEvent, parseWhatsAppNotification } from './whatsapp-events.ts';

const text = z.string().optional().catch(undefined);

/** Members that tell one format from another. */
const AnySchema = z.looseObject({
  Type: text,
  Message: z.unknown().optional(),
  Timestamp: text,
  TopicArn: text,
  source: text,
  time: text,
  detail: z.unknown().optional(),
  eventType: text,
  notificationType: text,
});
type AnyObject = z.infer<typeof AnySchema>;

/** The text that SES and SNS send when a destination is created; not JSON, and nothing to worry about. */
const topicValidation = /^successfully validated sns topic\b/i;

const brokenText = (body: string): ParsedBody => {
  if (topicValidation.test(body.trim())) return unrecognised('TOPIC_VALIDATION', 'housekeeping');
  return unrecognised(/^\s*[[{"]/.test(body) ? 'MESSAGE_BROKEN' : 'NOT_JSON');
};

/** `eventType` of SMS, MMS, voice and RCS; SES names its own without underscore. */
const smsEventType = /^(?:TEXT|MEDIA|VOICE|RCS)_/;

const has = (value: AnyObject, key: string): boolean => Object.hasOwn(value, key) && value[key] !== undefined;

const parseProvider = (value: AnyObject, receivedAt: number): ParsedBody => {
  if (has(value, 'whatsAppWebhookEntry') || has(value, 'changes') || has(value, 'entry')) {
    return parseWhatsAppEvent(value, receivedAt);
  }
  if (has(value, 'inboundMessageId') || has(value, 'originationNumber')) return parseSmsInbound(value, receivedAt);
  if (has(value, 'mail') || value.notificationType !== undefined) return parseSesEvent(value, receivedAt);
  if (smsEventType.test(value.eventType ?? '') || has(value, 'messageStatus')) return parseSmsReport(value, receivedAt);
  return unrecognised(value.eventType === undefined ? 'FORMAT_UNKNOWN' : 'MAIL_MISSING');
};

const parseEventBridge = (value: AnyObject, receivedAt: number): ParsedBody => {
  const detail = AnySchema.safeParse(value.detail);
  if (!detail.success) return unrecognised('FORMAT_UNKNOWN');
  const at = isoToMs(value.time) ?? receivedAt;
  if (value.source !== 'aws.social-messaging' || has(detail.data, 'whatsAppWebhookEntry')) {
    return parseProvider(detail.data, at);
  }
  return parseWhatsAppNotification(detail.data, at);
};

const isEventBridge = (value: AnyObject): boolean =>
  value.source?.startsWith('aws.') === true && has(value, 'detail-type') && has(value, 'detail');

/** Deepest nesting of envelopes: SNS around EventBridge around a provider's JSON, once as text of text. */
const maxDepth = 4;

const parseValue = (value: unknown, receivedAt: number, depth: number): ParsedBody => {
  if (typeof value === 'string')
    return depth === 0 ? unrecognised('FORMAT_UNKNOWN') : parseText(value, receivedAt, depth - 1);
  const found = Array.isArray(value) ? undefined : AnySchema.safeParse(value);
  if (found?.success !== true || depth === 0) return unrecognised('FORMAT_UNKNOWN');
  const object = found.data;
  if (object.Type === 'Notification') {
    return parseValue(object.Message, isoToMs(object.Timestamp) ?? receivedAt, depth - 1);
  }
  // Somebody may try to have us confirm a foreign topic: stored, and its SubscribeURL left alone (row 94).
  if (object.Type === 'SubscriptionConfirmation' || object.Type === 'UnsubscribeConfirmation') {
    return unrecognised('SUBSCRIPTION_CONFIRMATION');
  }
  return isEventBridge(object) ? parseEventBridge(object, receivedAt) : parseProvider(object, receivedAt);
};

const parseText = (body: string, receivedAt: number, depth: number): ParsedBody => {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return brokenText(body);
  }
  return parseValue(value, receivedAt, depth);
};

/**
 * @param body the SQS body.
 * @param receivedAt epoch ms at which the queue got it; stands in for times that the provider does not give or that
 * cannot be read.
 */
export const parseEventBody = (body: string, receivedAt: number): ParsedBody => parseText(body, receivedAt, maxDepth);

/**
 * The topic that an SNS envelope names, or null. Only for the record: the queue's policy is what keeps foreign topics
 * out (reliability §0.10).
 */
export const topicOf = (body: string): string | null => {
  try {
    const found = AnySchema.safeParse(JSON.parse(body));
    return found.success ? (found.data.TopicArn ?? null) : null;
  } catch {
    return null;
  }
};
