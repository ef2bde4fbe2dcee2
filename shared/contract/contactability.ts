/** Alerts, "can I contact?", pause and DND of a customer (A18, A24–A26, C38, D28, E24–E27, F5, F6, F11). */
import * as z from 'zod';
import { AddressSchema, CustomerSchema } from './customers.ts';
import { IdSchema, InstantSchema, lineField, pageOf, pageQuery, TimestampSchema } from './fields.ts';
import { MetadataValueSchema } from './metadata.ts';
import { RestrictionKindSchema } from './privacy.ts';
import { defineRoute, readers, supervisors, writers } from './route.ts';
import { clearReasons } from './vocabulary.ts';
import {
  ChannelSchema,
  ContactReasonCodeSchema,
  DndScopeSchema,
  OptOutAnswerSchema,
  PurposeSchema,
  SendingChannelSchema,
} from './vocabulary-schemas.ts';

const resource = 'contactability';
const customerParams = z.strictObject({ customerId: IdSchema });
const addressParams = z.strictObject({ customerId: IdSchema, addressId: IdSchema });

/** Why an alert is cleared; `verified` where nobody says. */
export const ClearReasonSchema = z.enum(clearReasons).default('verified');

/** Things that history tells (F5): who, when, why. */
export const historyKinds = [
  'alert_raised',
  'alert_cleared',
  'alert_ended',
  'address_added',
  'address_replaced',
  'address_deleted',
  'dnd_set',
  'dnd_lifted',
  'paused',
  'pause_lifted',
  'promise_made',
  'promise_withdrawn',
  'result_withdrawn',
  'wrong_number',
  'contact_stopped',
  'contact_resumed',
  'data_opposed',
  'data_blocked',
  'data_released',
  'merged',
  'unmerged',
] as const;
export const HistoryKindSchema = z.enum(historyKinds);
export type HistoryKind = z.infer<typeof HistoryKindSchema>;

export const HistoryEntrySchema = z.strictObject({
  at: TimestampSchema,
  kind: HistoryKindSchema,
  /** User id, or `system`, or `customer`. */
  by: z.string(),
  channel: ChannelSchema.nullable(),
  addressId: z.string().nullable(),
  reason: z.string().nullable(),
  messageId: z.string().nullable(),
  detail: z.string().nullable(),
});
export type HistoryEntry = z.infer<typeof HistoryEntrySchema>;

export const ContactReasonSchema = z.strictObject({
  code: ContactReasonCodeSchema,
  detail: z.string(),
  until: TimestampSchema.optional(),
  nextAction: z.string().optional(),
  /** False for a warning, such as a pause when a person writes by hand (Q8). */
  blocking: z.boolean(),
});

export const clearAlert = defineRoute({
  id: 'clearAlert',
  method: 'POST',
  path: '/v1/customers/{customerId}/addresses/{addressId}/alert/clear',
  resource,
  summary: "Clears the address's alert, after removing it from the provider's suppression list (A18, A26, Q9)",
  roles: writers,
  scope: 'named',
  params: addressParams,
  query: undefined,
  body: z.strictObject({ reason: ClearReasonSchema, comment: lineField(200).optional() }).optional(),
  status: 200,
  answer: AddressSchema,
  errors: ['NOT_FOUND', 'ADDRESS_NOT_FOUND', 'ALERT_NOT_ACTIVE', 'PROVIDER_UNAVAILABLE'],
});

export const contactCheck = defineRoute({
  id: 'contactCheck',
  method: 'GET',
  path: '/v1/customers/{customerId}/contact-check',
  resource,
  summary: 'Answers whether the customer can be contacted now, with every reason against it (F11)',
  roles: readers,
  scope: 'named',
  params: customerParams,
  query: z.strictObject({
    channel: SendingChannelSchema.optional(),
    addressId: IdSchema.optional(),
    purpose: PurposeSchema.optional(),
    templateId: IdSchema.optional(),
  }),
  body: undefined,
  status: 200,
  answer: z.strictObject({ allowed: z.boolean(), reasons: z.array(ContactReasonSchema) }),
  errors: ['NOT_FOUND', 'ADDRESS_NOT_FOUND', 'TEMPLATE_NOT_FOUND', 'CHANNEL_UNKNOWN'],
});

/** What a form of the channel asks for: text by hand, or a template and its variables (E22). */
export const ContactFormSchema = z.strictObject({
  /** Fields of `POST /v1/messages` that text by hand takes. */
  freeText: z.array(z.enum(['subject', 'body', 'attachments'])),
  /** Fields that a template takes. */
  template: z.array(z.enum(['templateId', 'variables'])),
  /** Whether Meta must have approved the template before (E23). */
  approvalNeeded: z.boolean(),
  /** WhatsApp: until when text by hand is taken; null: only templates now. Other channels: null, at any time. */
  freeTextUntil: TimestampSchema.nullable(),
});

export const ContactAnswerSchema = z.strictObject({ allowed: z.boolean(), reasons: z.array(ContactReasonSchema) });

/** An account of a customer: an address with what can be done with it now (E18–E22). */
export const CustomerAccountSchema = z.strictObject({
  addressId: z.string(),
  channel: ChannelSchema,
  value: z.string(),
  label: z.string().nullable(),
  /** True when anything can be sent, by hand or from a template. */
  allowed: z.boolean(),
  /** With text by hand, and with an approved template; null where the channel does not send (calls). */
  byHand: ContactAnswerSchema.nullable(),
  byTemplate: ContactAnswerSchema.nullable(),
  /** Account of the company that would send: the one that the customer wrote to last, else the default. */
  sendsFrom: z
    .strictObject({ accountId: z.string(), value: z.string(), displayName: z.string().nullable() })
    .nullable(),
  form: ContactFormSchema.nullable(),
});

