/** Who changed what of the company's administration, and when: read, never written, through the API. */
import * as z from 'zod';
import {
  type AuditAction,
  type AuditActor,
  type AuditKind,
  auditActionLabels,
  auditActorLabels,
  auditKinds,
} from './audit-words.ts';
import { DaySchema, IdSchema, pageOf, pageQuery, TimestampSchema } from './fields.ts';
import { administrators, defineRoute } from './route.ts';

export const AuditKindSchema = z.enum(Object.keys(auditKinds) as [AuditKind, ...AuditKind[]]);

export const AuditActionSchema = z.enum(Object.keys(auditActionLabels) as [AuditAction, ...AuditAction[]]);

/** A value as it was or became; null: there was none. Long texts are cut, secrets are never shown. */
const AuditValueSchema = z.union([z.string(), z.number(), z.boolean()]).nullable();

export const AuditChangeSchema = z.strictObject({
  /** Where in the thing, dotted: `channels.email.enabled`, `results.promise.label.es`. */
  field: z.string(),
  before: AuditValueSchema,
  after: AuditValueSchema,
});
export type AuditChange = z.infer<typeof AuditChangeSchema>;

export const AuditEntrySchema = z.strictObject({
  entryId: z.string(),
  at: TimestampSchema,
  kind: AuditKindSchema,
  action: AuditActionSchema,
  /** Id of what was changed, and its name at that time; null where there is only one of its kind, or no name. */
  subjectId: z.string().nullable(),
  subjectName: z.string().nullable(),
  actor: z.enum(Object.keys(auditActorLabels) as [AuditActor, ...AuditActor[]]),
  /** The user who did it; null for the operator and the system. */
  userId: z.string().nullable(),
  changes: z.array(AuditChangeSchema),
  /** Changes of the same entry beyond what one entry holds. */
  omitted: z.int(),
});
export type AuditEntry = z.infer<typeof AuditEntrySchema>;

export const AuditFilterSchema = z.strictObject({
  kind: AuditKindSchema.optional(),
  /** Id of the user who made the change. */
  user: IdSchema.optional(),
  /** Local dates of the company, both ends included. */
  from: DaySchema.optional(),
  to: DaySchema.optional(),
  ...pageQuery,
});
export type AuditFilter = z.output<typeof AuditFilterSchema>;

export const listAudit = defineRoute({
  id: 'listAudit',
  method: 'GET',
  path: '/v1/audit',
  resource: 'companies',
  summary:
    'Lists changes to settings, users, accounts, templates and the like, with the values before and after; newest first',
  roles: administrators,
  scope: 'closed',
  params: undefined,
  query: AuditFilterSchema,
  body: undefined,
  status: 200,
  answer: pageOf(AuditEntrySchema),
  errors: ['LIMIT_INVALID', 'CURSOR_INVALID', 'DATE_FORMAT', 'DATE_INVALID', 'RANGE_INVALID'],
});

const { limit: _limit, cursor: _cursor, ...fileFilters } = AuditFilterSchema.shape;

export const downloadAudit = defineRoute({
  id: 'downloadAudit',
  method: 'GET',
  path: '/v1/audit/file',
  resource: 'companies',
  summary: 'Downloads the filtered audit trail as CSV, one row per changed value',
  roles: administrators,
  scope: 'closed',
  params: undefined,
  query: z.strictObject(fileFilters),
  body: undefined,
  status: 200,
  answer: z.string(),
  answerType: 'text/csv',
  errors: ['DATE_FORMAT', 'DATE_INVALID', 'RANGE_INVALID', 'RANGE_TOO_LONG'],
});

export const auditRoutes = [listAudit, downloadAudit] as const;
