/** Customers, their addresses, notes and favourites (A5, A14–A17, A24, E2, E7–E12, E17, E29, C25, C26). */
import * as z from 'zod';
import {
  FlagSchema,
  IdSchema,
  lineField,
  pageOf,
  pageQuery,
  TimestampSchema,
  TimeZoneSchema,
  textField,
} from './fields.ts';
import { AmountTextSchema, CountTextSchema, valuesField } from './filter-values.ts';
import { MetadataSchema, MetadataValueSchema } from './metadata.ts';
import { RestrictionKindSchema } from './privacy.ts';
import { StandingPromiseSchema } from './results.ts';
import { defineRoute, readers, writers } from './route.ts';
import { nobody } from './values-text.ts';
import { debtStates } from './vocabulary.ts';
import {
  AlertReasonSchema,
  ChannelSchema,
  ContactabilitySchema,
  DndScopeSchema,
  DndSourceSchema,
  FailureClassSchema,
} from './vocabulary-schemas.ts';

const resource = 'customers';

/** Most addresses of one customer (reliability §5.6 #47). */
export const addressLimit = 20;

export const AlertSchema = z.strictObject({
  reason: AlertReasonSchema,
  class: FailureClassSchema,
  code: z.string(),
  diagnostic: z.string().nullable(),
  raisedAt: TimestampSchema,
  messageId: z.string().nullable(),
  /** True while the provider's own list must still be cleared (Q9). */
  providerSuppressed: z.boolean(),
});

/** What to know about something, as a code and in words. */
export const AdviceSchema = z.strictObject({ code: z.string(), detail: z.string() });

export const AddressSchema = z.strictObject({
  addressId: z.string(),
  channel: ChannelSchema,
  value: z.string(),
  label: z.string().nullable(),
  /** Soft failures counted towards the threshold, shown as "2 de 3 fallos" (Q1). */
  softFailures: z.int(),
  softFailureThreshold: z.int(),
  alert: AlertSchema.nullable(),
  createdAt: TimestampSchema,
  /** A call told that the number is not this customer's; says nothing of other owners (Q3). */
  wrongNumber: z.boolean(),
  /** Advice that does not stop anything, for example PHONE_NOT_MOBILE or EMAIL_OTHER_ALPHABET. */
  warnings: z.array(AdviceSchema),
});

export const DndEntrySchema = z.strictObject({
  channel: ChannelSchema,
  scope: DndScopeSchema,
  source: DndSourceSchema,
  at: TimestampSchema,
  /**
   * Address of the customer that refuses: it does so for every customer that has it. Null: set by a person, or said from
   * an address that the customer has no more.
   */
  addressId: z.string().nullable(),
});

export const DebtSummarySchema = z.strictObject({
  /** Oldest unpaid due date (Q15). */
  dueDate: z.string().nullable(),
  daysOverdue: z.int(),
  /** Outstanding balance per currency, minor units. */
  balances: z.record(z.string(), z.int()),
  state: z.enum([...debtStates, 'none']),
});

export const CustomerSchema = z.strictObject({
  customerId: z.string(),
  name: z.string(),
  documentType: z.string().nullable(),
  documentNumber: z.string().nullable(),
  contactability: ContactabilitySchema,
  /** Why the customer is not contactable: NO_ADDRESS or ALL_ALERTED. */
  contactabilityReason: z.enum(['NO_ADDRESS', 'ALL_ALERTED']).nullable(),
  /** Nothing can be sent, but a good number for calls is left: "solo llamadas" (Q2). */
  callOnly: z.boolean(),
  segment: z.string(),
  addresses: z.array(AddressSchema),
  dnd: z.array(DndEntrySchema),
  pausedUntil: TimestampSchema.nullable(),
  /** Latest promise to pay, and what it has come to today (Q10). */
  promise: StandingPromiseSchema.nullable(),
  /** Set while nothing may be sent to the customer at all, until a supervisor lifts it (Q10). */
  stopped: z.strictObject({ at: TimestampSchema, by: z.string(), reason: z.string() }).nullable(),
  advisorId: z.string().nullable(),
  portfolios: z.array(z.string()),
  tags: z.array(z.string()),
  influencer: z.boolean(),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  timeZone: z.string().nullable(),
  debtSummary: DebtSummarySchema,
  favorite: z.boolean(),
  /** Customer of which this one is a part now; what else is told of it is as it was then. */
  mergedInto: z.string().nullable(),
  mergedAt: TimestampSchema.nullable(),
  /** Customers that are part of this one, the latest last. */
  merged: z.array(z.strictObject({ customerId: z.string(), name: z.string(), mergedAt: TimestampSchema })),
  /** The person objects to automatic messages, or the data are blocked for all; absent: neither. */
  restriction: z
    .strictObject({ kind: RestrictionKindSchema, at: TimestampSchema, by: z.string(), reason: z.string() })
    .exactOptional(),
  /** Since when the customer is being erased, by which process; absent: nobody asked for it. */
  erasing: z.strictObject({ processId: z.string(), at: TimestampSchema }).exactOptional(),
  createdAt: TimestampSchema,
  version: z.int(),
});