export const listCustomerAccounts = defineRoute({
  id: 'listCustomerAccounts',
  method: 'GET',
  path: '/v1/customers/{customerId}/accounts',
  resource,
  summary: 'Lists the accounts through which the customer can be contacted, each with its reasons and form (E18–E27)',
  roles: readers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({
    items: z.array(CustomerAccountSchema),
    /** What stands against contacting the customer at all, such as NO_VALID_ACCOUNT (E27). */
    reasons: z.array(ContactReasonSchema),
    /** WhatsApp templates that Meta has approved (E23). */
    templates: z.array(
      z.strictObject({
        templateId: z.string(),
        name: z.string(),
        language: z.string(),
        variables: z.array(z.string()),
      }),
    ),
    /** Profile metadata, which the tab shows beside the accounts (E19). */
    metadata: z.record(z.string(), MetadataValueSchema),
  }),
  errors: ['NOT_FOUND'],
});

export const putPause = defineRoute({
  id: 'putPause',
  method: 'PUT',
  path: '/v1/customers/{customerId}/pause',
  resource,
  summary: 'Pauses automatic communications until a given time, or lifts the pause (C38, Q8)',
  roles: writers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({ until: InstantSchema.nullable(), reason: lineField(200).optional() }),
  status: 200,
  answer: CustomerSchema,
  errors: ['NOT_FOUND', 'DATE_NO_ZONE', 'DATE_INVALID', 'DATE_FORMAT', 'DATE_OUT_OF_RANGE'],
});

export const putDnd = defineRoute({
  id: 'putDnd',
  method: 'PUT',
  path: '/v1/customers/{customerId}/dnd',
  resource,
  summary: 'Sets or lifts "do not disturb" on a channel (D28, Q7, Q9)',
  roles: writers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({
    channel: ChannelSchema,
    active: z.boolean(),
    scope: DndScopeSchema.default('campaigns'),
    reason: lineField(200).optional(),
    /** How the customer consented; needed to lift an opt-out or a complaint (Q9). */
    consent: lineField(200).optional(),
  }),
  status: 200,
  answer: CustomerSchema,
  errors: ['NOT_FOUND', 'CONSENT_REQUIRED', 'PROVIDER_UNAVAILABLE'],
});

export const putStop = defineRoute({
  id: 'putStop',
  method: 'PUT',
  path: '/v1/customers/{customerId}/stop',
  resource,
  summary:
    'Stops all communications with a customer on every channel, or resumes them, for instance after a mistaken "deceased" (Q10)',
  roles: supervisors,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({ stopped: z.boolean(), reason: lineField(200) }),
  status: 200,
  answer: CustomerSchema,
  errors: ['NOT_FOUND', 'DATA_ERASING'],
});

export const putRestriction = defineRoute({
  id: 'putRestriction',
  method: 'PUT',
  path: '/v1/customers/{customerId}/restriction',
  resource,
  summary: 'Records that the person objects to automatic messages, or that the data are blocked for all, or lifts it',
  roles: supervisors,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({ kind: RestrictionKindSchema.nullable(), reason: lineField(200) }),
  status: 200,
  answer: CustomerSchema,
  errors: ['NOT_FOUND'],
});

export const withdrawPromise = defineRoute({
  id: 'withdrawPromise',
  method: 'POST',
  path: '/v1/customers/{customerId}/promise/withdraw',
  resource,
  summary: 'Withdraws a promise to pay recorded by mistake; the recorded result stays (Q10)',
  roles: writers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({ reason: lineField(200) }),
  status: 200,
  answer: CustomerSchema,
  errors: ['NOT_FOUND'],
});

export const listHistory = defineRoute({
  id: 'listHistory',
  method: 'GET',
  path: '/v1/customers/{customerId}/history',
  resource,
  summary: 'Lists alerts, clearings, DND and pauses: who, when and why; newest first (F5)',
  roles: readers,
  scope: 'named',
  params: customerParams,
  query: z.strictObject(pageQuery),
  body: undefined,
  status: 200,
  answer: pageOf(HistoryEntrySchema),
  errors: ['NOT_FOUND', 'LIMIT_INVALID', 'CURSOR_INVALID'],
});

export const answerOptOut = defineRoute({
  id: 'answerOptOut',
  method: 'POST',
  path: '/v1/messages/{messageId}/opt-out',
  resource,
  summary: 'Confirms or rejects that a message is an opt-out (F24); the first answer counts',
  roles: writers,
  scope: 'named',
  params: z.strictObject({ messageId: IdSchema }),
  query: undefined,
  body: z.strictObject({ optsOut: z.boolean() }),
  status: 200,
  answer: z.strictObject({ messageId: z.string(), optOutQuestion: OptOutAnswerSchema }),
  errors: ['NOT_FOUND', 'OPT_OUT_NOT_ASKED'],
});

export const contactabilityRoutes = [
  clearAlert,
  contactCheck,
  listCustomerAccounts,
  putPause,
  putDnd,
  putStop,
  putRestriction,
  withdrawPromise,
  listHistory,
  answerOptOut,
] as const;
