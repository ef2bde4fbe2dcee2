/** Calls and results: recorded results, pending calls, recordings (C2, C5–C8, C34–C36, D3, Q10). */
import * as z from 'zod';
import { PendingCallSchema } from './conversations.ts';
import { IdSchema, InstantSchema, lineField, TimestampSchema, textField } from './fields.ts';
import { PromiseSchema, RecordedResultSchema, ResultCodeSchema } from './results.ts';
import { defineRoute, readers, writers } from './route.ts';
import { DirectionSchema, MessageStatusSchema } from './vocabulary-schemas.ts';

const resource = 'calls';
const conversationParams = z.strictObject({ customerId: IdSchema });

/** Length of a call, seconds: at most a day. */
export const CallLengthSchema = z.int().min(0).max(86_400);

/** The call that led to a result; `addressId` is the customer's address of channel `call`. */
export const CallInputSchema = z.strictObject({
  direction: DirectionSchema,
  addressId: IdSchema,
  durationSeconds: CallLengthSchema.optional(),
  /** Uploaded by `POST /v1/attachments` with the purpose `recording` (D3). */
  recordingAttachmentId: IdSchema.optional(),
});

export const ResultInputSchema = z.strictObject({
  /** Code of the catalogue. */
  result: ResultCodeSchema,
  /** Left out: a follow-up without a call. */
  call: CallInputSchema.optional(),
  /** Needed by a result with the effect `promise`, refused with others. */
  promise: PromiseSchema.optional(),
  /** When to call again: needed by the effect `callBack`, allowed with every result. */
  callBackAt: InstantSchema.optional(),
  /** End of the pause: needed by the effect `pause` without days, refused without that effect. */
  pauseUntil: InstantSchema.optional(),
  note: textField(1_000).optional(),
});
export type ResultInput = z.infer<typeof ResultInputSchema>;

export const recordResult = defineRoute({
  id: 'recordResult',
  method: 'POST',
  path: '/v1/conversations/{customerId}/results',
  resource,
  summary: 'Records the result of a call, or of a follow-up without a call, and applies its effects (C7, C36, Q10)',
  roles: writers,
  scope: 'named',
  params: conversationParams,
  query: undefined,
  body: ResultInputSchema,
  status: 201,
  answer: z.strictObject({
    /** The result is a message of channel `call` in the customer's thread and in the register. */
    messageId: z.string(),
    customerId: z.string(),
    recordedAt: TimestampSchema,
    direction: DirectionSchema,
    status: MessageStatusSchema,
    addressId: z.string().nullable(),
    note: z.string().nullable(),
    result: RecordedResultSchema,
  }),
  errors: [
    'NOT_FOUND',
    'ADDRESS_NOT_FOUND',
    'ADDRESS_CHANNEL',
    'ATTACHMENT_NOT_FOUND',
    'ATTACHMENT_NOT_UPLOADED',
    'ATTACHMENT_CONTENT',
    'CALLS_DISABLED',
    'RESULT_UNKNOWN',
    'FIELD_REQUIRED',
    'VALUE_INVALID',
    'NUMBER_OUT_OF_RANGE',
    'DATE_NO_ZONE',
    'DATE_INVALID',
    'DATE_FORMAT',
    'DATE_OUT_OF_RANGE',
    'TEXT_TOO_LONG',
    'TEXT_EMPTY',
    'INVALID_CHARACTER',
    'IDEMPOTENCY_KEY_REUSED',
    'REQUEST_IN_PROGRESS',
  ],
  idempotency: 'optional',
});

export const withdrawResult = defineRoute({
  id: 'withdrawResult',
  method: 'POST',
  path: '/v1/conversations/{customerId}/results/{messageId}/withdraw',
  resource,
  summary: 'Withdraws a result recorded by mistake and undoes its effects; it stays in the thread as cancelled (C7)',
  roles: writers,
  scope: 'named',
  params: z.strictObject({ customerId: IdSchema, messageId: IdSchema }),
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({
    messageId: z.string(),
    customerId: z.string(),
    status: MessageStatusSchema,
    result: RecordedResultSchema,
  }),
  errors: ['NOT_FOUND', 'RESULT_NOT_YOURS', 'RESULT_FINAL'],
});

export const putPendingCall = defineRoute({
  id: 'putPendingCall',
  method: 'PUT',
  path: '/v1/conversations/{customerId}/pending-call',
  resource,
  summary: 'Sets a pending call, for now or for a given time, or removes it with null (C2, C34)',
  roles: writers,
  scope: 'named',
  params: conversationParams,
  query: undefined,
  body: z.strictObject({
    pendingCall: z
      .strictObject({
        /** When to call; left out: now. */
        dueAt: InstantSchema.optional(),
        note: lineField(120).optional(),
      })
      .nullable(),
  }),
  status: 200,
  answer: z.strictObject({ customerId: z.string(), pendingCall: PendingCallSchema.nullable() }),
  errors: [
    'NOT_FOUND',
    'CALLS_DISABLED',
    'CONTACT_STOPPED',
    'DATE_NO_ZONE',
    'DATE_INVALID',
    'DATE_FORMAT',
    'DATE_OUT_OF_RANGE',
  ],
});

export const playRecording = defineRoute({
  id: 'playRecording',
  method: 'GET',
  path: '/v1/conversations/{customerId}/results/{messageId}/recording',
  // The function that signs links of attachments.
  resource: 'attachments',
  summary: 'Returns a link that plays the recording of a call in the browser, valid for five minutes (D3)',
  roles: readers,
  scope: 'named',
  params: z.strictObject({ customerId: IdSchema, messageId: IdSchema }),
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ url: z.string(), expiresAt: TimestampSchema, contentType: z.string() }),
  errors: ['NOT_FOUND', 'RECORDING_NOT_FOUND'],
});

export const putRecording = defineRoute({
  id: 'putRecording',
  method: 'PUT',
  path: '/v1/conversations/{customerId}/results/{messageId}/recording',
  resource,
  summary: 'Attaches a recording to a call that has none; it cannot be replaced (D3)',
  roles: writers,
  scope: 'named',
  params: z.strictObject({ customerId: IdSchema, messageId: IdSchema }),
  query: undefined,
  /** Uploaded by `POST /v1/attachments` with the purpose `recording`. */
  body: z.strictObject({ attachmentId: IdSchema }),
  status: 200,
  answer: z.strictObject({ messageId: z.string(), recordingId: z.string() }),
  errors: ['NOT_FOUND', 'RECORDING_EXISTS', 'ATTACHMENT_NOT_FOUND', 'ATTACHMENT_NOT_UPLOADED', 'ATTACHMENT_CONTENT'],
});

export const callRoutes = [recordResult, withdrawResult, putPendingCall, playRecording, putRecording] as const;