/** Row of a customers list: what the columns of both presets need (Q16). */
export const CustomerRowSchema = z.strictObject({
  customerId: z.string(),
  name: z.string(),
  documentType: z.string().nullable(),
  documentNumber: z.string().nullable(),
  contactability: ContactabilitySchema,
  callOnly: z.boolean(),
  alerts: z.int(),
  segment: z.string(),
  advisorId: z.string().nullable(),
  portfolios: z.array(z.string()),
  tags: z.array(z.string()),
  influencer: z.boolean(),
  channels: z.array(ChannelSchema),
  /** As on the customer, its kind alone; null: none. */
  restriction: RestrictionKindSchema.nullable(),
  /** First e-mail address and first number, each with its channel (E4). */
  contacts: z.array(z.strictObject({ channel: ChannelSchema, value: z.string() })),
  debtSummary: DebtSummarySchema,
  favorite: z.boolean(),
  /**
   * Values of the fields that `columns` asked for; only then (E13). What the profile does not say of e-mail, phone and RUT
   * is the customer's own address and document (E16).
   */
  metadata: z.record(z.string(), MetadataValueSchema).optional(),
  /** Last message or call of the conversation, as the inbox shows it; null: none. Where `lastContact` or the order asks for it. */
  lastContactAt: TimestampSchema.nullable().optional(),
  createdAt: TimestampSchema,
  version: z.int(),
});

/** Most tags of one customer. */
export const tagLimit = 20;

const labels = (max: number) =>
  z
    .array(lineField(60))
    .max(max)
    .refine((values) => new Set(values).size === values.length, { error: 'Values must be unique.' });

/** Address as it is sent: a value in any spelling that can be normalised. The slice checks it by channel. */
export const AddressInputSchema = z.strictObject({
  channel: ChannelSchema,
  value: z.string(),
  label: lineField(60).optional(),
});

const profile = {
  name: lineField(120),
  documentType: lineField(20).nullable().optional(),
  documentNumber: lineField(40).nullable().optional(),
  advisorId: IdSchema.nullable().optional(),
  portfolios: labels(10).optional(),
  tags: labels(tagLimit).optional(),
  influencer: z.boolean().optional(),
  metadata: MetadataSchema.optional(),
  timeZone: TimeZoneSchema.nullable().optional(),
};

export const CustomerCreateSchema = z.strictObject({
  ...profile,
  addresses: z.array(AddressInputSchema),
});
export type CustomerCreate = z.infer<typeof CustomerCreateSchema>;

export const CustomerPatchSchema = z.strictObject({ ...profile, name: profile.name.optional() });
export type CustomerPatch = z.infer<typeof CustomerPatchSchema>;

export const customerSorts = [
  'name',
  '-name',
  'createdAt',
  '-createdAt',
  'daysOverdue',
  '-daysOverdue',
  'balance',
  '-balance',
  'alerts',
  '-alerts',
  'lastContact',
  '-lastContact',
] as const;

export const CustomerFilterSchema = z.strictObject({
  contactability: valuesField(ContactabilitySchema).optional(),
  segment: valuesField(lineField(60)).optional(),
  /** `-` among them: customers without an advisor. */
  advisor: valuesField(z.union([IdSchema, z.literal(nobody)])).optional(),
  portfolio: valuesField(lineField(60)).optional(),
  /** Days overdue of the oldest open debt, both included; customers without one are in no range. */
  daysOverdueFrom: CountTextSchema.optional(),
  daysOverdueTo: CountTextSchema.optional(),
  /** What is owed, in the currency of the debts (`1500`, `99.50`), both included; of several currencies the highest amount. */
  balanceFrom: AmountTextSchema.optional(),
  balanceTo: AmountTextSchema.optional(),
  favorite: FlagSchema,
  new: FlagSchema,
  influencer: FlagSchema,
  untyped: FlagSchema,
  tag: valuesField(lineField(60)).optional(),
  q: lineField(120).optional(),
  sort: z.enum(customerSorts).optional(),
  /** Metadata fields to be shown in the rows, `email,rut`; a page may then be shorter (E13). */
  columns: lineField(500).optional(),
  /** Rows tell `lastContactAt`; a page may then be shorter. */
  lastContact: FlagSchema,
  ...pageQuery,
});
export type CustomerFilter = z.infer<typeof CustomerFilterSchema>;

