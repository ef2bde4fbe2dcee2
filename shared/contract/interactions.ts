/** The register of interactions (B1–B22). */
import * as z from 'zod';
import { DaySchema, IdSchema, lineField, pageOf, pageQuery, TimestampSchema } from './fields.ts';
import { RecordedResultSchema, ResultCodeSchema } from './results.ts';
import { defineRoute, readers } from './route.ts';
import { messageStatuses, statusGlossary } from './vocabulary.ts';
import {
  ChannelSchema,
  DirectionSchema,
  FailureClassSchema,
  OriginSchema,
  PurposeSchema,
} from './vocabulary-schemas.ts';

const resource = 'interactions';
export const interactionSources = ['platform', 'outside'] as const;

/** Statuses of the register: those of messages, and what follows from them for people (Q14, B9). */
export const InteractionStatusSchema = z.enum([...messageStatuses, 'replied', 'not_read']);
export type InteractionStatus = z.infer<typeof InteractionStatusSchema>;

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
  template: z.strictObject({ templateId: z.string(), name: z.string() }).nullable(),
  acceptedAt: TimestampSchema,
  scheduledAt: TimestampSchema,
  sentAt: TimestampSchema.nullable(),
  advisorId: z.string().nullable(),
  segment: z.string().nullable(),
  portfolios: z.array(z.string()),
  previousMessageId: z.string().nullable(),
  failure: z.strictObject({ class: FailureClassSchema, code: z.string(), message: z.string().nullable() }).nullable(),
  reasons: z.array(z.string()),
  source: z.enum(interactionSources),
  /** Result of a call or of another management; null on every other interaction (C7). */
  result: RecordedResultSchema.nullable(),
});
export type Interaction = z.infer<typeof InteractionSchema>;

export const InteractionFilterSchema = z.strictObject({
  from: DaySchema.optional(),
  to: DaySchema.optional(),
  direction: DirectionSchema.optional(),
  /** `not_read`: delivered and not read. `read` and `delivered` find those that were replied to as well. */
  status: InteractionStatusSchema.optional(),
  channel: ChannelSchema.optional(),
  advisor: IdSchema.optional(),
  customerId: IdSchema.optional(),
  template: IdSchema.optional(),
  campaign: IdSchema.optional(),
  flow: IdSchema.optional(),
  event: IdSchema.optional(),
  portfolio: lineField(60).optional(),
  segment: lineField(60).optional(),
  source: z.enum(interactionSources).optional(),
  /** Code of the result. */
  result: ResultCodeSchema.optional(),
  sort: z.enum(['at', '-at']).optional(),
  ...pageQuery,
});
export type InteractionFilter = z.infer<typeof InteractionFilterSchema>;

const LabelSchema = z.strictObject({ es: z.string(), en: z.string() });

export const listInteractions = defineRoute({
  id: 'listInteractions',
  method: 'GET',
  path: '/v1/interactions',
  resource,
  summary: 'Lists interactions by real send date, else scheduled date (B1–B15)',
  roles: readers,
  params: undefined,
  query: InteractionFilterSchema,
  body: undefined,
  status: 200,
  answer: pageOf(InteractionSchema),
  errors: ['LIMIT_INVALID', 'FILTER_INVALID', 'RANGE_INVALID', 'CURSOR_INVALID', 'DATE_FORMAT', 'DATE_INVALID'],
});

export const listOrigins = defineRoute({
  id: 'listOrigins',
  method: 'GET',
  path: '/v1/interactions/origins',
  resource,
  summary:
    'Flows, events and campaigns that communications belong to, for filters: by name, at most 300 of a kind (B6, B15)',
  roles: readers,
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
  summary: 'The glossary of states, in Spanish and English (B10, C39)',
  roles: readers,
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
