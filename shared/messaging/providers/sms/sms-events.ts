/**
 * Events of AWS End User Messaging SMS: delivery reports and two-way messages (delivery-events.md §1.3, A.5). The
 * EventBridge form has neither recipient nor `context`, so it can be matched by the provider's id only.
 */

import * as z from 'zod';
import type { AlertReason, FailureClass } from '#contract/vocabulary.ts';
import { readProviderTime } from '../provider-time.ts';
import {
  codeOf,
  dedupeIdOf,
  diagnosticOf,
  isRetryable,
  type ParsedBody,
  type ParseWarning,
  parsed,
  phoneOf,
  type Signal,
  type SignalTags,
  unrecognised,
} from '../signals.ts';

const text = z.string().optional().catch(undefined);

const ReportSchema = z.looseObject({
  eventType: z.string().min(1),
  eventTimestamp: z.unknown().optional(),
  messageId: z.string().min(1).max(200),
  destinationPhoneNumber: text,
  messageStatus: text,
  messageStatusDescription: text,
  context: z.unknown().optional(),
});

/**
 * Progress by event type. SUCCESSFUL means that the carrier took the message; AWS uses it in place of DELIVERED in some
 * countries, so it counts as delivered, but not as a proof that the phone is alive.
 */
const progress: Readonly<Record<string, { kind: 'accepted' | 'sent' | 'delivered'; proofOfLife: boolean }>> = {
  TEXT_QUEUED: { kind: 'accepted', proofOfLife: false },
  TEXT_PENDING: { kind: 'accepted', proofOfLife: false },
  TEXT_SENT: { kind: 'sent', proofOfLife: false },
  TEXT_SUCCESSFUL: { kind: 'delivered', proofOfLife: false },
  TEXT_DELIVERED: { kind: 'delivered', proofOfLife: true },
};

/** What an event type says of the number; undefined where it tells no failure. */
export const classifySmsReport = (eventType: string): { class: FailureClass; reason?: AlertReason } | undefined =>
  Object.hasOwn(failures, eventType) ? failures[eventType] : undefined;

/** Failures by event type: the table of delivery-events.md §1.3. */
const failures: Readonly<Record<string, { class: FailureClass; reason?: AlertReason }>> = {
  TEXT_INVALID: { class: 'HARD', reason: 'NUMBER_INVALID' },
  TEXT_BLOCKED: { class: 'HARD', reason: 'RECIPIENT_BLOCKED' },
  TEXT_UNREACHABLE: { class: 'SOFT', reason: 'REPEATED_FAILURES' },
  TEXT_CARRIER_UNREACHABLE: { class: 'SOFT', reason: 'REPEATED_FAILURES' },
  TEXT_TTL_EXPIRED: { class: 'SOFT', reason: 'REPEATED_FAILURES' },
  TEXT_UNKNOWN: { class: 'SOFT', reason: 'REPEATED_FAILURES' },
  TEXT_INVALID_MESSAGE: { class: 'CONTENT' },
  TEXT_CARRIER_BLOCKED: { class: 'CONTENT' },
  TEXT_SPAM: { class: 'CONTENT' },
  TEXT_PROTECT_BLOCKED: { class: 'CONFIG' },
};

const tagsOf = (context: unknown): SignalTags => {
  const found = z
    .looseObject({
      tenantId: z.string().exactOptional(),
      customerId: z.string().exactOptional(),
      attemptId: z.string().exactOptional(),
    })
    .safeParse(context);
  if (!found.success) return {};
  const { tenantId, customerId, attemptId } = found.data;
  return {
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(customerId === undefined ? {} : { customerId }),
    ...(attemptId === undefined ? {} : { attemptId }),
  };
};

/**
 * Signals of one delivery report. Never throws. A value of `eventType` that is not listed gives a notice: it may even
 * be good news, so it fails nothing.
 *
 * @param receivedAt epoch ms; stands in for a time that cannot be read.
 */
export const parseSmsReport = (value: unknown, receivedAt: number): ParsedBody => {
  const report = ReportSchema.safeParse(value);
  if (!report.success) return unrecognised('PROVIDER_ID_MISSING');
  const { eventType, eventTimestamp, messageId, destinationPhoneNumber, context } = report.data;
  const warnings = new Set<ParseWarning>();
  const at = readProviderTime(eventTimestamp);
  if (at === null) warnings.add('TIME_UNREADABLE');
  const recipient = destinationPhoneNumber === undefined ? {} : { recipient: phoneOf(destinationPhoneNumber) };
  const base = {
    channel: 'sms' as const,
    providerId: messageId,
    tags: tagsOf(context),
    ...recipient,
    at: at ?? receivedAt,
  };
  const step = Object.hasOwn(progress, eventType) ? progress[eventType] : undefined;
  if (step !== undefined) return parsed([{ ...base, type: 'progress', ...step }], warnings);
  const failure = Object.hasOwn(failures, eventType) ? failures[eventType] : undefined;
  const diagnostic = diagnosticOf(report.data.messageStatusDescription, report.data.messageStatus);
  if (failure === undefined) {
    warnings.add('UNKNOWN_VALUE');
    const notice: Signal = { ...base, type: 'notice', kind: 'unknown_event', detail: codeOf(eventType) };
    return parsed([notice], warnings);
  }
  const signal: Signal = {
    ...base,
    type: 'failure',
    ...failure,
    code: eventType,
    ...(diagnostic === undefined ? {} : { diagnostic }),
    dedupeId: dedupeIdOf('sms', messageId, eventType),
    retryable: isRetryable(failure.class),
  };
  return parsed([signal], warnings);
};

const InboundSchema = z.looseObject({
  originationNumber: z.string().min(1).max(40),
  destinationNumber: z.string().min(1).max(40),
  messageBody: z.string().catch(''),
  inboundMessageId: z.string().min(1).max(200),
  previousPublishedMessageId: text,
});

/** A message of a customer to our number. AWS gives it no time of its own, so that of the envelope counts. */
export const parseSmsInbound = (value: unknown, receivedAt: number): ParsedBody => {
  const inbound = InboundSchema.safeParse(value);
  if (!inbound.success) return unrecognised('CONTENT_MISSING');
  const { originationNumber, destinationNumber, messageBody, inboundMessageId } = inbound.data;
  const contextId = inbound.data.previousPublishedMessageId;
  const signal: Signal = {
    type: 'inbound',
    channel: 'sms',
    providerId: inboundMessageId,
    from: phoneOf(originationNumber),
    to: phoneOf(destinationNumber),
    at: receivedAt,
    kind: 'text',
    text: messageBody,
    ...(contextId === undefined ? {} : { contextId }),
  };
  return parsed([signal], []);
};
