/** Inbound messages and calls whose sender is unknown or ambiguous: kept, listed, assigned (D13, reliability §5.6 #109). */
import * as z from 'zod';
import { AttachmentSchema } from './attachments.ts';
import { CallLengthSchema } from './calls.ts';
import { CustomerCreateSchema, createCustomer } from './customers.ts';
import { IdSchema, InstantSchema, lineField, pageOf, pageQuery, TimestampSchema, textField } from './fields.ts';
import { defineRoute, readers, writers } from './route.ts';
import { ChannelSchema, MessageChangeSchema } from './vocabulary-schemas.ts';

const resource = 'inbound';

/**
 * `OWN_ADDRESS`: the mail names a user or an account of the company itself as its sender. `REPLY_ADDRESS_REFUSED`: it
 * came to a reply address whose signature is not ours.
 */
export const unmatchedReasons = ['UNKNOWN_SENDER', 'AMBIGUOUS_SENDER', 'OWN_ADDRESS', 'REPLY_ADDRESS_REFUSED'] as const;

export const UnmatchedSchema = z.strictObject({
  id: z.string(),
  channel: ChannelSchema,
  from: z.string(),
  to: z.string(),
  text: z.string(),
  receivedAt: TimestampSchema,
  /** The time that the provider stated, where it was not believed: `receivedAt` then is the nearest believable one. */
  statedAt: TimestampSchema.nullable(),
  reason: z.enum(unmatchedReasons),
  /** Customers that share the address. */
  candidates: z.array(z.string()),
  /** Of e-mail; null for other channels. */
  subject: z.string().nullable(),
  /** Written by a program: an absence note, a newsletter. */
  automatic: z.boolean(),
  /** The sender is not proven. */
  unverified: z.boolean(),
  attachments: z.array(AttachmentSchema),
  /** Its sender edited it, or took it back. */
  changed: MessageChangeSchema.nullable(),
});

export const listUnmatched = defineRoute({
  id: 'listUnmatched',
  method: 'GET',
  path: '/v1/inbound/unmatched',
  resource,
  summary: 'Lists inbound messages from unknown or ambiguous senders, newest first',
  roles: readers,
  scope: 'closed',
  params: undefined,
  query: z.strictObject(pageQuery),
  body: undefined,
  status: 200,
  answer: pageOf(UnmatchedSchema),
  errors: ['LIMIT_INVALID', 'CURSOR_INVALID'],
});

export const assignUnmatched = defineRoute({
  id: 'assignUnmatched',
  method: 'POST',
  path: '/v1/inbound/unmatched/{id}/assign',
  resource,
  summary: 'Assigns the message, and all that waits from its sender, to the customer (D13)',
  roles: writers,
  scope: 'closed',
  params: z.strictObject({ id: IdSchema }),
  query: undefined,
  body: z.strictObject({ customerId: IdSchema }),
  status: 200,
  answer: z.strictObject({ messageId: z.string(), customerId: z.string() }),
  errors: ['NOT_FOUND'],
});

const { addresses: _addresses, ...profile } = CustomerCreateSchema.shape;

/** The new customer; its addresses are those that wrote or called. */
export const UnmatchedCustomerSchema = z.strictObject(profile);
export type UnmatchedCustomer = z.infer<typeof UnmatchedCustomerSchema>;

export const createFromUnmatched = defineRoute({
  id: 'createFromUnmatched',
  method: 'POST',
  path: '/v1/inbound/unmatched/{id}/customer',
  resource,
  summary: 'Creates a customer from the sender, with all that waits from it; a repeat returns the same customer (D13)',
  roles: writers,
  scope: 'closed',
  params: z.strictObject({ id: IdSchema }),
  query: undefined,
  body: UnmatchedCustomerSchema,
  status: 201,
  answer: z.strictObject({ messageId: z.string(), customerId: z.string() }),
  errors: ['NOT_FOUND', ...createCustomer.errors],
});

export const CallReportSchema = z.strictObject({
  /** Number of the caller, with its country code. */
  from: z.string(),
  /** What was called: a number of ours, an extension, a queue. */
  to: lineField(60).optional(),
  /** The exchange's own name of the call: reports with the same one are one call. */
  callId: lineField(128).optional(),
  /** When it came in; left out: now. Not later than now, as far back as you like. */
  at: InstantSchema.optional(),
  /** Somebody took the call. One that nobody took asks for a call back. */
  answered: z.boolean(),
  durationSeconds: CallLengthSchema.optional(),
  note: textField(1_000).optional(),
});
export type CallReport = z.infer<typeof CallReportSchema>;

export const reportCall = defineRoute({
  id: 'reportCall',
  method: 'POST',
  path: '/v1/inbound/calls',
  resource,
  summary: 'Reports a call from a customer: it goes to the conversation, or to the unknown callers (D5, D13, C34)',
  roles: writers,
  scope: 'closed',
  params: undefined,
  query: undefined,
  body: CallReportSchema,
  status: 201,
  /** `unmatchedId`: of an unknown or ambiguous caller, for the routes of `/v1/inbound/unmatched`. */
  answer: z.strictObject({
    customerId: z.string().nullable(),
    messageId: z.string().nullable(),
    unmatchedId: z.string().nullable(),
  }),
  errors: [
    'CALLS_DISABLED',
    'PHONE_NOT_E164',
    'PHONE_INVALID',
    'PHONE_SCIENTIFIC',
    'PHONE_DIGITS',
    'ADDRESS_PLACEHOLDER',
    'INVALID_CHARACTER',
    'VALUE_INVALID',
    'NUMBER_OUT_OF_RANGE',
    'DATE_NO_ZONE',
    'DATE_INVALID',
    'DATE_FORMAT',
    'DATE_OUT_OF_RANGE',
    'TEXT_TOO_LONG',
    'TEXT_EMPTY',
  ],
  idempotency: 'optional',
});

export const inboundRoutes = [listUnmatched, assignUnmatched, createFromUnmatched, reportCall] as const;
