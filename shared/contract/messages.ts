/** Messages: accept, read, cancel, resolve an unknown outcome (C3, C9, C14, F13–F15, Q11). */
import * as z from 'zod';
import { attachmentCountLimit } from './attachment-types.ts';
import { AttachmentSchema } from './attachments.ts';
import { IdSchema, InstantSchema, lineField, TimestampSchema, textField } from './fields.ts';
import { InteractionSourceSchema } from './interactions.ts';
import { ReceivedSchema } from './received.ts';
import { RecordedResultSchema } from './results.ts';
import { defineRoute, readers, supervisors, writers } from './route.ts';
import {
  AuthorSchema,
  ChannelSchema,
  ContactReasonCodeSchema,
  DirectionSchema,
  FailureClassSchema,
  MessageStatusSchema,
  OriginSchema,
  ProgressSchema,
  PurposeSchema,
} from './vocabulary-schemas.ts';

const resource = 'messages';

/** Reasons of the gate that can stand against one message to one address; the others are told of a customer only. */
const gateReasons = ContactReasonCodeSchema.exclude([
  'NO_ADDRESS',
  'NO_APPROVED_TEMPLATE',
  'NO_VALID_ACCOUNT',
  'SOCIAL_WINDOW_CLOSED',
]).options;

/** Values of the tags that the system does not fill. */
export const VariablesSchema = z.record(z.string().max(40), z.string().max(1_000));

export const MessageCreateSchema = z.strictObject({
  customerId: IdSchema,
  addressId: IdSchema,
  subject: z.string().optional(),
  body: textField(100_000).optional(),
  templateId: IdSchema.optional(),
  variables: VariablesSchema.optional(),
  /** `true`: the system's merge tags in `subject` and `body` are filled in (C10); else `{{` stays as it is. */
  merge: z.boolean().optional(),
  /** The debt that merge tags speak of; left out: the open one that is due longest. */
  debtCode: lineField(60).optional(),
  /** Ids of uploaded files (POST /v1/attachments), each once. */
  attachments: z.array(IdSchema).max(attachmentCountLimit).optional(),
  sendAt: InstantSchema.optional(),
  /** Not sent after this time (`expired`): an hour to 30 days after it is to go; left out: the template's hours, else 24. */
  usefulUntil: InstantSchema.optional(),
  purpose: PurposeSchema.default('manual'),
  origin: OriginSchema.optional(),
});
export type MessageCreate = z.infer<typeof MessageCreateSchema>;

export const FailureSchema = z.strictObject({
  class: FailureClassSchema,
  code: z.string(),
  diagnostic: z.string().nullable(),
  at: TimestampSchema,
  retryable: z.boolean(),
});

export const MessageSchema = z.strictObject({
  messageId: z.string(),
  customerId: z.string(),
  addressId: z.string().nullable(),
  channel: ChannelSchema,
  direction: DirectionSchema,
  recipient: z.string().nullable(),
  subject: z.string().nullable(),
  body: z.string().nullable(),
  templateId: z.string().nullable(),
  attachments: z.array(AttachmentSchema),
  /** Inbound e-mail whose sender is not proven. */
  unverified: z.boolean(),
  /** `outside`: of an imported history, whose rows without an hour count as the beginning of their day. */
  source: InteractionSourceSchema,
  /** Of inbound messages that brought along more than words; null for others. */
  received: ReceivedSchema.nullable(),
  /** Of an inbound message: `automatic` when a program wrote it. */
  purpose: PurposeSchema,
  origin: OriginSchema.nullable(),
  /** Who wrote it or had it sent; null: inbound, history, or not known. */
  author: AuthorSchema.nullable(),
  status: MessageStatusSchema,
  progress: ProgressSchema,
  failure: FailureSchema.nullable(),
  acceptedAt: TimestampSchema,
  sendAt: TimestampSchema.nullable(),
  /** After this time it is not sent any more; null for what was not sent by the platform. */
  usefulUntil: TimestampSchema.nullable(),
  sentAt: TimestampSchema.nullable(),
  /** Null but for calls and other follow-ups (C7); what was noted is the body. */
  result: RecordedResultSchema.nullable(),
  attempts: z.array(
    z.strictObject({
      attemptId: z.string(),
      providerId: z.string().nullable(),
      claimedAt: TimestampSchema,
      outcome: z.enum(['pending', 'accepted', 'refused', 'unknown', 'not_sent']),
    }),
  ),
  /** Everything that made the status, oldest first. */
  events: z.array(
    z.strictObject({
      kind: z.string(),
      at: TimestampSchema,
      recordedAt: TimestampSchema,
      /** The time that the provider stated, where it was not believed: `at` then is the nearest believable one. */
      statedAt: TimestampSchema.optional(),
      class: FailureClassSchema.optional(),
      code: z.string().optional(),
      detail: z.string().optional(),
      reasons: z.array(z.string()).optional(),
      by: z.string().optional(),
    }),
  ),
});

