/** The inbox and its conversations (A19, A20, C1, C4, C15–C20, C33–C37, D1, D5, D6, D11, D14–D19, D24–D27, Q17). */
import * as z from 'zod';
import { AttachmentSchema } from './attachments.ts';
import { DebtSummarySchema, DndEntrySchema } from './customers.ts';
import { DaySchema, IdSchema, lineField, pageOf, pageQuery, TimestampSchema } from './fields.ts';
import { valuesField } from './filter-values.ts';
import {
  FailureSummarySchema,
  InteractionSourceSchema,
  InteractionStatusSchema,
  UsedTemplateSchema,
} from './interactions.ts';
import { RestrictionKindSchema } from './privacy.ts';
import { RecordedResultSchema } from './results.ts';
import { defineRoute, readers, supervisors, writers } from './route.ts';
import { nobody } from './values-text.ts';
import {
  AuthorSchema,
  ChannelSchema,
  ContactabilitySchema,
  DirectionSchema,
  MessageChangeSchema,
  OptOutAnswerSchema,
  OriginSchema,
  PurposeSchema,
} from './vocabulary-schemas.ts';

const resource = 'conversations';

/** Recibidos and Llamadas (C15, C16). */
export const trays = ['received', 'calls'] as const;
/** Filters of D14, and the archive (D24). `recent`: activity in the last 7 days. */
export const conversationStates = ['unread', 'recent', 'starred', 'all', 'archived'] as const;
export const conversationSorts = ['newest', 'oldest'] as const;
export const ConversationSortSchema = z.enum(conversationSorts);

const flags = {
  /** The envelope (C18). */
  unread: z.boolean(),
  /** Something waits for an answer, a result or an omission (C33–C37). */
  bold: z.boolean(),
  pendingCall: z.boolean(),
  managed: z.boolean(),
  starred: z.boolean(),
  archived: z.boolean(),
};

export const LastMessageSchema = z.strictObject({
  at: TimestampSchema,
  channel: ChannelSchema,
  direction: DirectionSchema,
  preview: z.string(),
  /** As in the register: `replied` stands before read, delivered and sent; `failed` is the badge of F16. */
  status: InteractionStatusSchema,
  /** Id of the user who wrote or recorded it; null: inbound, automatic, or not known. */
  author: z.string().nullable(),
});

/** State of a conversation, as every action answers it. */
export const ConversationStateSchema = z.strictObject({
  customerId: z.string(),
  advisorId: z.string().nullable(),
  ...flags,
});

export const ConversationRowSchema = z.strictObject({
  customerId: z.string(),
  name: z.string(),
  segment: z.string(),
  advisorId: z.string().nullable(),
  contactability: ContactabilitySchema,
  /** The person objects to automatic messages, or is blocked; null: neither. */
  restriction: RestrictionKindSchema.nullable(),
  ...flags,
  /** When the pending call is to be made; null without one. */
  callAt: TimestampSchema.nullable(),
  last: LastMessageSchema.nullable(),
  /** Last activity, by which lists are ordered; of imported history alone, its newest communication. */
  at: TimestampSchema,
});

export const PendingCallSchema = z.strictObject({
  since: TimestampSchema,
  dueAt: TimestampSchema.nullable(),
  /** `manual`, `result`, `missed_call`, or the name of a flow. */
  origin: z.string(),
  note: z.string().nullable(),
});

/** The head of an open conversation (C21–C24, D10). A customer without history has one too: to write to (D6). */
export const ConversationSchema = z.strictObject({
  customerId: z.string(),
  name: z.string(),
  documentType: z.string().nullable(),
  documentNumber: z.string().nullable(),
  segment: z.string(),
  debtSummary: DebtSummarySchema,
  advisorId: z.string().nullable(),
  tags: z.array(z.string()),
  dnd: z.array(DndEntrySchema),
  pausedUntil: TimestampSchema.nullable(),
  contactability: ContactabilitySchema,
  /** As in the list. */
  restriction: RestrictionKindSchema.nullable(),
  /** Number of addresses with an alert. */
  alerts: z.int(),
  addresses: z.array(
    z.strictObject({
      addressId: z.string(),
      channel: ChannelSchema,
      value: z.string(),
      label: z.string().nullable(),
    }),
  ),
  ...flags,
  call: PendingCallSchema.nullable(),
  last: LastMessageSchema.nullable(),
});

