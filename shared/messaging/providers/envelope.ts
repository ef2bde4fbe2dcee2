/**
 * One body of the events queue to signals, in every format that may arrive: SNS JSON envelope, raw provider JSON,
 * EventBridge event, JSON in JSON (delivery-events.md §1.1). Never throws and never follows a link: whatever cannot be
 * understood comes back as `unrecognised`, to be stored and acknowledged (reliability §5.6 F).
 */
import * as z from 'zod';
import { type Enveloped, type EventBody, has } from './provider.ts';
import { believedTime, readProviderTime } from './provider-time.ts';
import { readJson } from './read-json.ts';
import { providers } from './registry.ts';
import { type ParsedBody, parsed, type Signal, unrecognised } from './signals.ts';

const text = z.string().optional().catch(undefined);

/** Members that tell one envelope from another. */
const AnySchema = z.looseObject({
  Type: text,
  Message: z.unknown().optional(),
  Timestamp: z.unknown().optional(),
  TopicArn: text,
  source: text,
  time: z.unknown().optional(),
  detail: z.unknown().optional(),
});
type AnyObject = z.infer<typeof AnySchema>;

/** The text that SES and SNS send when a destination is created; not JSON, and nothing to worry about. */
const topicValidation = /^successfully validated sns topic\b/i;

const brokenText = (body: string): ParsedBody => {
  if (topicValidation.test(body.trim())) return unrecognised('TOPIC_VALIDATION', 'housekeeping');
  return unrecognised(/^\s*[[{"]/.test(body) ? 'MESSAGE_BROKEN' : 'NOT_JSON');
};

const parseProvider = (body: EventBody, envelope: Enveloped): ParsedBody =>
  providers.find((provider) => provider.recognises(body, envelope))?.read(body, envelope) ??
  unrecognised('FORMAT_UNKNOWN');

const parseEventBridge = (value: AnyObject, receivedAt: number): ParsedBody => {
  const detail = z.looseObject({}).safeParse(value.detail);
  if (!detail.success) return unrecognised('FORMAT_UNKNOWN');
  return parseProvider(detail.data, {
    receivedAt: readProviderTime(value.time) ?? receivedAt,
    source: value.source ?? null,
  });
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
    return parseValue(object.Message, readProviderTime(object.Timestamp) ?? receivedAt, depth - 1);
  }
  // Somebody may try to have us confirm a foreign topic: stored, and its SubscribeURL left alone (row 94).
  if (object.Type === 'SubscriptionConfirmation' || object.Type === 'UnsubscribeConfirmation') {
    return unrecognised('SUBSCRIPTION_CONFIRMATION');
  }
  return isEventBridge(object)
    ? parseEventBridge(object, receivedAt)
    : parseProvider(object, { receivedAt, source: null });
};

const parseText = (body: string, receivedAt: number, depth: number): ParsedBody => {
  let value: unknown;
  try {
    value = readJson(body);
  } catch {
    return brokenText(body);
  }
  return parseValue(value, receivedAt, depth);
};

/** Every signal of every format passes here, so that no time of a provider goes further than it is believed. */
const withBelievedTimes = (body: ParsedBody, receivedAt: number): ParsedBody => {
  const signals = body.signals.map(
    (signal): Signal => ('at' in signal ? { ...signal, ...believedTime(signal.at, receivedAt) } : signal),
  );
  const isMoved = signals.some((signal) => 'statedAt' in signal);
  return isMoved ? parsed(signals, [...body.warnings, 'TIME_OUT_OF_RANGE']) : body;
};

/**
 * @param body the SQS body.
 * @param receivedAt epoch ms at which the queue got it; stands in for times that the provider does not give or that
 * cannot be read, and bounds those that it gives.
 */
export const parseEventBody = (body: string, receivedAt: number): ParsedBody =>
  withBelievedTimes(parseText(body, receivedAt, maxDepth), receivedAt);

/**
 * The topic that an SNS envelope names, or null. Only for the record: the queue's policy is what keeps foreign topics
 * out (reliability §0.10).
 */
export const topicOf = (body: string): string | null => {
  try {
    const found = AnySchema.safeParse(readJson(body));
    return found.success ? (found.data.TopicArn ?? null) : null;
  } catch {
    return null;
  }
};
