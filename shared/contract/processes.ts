/** Log de procesos: night reports, imports, exports (B34, B38, B39). */
import * as z from 'zod';
import { AlertActionStateSchema } from './alert-actions.ts';
import { CompanyExportStateSchema } from './company-export.ts';
import { ExportTraySchema } from './exports.ts';
import { IdSchema, pageOf, pageQuery, TimestampSchema } from './fields.ts';
import { ImportKindSchema, ImportOptionsSchema } from './import-options.ts';
import { ImportQuestionSchema, ImportReadingSchema } from './import-questions.ts';
import { ErasureStateSchema, PortabilityStateSchema } from './privacy.ts';
import { ProcessFilterSchema } from './process-filters.ts';
import { RetentionStateSchema } from './retention.ts';
import { defineRoute, readers, supervisors } from './route.ts';
import { ProcessKindSchema, ProcessStateSchema } from './vocabulary-schemas.ts';

const resource = 'processes';

/** Where an import stands: it waits for the file, is read, waits for `confirm` after a dry run, is written, has ended. */
export const importStages = ['upload', 'validating', 'validated', 'importing', 'done'] as const;

/** Every row that was read is in exactly one of the four counts (I11). */
export const ImportCountsSchema = z.strictObject({
  created: z.int(),
  updated: z.int(),
  duplicate: z.int(),
  rejected: z.int(),
});

/** What an import has found (F19). Texts and rows stand in the error file. */
export const ImportStateSchema = z.strictObject({
  kind: ImportKindSchema,
  fileName: z.string(),
  /** Bytes. */
  size: z.int(),
  options: ImportOptionsSchema,
  stage: z.enum(importStages),
  /** As the header tells it; null until it was read, and for a workbook. */
  separator: z.string().nullable(),
  /** How the file was read; absent until then. */
  reading: ImportReadingSchema.exactOptional(),
  /** What `confirm` has to answer while the state is `needs_answer`. */
  question: ImportQuestionSchema.exactOptional(),
  bytesDone: z.int(),
  counts: ImportCountsSchema,
  /**
   * Of a file that is complete for a scope: debts of it that were open before the first row; those of them that the file
   * does not name, null until its rows were read; those that were settled for that.
   */
  settlement: z.strictObject({ open: z.int(), missing: z.int().nullable(), settled: z.int() }).exactOptional(),
  /** Interactions that were written, or would be: a row with several recipients is several. */
  interactions: z.int(),
  /** Rows that were taken with a warning. */
  warnings: z.int(),
  /** What was found wrong, most frequent first: how often, and where first. */
  issues: z.array(
    z.strictObject({
      code: z.string(),
      count: z.int(),
      /** Line of the file; null where the issue is about the whole of it. */
      line: z.int().nullable(),
      /** Column in words; null where the issue is about the row or the file. */
      column: z.strictObject({ es: z.string(), en: z.string() }).nullable(),
      text: z.strictObject({ es: z.string(), en: z.string() }),
    }),
  ),
});

/** What an export or a standing report holds, as it was asked for (B35, F21). */
export const ExportStateSchema = z.strictObject({
  tray: ExportTraySchema,
  from: z.string().nullable(),
  to: z.string().nullable(),
  filters: z.record(z.string(), z.string()),
  columns: z.array(z.string()),
  /** Standing report that it is a night of; null for an export on request. */
  report: z.strictObject({ reportId: z.string(), name: z.string() }).nullable(),
});

/** What the nightly check of the integrity has found: that copies equal their base, and that nothing is stuck. */
export const IntegrityStateSchema = z.strictObject({
  /** Customers, pages of lists and processes that were looked at. */
  checked: z.int(),
  /** Derived items that were rebuilt. */
  repaired: z.int(),
  /** Damage that only a person may mend. */
  left: z.int(),
  /** The first hundred, what is left in front. `place`: id of the customer, message or process, or a key. */
  findings: z.array(
    z.strictObject({ invariant: z.string(), place: z.string(), what: z.string(), repaired: z.boolean() }),
  ),
});