export const NoteSchema = z.strictObject({
  noteId: z.string(),
  text: z.string(),
  author: z.string(),
  createdAt: TimestampSchema,
  /** When its author changed the text last; null: never. */
  editedAt: TimestampSchema.nullable(),
});

const customerParams = z.strictObject({ customerId: IdSchema });
const noteParams = z.strictObject({ customerId: IdSchema, noteId: IdSchema });
const addressParams = z.strictObject({ customerId: IdSchema, addressId: IdSchema });
const addressErrors = [
  'EMAIL_INVALID',
  'EMAIL_TOO_LONG',
  'EMAIL_MULTIPLE',
  'EMAIL_ALPHABETS',
  'PHONE_NOT_E164',
  'PHONE_INVALID',
  'PHONE_SCIENTIFIC',
  'PHONE_DIGITS',
  'ADDRESS_PLACEHOLDER',
  'CHANNEL_UNKNOWN',
  'INVALID_CHARACTER',
  'ADDRESS_EXISTS',
  'ADDRESS_LIMIT',
  'RECIPIENT_IS_SENDER',
] as const;

export const listCustomers = defineRoute({
  id: 'listCustomers',
  method: 'GET',
  path: '/v1/customers',
  resource,
  summary: 'Lists customers, filtered, searched and sorted',
  roles: readers,
  scope: 'list',
  params: undefined,
  query: CustomerFilterSchema,
  body: undefined,
  status: 200,
  answer: pageOf(CustomerRowSchema).extend({
    /** How many customers there are on all pages; only without a filter, and for one that is counted. */
    total: z.int().exactOptional(),
  }),
  errors: ['LIMIT_INVALID', 'FILTER_INVALID', 'CURSOR_INVALID'],
});

export const createCustomer = defineRoute({
  id: 'createCustomer',
  method: 'POST',
  path: '/v1/customers',
  resource,
  summary: 'Creates a customer with its addresses',
  roles: writers,
  scope: 'list',
  params: undefined,
  query: undefined,
  body: CustomerCreateSchema,
  status: 201,
  answer: CustomerSchema,
  errors: [
    ...addressErrors,
    'USER_NOT_FOUND',
    'DOCUMENT_EXISTS',
    'DOCUMENT_INVALID',
    'TIMEZONE_UNKNOWN',
    'METADATA_FIELD_UNKNOWN',
    'METADATA_VALUE_INVALID',
  ],
  idempotency: 'optional',
});

export const getCustomer = defineRoute({
  id: 'getCustomer',
  method: 'GET',
  path: '/v1/customers/{customerId}',
  resource,
  summary: 'Reads a customer with addresses, alerts, DND, pause and debt summary',
  roles: readers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: CustomerSchema,
  errors: ['NOT_FOUND'],
});

export const patchCustomer = defineRoute({
  id: 'patchCustomer',
  method: 'PATCH',
  path: '/v1/customers/{customerId}',
  resource,
  summary: 'Changes the given fields of a customer; null clears a field',
  roles: writers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: CustomerPatchSchema,
  status: 200,
  answer: CustomerSchema,
  errors: [
    'NOT_FOUND',
    'VERSION_CONFLICT',
    'USER_NOT_FOUND',
    'DOCUMENT_EXISTS',
    'DOCUMENT_INVALID',
    'TIMEZONE_UNKNOWN',
    'METADATA_FIELD_UNKNOWN',
    'METADATA_VALUE_INVALID',
  ],
  ifMatch: true,
});

export const addAddress = defineRoute({
  id: 'addAddress',
  method: 'POST',
  path: '/v1/customers/{customerId}/addresses',
  resource,
  summary: 'Adds a contact address',
  roles: writers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: AddressInputSchema,
  status: 201,
  answer: CustomerSchema,
  errors: ['NOT_FOUND', ...addressErrors],
  idempotency: 'optional',
});