const messageParams = z.strictObject({ messageId: IdSchema });
export const AcceptedMessageSchema = z.strictObject({ messageId: z.string(), status: MessageStatusSchema });
export const OutcomeSchema = z.enum(['sent', 'resend']);

export const sendMessage = defineRoute({
  id: 'sendMessage',
  method: 'POST',
  path: '/v1/messages',
  resource,
  summary: 'Accepts a message for sending, now or at a given time (C9, F12, F14)',
  roles: writers,
  scope: 'named',
  params: undefined,
  query: undefined,
  body: MessageCreateSchema,
  status: 202,
  answer: AcceptedMessageSchema,
  errors: [
    'NOT_FOUND',
    'ADDRESS_NOT_FOUND',
    'IDEMPOTENCY_KEY_REQUIRED',
    'IDEMPOTENCY_KEY_INVALID',
    'IDEMPOTENCY_KEY_REUSED',
    'CHANNEL_NOT_SENDABLE',
    'BODY_OR_TEMPLATE',
    'TEMPLATE_INVALID',
    'PAYMENTS_DISABLED',
    'DEBT_NOT_FOUND',
    'INVOICES_DISABLED',
    'ATTACHMENT_NOT_FOUND',
    'ATTACHMENT_NOT_UPLOADED',
    'ATTACHMENT_CONTENT',
    'ATTACHMENT_LIMIT',
    'ATTACHMENT_CHANNEL',
    'ATTACHMENT_CUSTOMER',
    'SUBJECT_LENGTH',
    'TEXT_TOO_LONG',
    'TEXT_EMPTY',
    'INVALID_CHARACTER',
    'URL_SCHEME',
    'TEMPLATE_NOT_FOUND',
    'TEMPLATE_ARCHIVED',
    'TEMPLATE_CHANNEL',
    'TEMPLATE_VARIABLE_MISSING',
    'TEMPLATE_VARIABLE_UNKNOWN',
    'DATE_NO_ZONE',
    'DATE_INVALID',
    'DATE_FORMAT',
    'DATE_OUT_OF_RANGE',
    ...gateReasons,
  ],
  idempotency: 'required',
});

export const getMessage = defineRoute({
  id: 'getMessage',
  method: 'GET',
  path: '/v1/messages/{messageId}',
  resource,
  summary: 'Reads a message with its attempts and events',
  roles: readers,
  scope: 'named',
  params: messageParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: MessageSchema,
  errors: ['NOT_FOUND'],
});

export const cancelMessage = defineRoute({
  id: 'cancelMessage',
  method: 'POST',
  path: '/v1/messages/{messageId}/cancel',
  resource,
  summary: 'Cancels a message that is not on its way yet',
  roles: writers,
  scope: 'named',
  params: messageParams,
  query: undefined,
  body: z.strictObject({ reason: lineField(200).optional() }).optional(),
  status: 200,
  answer: AcceptedMessageSchema,
  errors: ['NOT_FOUND', 'MESSAGE_NOT_CANCELLABLE'],
});

export const resolveMessage = defineRoute({
  id: 'resolveMessage',
  method: 'POST',
  path: '/v1/messages/{messageId}/resolve',
  resource,
  summary: 'Resolves an unknown outcome: marks it as sent, or sends it again (Q11)',
  roles: supervisors,
  scope: 'named',
  params: messageParams,
  query: undefined,
  body: z.strictObject({ outcome: OutcomeSchema }),
  status: 200,
  answer: AcceptedMessageSchema,
  errors: ['NOT_FOUND', 'OUTCOME_KNOWN', 'TOO_EARLY', 'MESSAGE_ERASED'],
});

export const resolveMessages = defineRoute({
  id: 'resolveMessages',
  method: 'POST',
  path: '/v1/messages/resolve',
  resource,
  summary: 'Resolves up to 100 unknown outcomes at once; each has its own result',
  roles: supervisors,
  scope: 'closed',
  params: undefined,
  query: undefined,
  body: z.strictObject({ messageIds: z.array(IdSchema).min(1).max(100), outcome: OutcomeSchema }),
  status: 200,
  answer: z.strictObject({
    results: z.array(
      z.strictObject({ messageId: z.string(), status: MessageStatusSchema.optional(), code: z.string().optional() }),
    ),
  }),
  errors: [],
});

export const messageRoutes = [sendMessage, getMessage, cancelMessage, resolveMessage, resolveMessages] as const;