export const ProcessSchema = z.strictObject({
  processId: z.string(),
  kind: ProcessKindSchema,
  state: ProcessStateSchema,
  /** The state in words; `Terminado con avisos` of an import that left addresses out (`import.warnings`). */
  stateLabel: z.strictObject({ es: z.string(), en: z.string() }),
  /** Local date that a night report covers. */
  date: z.string().nullable(),
  createdAt: TimestampSchema,
  startedAt: TimestampSchema.nullable(),
  finishedAt: TimestampSchema.nullable(),
  requestedBy: z.string(),
  progress: z.strictObject({ done: z.int(), total: z.int().nullable() }),
  files: z.array(
    z.strictObject({
      name: z.string(),
      /** Name under which people store it, in the company's language; absent where it is `name`. */
      downloadName: z.string().exactOptional(),
      contentType: z.string(),
      size: z.int(),
      rows: z.int().nullable(),
      sha256: z.string().nullable(),
    }),
  ),
  error: z.string().nullable(),
  /** From its start to its end, or until now; null before. */
  durationMs: z.int().nullable(),
  /** It has ended and whoever requested it has not looked yet (B34). */
  unread: z.boolean(),
  /** Null where it is no import. */
  import: ImportStateSchema.nullable(),
  /** Null where it is none; the company's own night report has none either: all of its date. */
  export: ExportStateSchema.nullable(),
  /** Null where it is no check of the integrity. */
  integrity: IntegrityStateSchema.nullable(),
  /** Only where it erases somebody (Ley 21.719, LGPD). */
  erasure: ErasureStateSchema.exactOptional(),
  /** Only where it makes the file of all that is known of a customer. */
  portability: PortabilityStateSchema.exactOptional(),
  /** Only where it exports everything that the company has. */
  companyExport: CompanyExportStateSchema.exactOptional(),
  /** User who cancelled it; only where somebody did. */
  cancelledBy: z.string().exactOptional(),
  /** Only where it removes what was kept for long enough. */
  retention: RetentionStateSchema.exactOptional(),
  /** Only where it clears or marks addresses, or undoes that (F9). */
  alerts: AlertActionStateSchema.exactOptional(),
  /** Only where its files were deleted before their time, since they named somebody who was erased. */
  filesErasedAt: TimestampSchema.exactOptional(),
});
export type Process = z.infer<typeof ProcessSchema>;

const processParams = z.strictObject({ processId: IdSchema });

export const listProcesses = defineRoute({
  id: 'listProcesses',
  method: 'GET',
  path: '/v1/processes',
  resource,
  summary: 'Lists processes, newest first',
  roles: readers,
  scope: 'closed',
  params: undefined,
  query: ProcessFilterSchema.extend(pageQuery),
  body: undefined,
  status: 200,
  answer: pageOf(ProcessSchema),
  errors: ['LIMIT_INVALID', 'FILTER_INVALID', 'CURSOR_INVALID'],
});

export const getProcess = defineRoute({
  id: 'getProcess',
  method: 'GET',
  path: '/v1/processes/{processId}',
  resource,
  summary: 'Reads a process',
  roles: readers,
  scope: 'closed',
  params: processParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: ProcessSchema,
  errors: ['NOT_FOUND'],
});

export const getProcessFile = defineRoute({
  id: 'getProcessFile',
  method: 'GET',
  path: '/v1/processes/{processId}/files/{name}',
  resource,
  summary: 'Returns a pre-signed link to a file, valid for 5 minutes (B39)',
  roles: supervisors,
  scope: 'closed',
  params: z.strictObject({ processId: IdSchema, name: IdSchema }),
  query: undefined,
  body: undefined,
  status: 200,
  answer: z.strictObject({ url: z.string(), expiresAt: TimestampSchema }),
  errors: ['NOT_FOUND', 'FILE_NOT_READY', 'FILE_EXPIRED'],
});

export const readProcess = defineRoute({
  id: 'readProcess',
  method: 'POST',
  path: '/v1/processes/{processId}/read',
  resource,
  summary: 'Marks a finished process as read for whoever requested it (B34)',
  roles: readers,
  scope: 'closed',
  params: processParams,
  query: undefined,
  body: undefined,
  status: 200,
  answer: ProcessSchema,
  errors: ['NOT_FOUND'],
});

export const processRoutes = [listProcesses, getProcess, getProcessFile, readProcess] as const;