/** Status of an inbound message (Q14). */
export const inboundStatuses = ['unread', 'read', 'answered', 'omitted'] as const;
export const InboundStatusSchema = z.enum(inboundStatuses);

/** One entry of the thread (C1, C19, D2, D11). */
export const ThreadMessageSchema = z.strictObject({
  messageId: z.string(),
  channel: ChannelSchema,
  direction: DirectionSchema,
  /** Outbound: as in the register. Inbound: what became of it. */
  status: z.union([InteractionStatusSchema, InboundStatusSchema]),
  /** Delivered, and the customer has neither read nor answered it yet (Q14). */
  notRead: z.boolean(),
  /** By hand, or by a flow, event or campaign (`origin`). */
  purpose: PurposeSchema,
  origin: OriginSchema.nullable(),
  /** Who wrote it or had it sent; null: inbound, history, or not known. */
  author: AuthorSchema.nullable(),
  template: UsedTemplateSchema.nullable(),
  addressId: z.string().nullable(),
  recipient: z.string().nullable(),
  subject: z.string().nullable(),
  preview: z.string(),
  /** Null where the text is long and `bodies` was not asked for, or the page grew too large: read the message itself. */
  body: z.string().nullable(),
  attachments: z.array(AttachmentSchema),
  result: RecordedResultSchema.nullable(),
  attempts: z.int(),
  failure: FailureSummarySchema.nullable(),
  reasons: z.array(z.string()),
  /** "Does the customer opt out by it?" (F24); null: nobody needs to ask. */
  optOutQuestion: OptOutAnswerSchema.nullable(),
  /** The customer edited the message or took it back, and when; null: neither. */
  changed: MessageChangeSchema.nullable(),
  /** A number, or user id, that the customer has from now on, as the channel says: to be added by a person. */
  newNumber: z.string().nullable(),
  source: InteractionSourceSchema,
  /** Accepted by us, or written by the customer. */
  at: TimestampSchema,
  /** When we learnt of it. */
  recordedAt: TimestampSchema,
  scheduledAt: TimestampSchema.nullable(),
  sentAt: TimestampSchema.nullable(),
});

export const ConversationFilterSchema = z.strictObject({
  tray: z.enum(trays).optional(),
  state: z.enum(conversationStates).optional(),
  /** `-` among them: conversations of customers without an advisor. */
  advisor: valuesField(z.union([IdSchema, z.literal(nobody)])).optional(),
  segment: valuesField(lineField(60)).optional(),
  /** Dates of the last activity in the company's zone, both ends included; of the calls tray: when to call. */
  from: DaySchema.optional(),
  to: DaySchema.optional(),
  /** Channel of the last message (D17). */
  channel: valuesField(ChannelSchema).optional(),
  contactability: valuesField(ContactabilitySchema).optional(),
  /** Name or e-mail (D15); documents and phones are found as well. */
  q: lineField(120).optional(),
  sort: ConversationSortSchema.optional(),
  ...pageQuery,
});
export type ConversationFilter = z.infer<typeof ConversationFilterSchema>;

const params = z.strictObject({ customerId: IdSchema });

export const listConversations = defineRoute({
  id: 'listConversations',
  method: 'GET',
  path: '/v1/conversations',
  resource,
  summary: 'Lists conversations: trays, states, filters, search (A19, C15–C17, D14–D18)',
  roles: readers,
  scope: 'list',
  params: undefined,
  query: ConversationFilterSchema,
  body: undefined,
  status: 200,
  answer: pageOf(ConversationRowSchema),
  errors: ['LIMIT_INVALID', 'FILTER_INVALID', 'RANGE_INVALID', 'CURSOR_INVALID', 'DATE_FORMAT', 'DATE_INVALID'],
});