export const replaceAddress = defineRoute({
  id: 'replaceAddress',
  method: 'PUT',
  path: '/v1/customers/{customerId}/addresses/{addressId}',
  resource,
  summary: 'Replaces the value of an address; the new one has a new id and no alert (A24, A25)',
  roles: writers,
  scope: 'named',
  params: addressParams,
  query: undefined,
  body: z.strictObject({ value: z.string(), label: lineField(60).nullable().optional() }),
  status: 200,
  answer: CustomerSchema,
  errors: ['NOT_FOUND', 'ADDRESS_NOT_FOUND', 'VERSION_CONFLICT', ...addressErrors],
  ifMatch: true,
});

export const deleteAddress = defineRoute({
  id: 'deleteAddress',
  method: 'DELETE',
  path: '/v1/customers/{customerId}/addresses/{addressId}',
  resource,
  summary: 'Deletes an address; messages waiting for it are cancelled',
  roles: writers,
  scope: 'named',
  params: addressParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: CustomerSchema,
  errors: ['NOT_FOUND', 'ADDRESS_NOT_FOUND', 'VERSION_CONFLICT'],
  ifMatch: true,
});

export const putFavorite = defineRoute({
  id: 'putFavorite',
  method: 'PUT',
  path: '/v1/customers/{customerId}/favorite',
  resource,
  summary: "Marks or unmarks the customer as the caller's favourite (E5, E6)",
  roles: readers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({ favorite: z.boolean() }),
  status: 200,
  answer: z.strictObject({ favorite: z.boolean() }),
  errors: ['NOT_FOUND'],
});

export const listNotes = defineRoute({
  id: 'listNotes',
  method: 'GET',
  path: '/v1/customers/{customerId}/notes',
  resource,
  summary: 'Lists the notes on a customer, newest first (E29)',
  roles: readers,
  scope: 'named',
  params: customerParams,
  query: z.strictObject(pageQuery),
  body: undefined,
  status: 200,
  answer: pageOf(NoteSchema),
  errors: ['NOT_FOUND', 'LIMIT_INVALID', 'CURSOR_INVALID'],
});

export const createNote = defineRoute({
  id: 'createNote',
  method: 'POST',
  path: '/v1/customers/{customerId}/notes',
  resource,
  summary: 'Adds a note',
  roles: writers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({ text: textField(2_000) }),
  status: 201,
  answer: NoteSchema,
  errors: ['NOT_FOUND'],
  idempotency: 'optional',
});

export const patchNote = defineRoute({
  id: 'patchNote',
  method: 'PATCH',
  path: '/v1/customers/{customerId}/notes/{noteId}',
  resource,
  summary: "Edits one of the caller's own notes (E29)",
  roles: writers,
  scope: 'named',
  params: noteParams,
  query: undefined,
  body: z.strictObject({ text: textField(2_000) }),
  status: 200,
  answer: NoteSchema,
  errors: ['NOT_FOUND', 'NOTE_NOT_FOUND'],
});

export const deleteNote = defineRoute({
  id: 'deleteNote',
  method: 'DELETE',
  path: '/v1/customers/{customerId}/notes/{noteId}',
  resource,
  summary: "Deletes one of the caller's own notes; supervisors may delete any (E29)",
  roles: writers,
  scope: 'named',
  params: noteParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ noteId: z.string() }),
  errors: ['NOT_FOUND', 'NOTE_NOT_FOUND'],
});

export const patchTags = defineRoute({
  id: 'patchTags',
  method: 'PATCH',
  path: '/v1/customers/{customerId}/tags',
  resource,
  summary: 'Adds and removes tags without touching the others, even under concurrent changes (D10)',
  roles: writers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({ add: labels(tagLimit).optional(), remove: labels(tagLimit).optional() }),
  status: 200,
  answer: CustomerSchema,
  errors: ['NOT_FOUND', 'TAG_LIMIT'],
});

export const putAssignee = defineRoute({
  id: 'putAssignee',
  method: 'PUT',
  path: '/v1/customers/{customerId}/assignee',
  resource,
  summary: 'Assigns the customer to an advisor of the company, or to nobody (D10)',
  roles: writers,
  scope: 'named',
  params: customerParams,
  query: undefined,
  body: z.strictObject({ advisorId: IdSchema.nullable() }),
  status: 200,
  answer: CustomerSchema,
  errors: ['NOT_FOUND', 'USER_NOT_FOUND'],
});

export const customerRoutes = [
  listCustomers,
  createCustomer,
  getCustomer,
  patchCustomer,
  addAddress,
  replaceAddress,
  deleteAddress,
  putFavorite,
  listNotes,
  createNote,
  patchNote,
  deleteNote,
  patchTags,
  putAssignee,
] as const;
