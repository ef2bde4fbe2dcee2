/** The register of interactions (B1–B22). */
import * as z from 'zod';
import { DaySchema, IdSchema, lineField, pageOf, pageQuery, TimestampSchema } from './fields.ts';
import { valuesField } from './filter-values.ts';
import { RecordedResultSchema, ResultCodeSchema } from './results.ts';
import { defineRoute, readers } from './route.ts';
import { messageStatuses, statusGlossary } from './vocabulary.ts';
import {
  AuthorSchema,
  ChannelSchema,
  DirectionSchema,
  FailureClassSchema,
  LabelSchema,
  OriginSchema,
  PurposeSchema,
} from './vocabulary-schemas.ts';

const resource = 'interactions';
export const interactionSources = ['platform', 'outside'] as const;
export const InteractionSourceSchema = z.enum(interactionSources);

/** Statuses of the register: those of messages, and what follows from them for people (Q14, B9). */
export const InteractionStatusSchema = z.enum([...messageStatuses, 'replied', 'not_read']);
export type InteractionStatus = z.infer<typeof InteractionStatusSchema>;

/** The template that a message was made from. */
export const UsedTemplateSchema = z.strictObject({ templateId: z.string(), name: z.string() });
/** Why a message failed, in short. */
export const FailureSummarySchema = z.strictObject({
  class: FailureClassSchema,
  code: z.string(),
  message: z.string().nullable(),
});

export const InteractionSchema = z.strictObject({
  messageId: z.string(),
  customerId: z.string(),
  customerName: z.string(),
  documentType: z.string().nullable(),
  documentNumber: z.string().nullable(),
  direction: DirectionSchema,
  channel: ChannelSchema,
  recipient: z.string().nullable(),
  /** `replied` stands before read, delivered and sent; `not_read` only filters. */
  status: InteractionStatusSchema,
  subject: z.string().nullable(),
  preview: z.string().nullable(),
  purpose: PurposeSchema,
  origin: OriginSchema.nullable(),
  /** Who wrote it or had it sent; null: inbound, history, or not known. */
  author: AuthorSchema.nullable(),
  template: UsedTemplateSchema.nullable(),
  acceptedAt: TimestampSchema,
  scheduledAt: TimestampSchema,
  sentAt: TimestampSchema.nullable(),
  advisorId: z.string().nullable(),
  segment: z.string().nullable(),
  portfolios: z.array(z.string()),
  previousMessageId: z.string().nullable(),
  failure: FailureSummarySchema.nullable(),
  reasons: z.array(z.string()),
  source: InteractionSourceSchema,
  /** Result of a call or of another follow-up; null on every other interaction (C7). */
  result: RecordedResultSchema.nullable(),
});
export type Interaction = z.infer<typeof InteractionSchema>;

/** Filters of the register, each with one value or several: any of them matches (issue 12, 4). */
export const interactionFacets = {
  direction: valuesField(DirectionSchema),
  /** `not_read`: delivered and not read. `read` and `delivered` find those that were replied to as well. */
  status: valuesField(InteractionStatusSchema),
  channel: valuesField(ChannelSchema),
  advisor: valuesField(IdSchema),
  /** User who wrote it by hand or recorded it. */
  author: valuesField(IdSchema),
  template: valuesField(IdSchema),
  campaign: valuesField(IdSchema),
  flow: valuesField(IdSchema),
  event: valuesField(IdSchema),
  portfolio: valuesField(lineField(60)),
  segment: valuesField(lineField(60)),
  source: valuesField(InteractionSourceSchema),
  /** Code of the result. */
  result: valuesField(ResultCodeSchema),
} as const;
export type InteractionFacet = keyof typeof interactionFacets;

export const InteractionFilterSchema = z.strictObject({
  /**
   * Without dates: the last 45; of scheduled ones also the year to come; of a customer, and of outside history, all there are.
   */
  from: DaySchema.optional(),
  to: DaySchema.optional(),
  customerId: IdSchema.optional(),
  ...z.object(interactionFacets).partial().shape,
  sort: z.enum(['at', '-at']).optional(),
  ...pageQuery,
});
export type InteractionFilter = z.infer<typeof InteractionFilterSchema>;

/** A page of the register. */
export const InteractionsPageSchema = pageOf(InteractionSchema).extend({
  /** Dates that the list covers, where none were asked for too; null: all there are. */
  range: z.strictObject({ from: DaySchema, to: DaySchema }).nullable(),
  /** Beside `nextCursor`: the date up to which the filters have been looked for. */
  searchedTo: DaySchema.optional(),
});

export const listInteractions = defineRoute({
  id: 'listInteractions',
  method: 'GET',
  path: '/v1/interactions',
  resource,
  summary: 'Lists interactions by actual send date, or scheduled date if not sent (B1–B15)',
  roles: readers,
  scope: 'list',
  params: undefined,
  query: InteractionFilterSchema,
  body: undefined,
  status: 200,
  answer: InteractionsPageSchema,
  errors: ['LIMIT_INVALID', 'FILTER_INVALID', 'RANGE_INVALID', 'CURSOR_INVALID', 'DATE_FORMAT', 'DATE_INVALID'],
});

export const listOrigins = defineRoute({
  id: 'listOrigins',
  method: 'GET',
  path: '/v1/interactions/origins',
  resource,
  summary:
    'Lists the flows, events and campaigns of communications, for filters: by name, at most 300 of each kind (B6, B15)',
  roles: readers,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: pageOf(OriginSchema),
  errors: [],
});

export const interactionGlossary = defineRoute({
  id: 'interactionGlossary',
  method: 'GET',
  path: '/v1/interactions/glossary',
  resource,
  summary: 'Reads the status glossary, in Spanish and English (B10, C39)',
  roles: readers,
  scope: 'company',
  params: undefined,
  query: undefined,
  body: undefined,
  status: 200,
  answer: pageOf(
    z.strictObject({
      status: z.enum(statusGlossary.map((row) => row.status) as [string, ...string[]]),
      communication: LabelSchema,
      message: LabelSchema,
      meaning: LabelSchema,
    }),
  ),
  errors: [],
});

export const interactionRoutes = [listInteractions, listOrigins, interactionGlossary] as const;