export const getConversation = defineRoute({
  id: 'getConversation',
  method: 'GET',
  path: '/v1/conversations/{customerId}',
  resource,
  summary: 'Reads a conversation: segment, debt, assignee, permission, state (C21–C24)',
  roles: readers,
  scope: 'named',
  params,
  query: undefined,
  body: undefined,
  status: 200,
  answer: ConversationSchema,
  errors: ['NOT_FOUND'],
});

export const listMessages = defineRoute({
  id: 'listMessages',
  method: 'GET',
  path: '/v1/conversations/{customerId}/messages',
  resource,
  summary: 'Reads the thread: all channels in one timeline (A20, C1, C19, D2, D5, D11, D19)',
  roles: readers,
  scope: 'named',
  params,
  query: z.strictObject({
    order: ConversationSortSchema.optional(),
    /** `full` adds long texts, as far as a page may cost. */
    bodies: z.enum(['full']).optional(),
    ...pageQuery,
  }),
  body: undefined,
  status: 200,
  answer: pageOf(ThreadMessageSchema),
  errors: ['NOT_FOUND', 'LIMIT_INVALID', 'CURSOR_INVALID'],
});

const action = <const Id extends string, const Path extends string>(id: Id, path: Path, summary: string) =>
  defineRoute({
    id,
    method: 'POST',
    path: `/v1/conversations/{customerId}/${path}`,
    resource,
    summary,
    roles: writers,
    scope: 'named',
    params,
    query: undefined,
    body: undefined,
    status: 200,
    answer: ConversationStateSchema,
    errors: ['NOT_FOUND'],
  });

export const readConversation = action('readConversation', 'read', 'Marks as read');
export const markConversationUnread = action('markConversationUnread', 'unread', 'Marks as unread, for later (D26)');
export const omitConversation = action(
  'omitConversation',
  'omit',
  'Marks what is pending as omitted, without answering (C20, C37)',
);
export const starConversation = action('starConversation', 'star', 'Stars (D25)');
export const unstarConversation = action('unstarConversation', 'unstar', 'Removes the star (D25)');
export const archiveConversation = action('archiveConversation', 'archive', 'Archives until the customer writes (D24)');
export const unarchiveConversation = action('unarchiveConversation', 'unarchive', 'Unarchives (D24)');

export const assignConversation = defineRoute({
  id: 'assignConversation',
  method: 'POST',
  path: '/v1/conversations/{customerId}/assign',
  resource,
  summary: "Assigns the customer's advisor, or none (D10, D16)",
  roles: writers,
  scope: 'named',
  params,
  query: undefined,
  body: z.strictObject({ advisorId: IdSchema.nullable() }),
  status: 200,
  answer: ConversationStateSchema,
  errors: ['NOT_FOUND', 'USER_NOT_FOUND'],
});

export const deleteConversation = defineRoute({
  id: 'deleteConversation',
  method: 'DELETE',
  path: '/v1/conversations/{customerId}',
  resource,
  summary: 'Permanently deletes texts and attachments; the register keeps its rows without them (D27, Q17)',
  roles: supervisors,
  scope: 'named',
  params,
  query: undefined,
  body: undefined,
  status: 202,
  answer: z.strictObject({ customerId: z.string(), deletedAt: TimestampSchema }),
  errors: ['NOT_FOUND'],
});

export const conversationRoutes = [
  listConversations,
  getConversation,
  listMessages,
  readConversation,
  markConversationUnread,
  omitConversation,
  starConversation,
  unstarConversation,
  archiveConversation,
  unarchiveConversation,
  assignConversation,
  deleteConversation,
] as const;
