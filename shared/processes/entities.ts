/** Log de procesos: what runs by itself, how far it is, what it left behind (F21). */
import * as z from 'zod';
import { AlertActionStateSchema } from '#contract/alert-actions.ts';
import { CompanyExportStateSchema } from '#contract/company-export.ts';
import { ExportTraySchema } from '#contract/exports.ts';
import { ErasureStateSchema, PortabilityStateSchema } from '#contract/privacy.ts';
import { ImportStateSchema, IntegrityStateSchema } from '#contract/processes.ts';
import { RetentionStateSchema } from '#contract/retention.ts';
import { ProcessKindSchema, ProcessStateSchema } from '#contract/vocabulary-schemas.ts';
import { timePart } from '#platform/ids.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { dueKey, keyPart, tenantKey } from '#platform/table/keys.ts';
import { customerPartition } from '#shared/customers/entities.ts';

/** What only an import has. Keys, versions and details stay inside; the rest is what people see. */
const ImportRecordSchema = ImportStateSchema.omit({ issues: true }).extend({
  /** Key of the upload in the bucket; its last part is random. */
  key: z.string(),
  /** The bytes that are read, whatever is uploaded under the key later; null until they were seen. */
  pinned: z.object({ etag: z.string(), versionId: z.string().nullable() }).nullable(),
  /** What people allowed: how many debts may be settled at most, 0 for none; absent while nobody was asked. */
  settleAtMost: z.number().exactOptional(),
  issues: z.array(
    z.object({
      code: z.string(),
      count: z.number(),
      line: z.number().nullable(),
      /** Key of the column, or its title. */
      column: z.string().exactOptional(),
      details: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
});
export type ImportRecord = z.infer<typeof ImportRecordSchema>;
export type IntegrityRecord = z.infer<typeof IntegrityStateSchema>;

/**
 * What an export or a standing report holds, as it was asked for: a run later or a second one writes the same. `filters`
 * as in the list's query; `from`, `to` local dates, both ends counted.
 */
export const SelectionSchema = z.object({
  tray: ExportTraySchema,
  from: z.string().nullable(),
  to: z.string().nullable(),
  filters: z.record(z.string(), z.string()),
  columns: z.array(z.string()),
  bom: z.boolean(),
  dates: z.enum(['iso', 'local']),
  /** Absent in what was asked for before there was a choice: `machine`. */
  fileType: z.enum(['machine', 'csv', 'xlsx']).exactOptional(),
  /** Standing report that it is a night of (F21). */
  reportId: z.string().exactOptional(),
  /** Name by which people know it. */
  name: z.string().exactOptional(),
  /** Users who are told by e-mail when it has ended, whatever they wish in general. */
  notify: z.array(z.string()).exactOptional(),
});
export type Selection = z.infer<typeof SelectionSchema>;

export const Process = defineEntity({
  type: 'process',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    /** Sorts newest last; a night report's is derived from its date, so there is one whatever the repeats. */
    processId: z.string(),
    kind: ProcessKindSchema,
    state: ProcessStateSchema,
    date: z.string().nullable(),
    /** Zone and language of the files, as they were when it was requested: a repeat must give the same bytes (I13). */
    format: z
      .object({
        timeZone: z.string(),
        language: z.enum(['es', 'en']),
        /** ISO 3166-1; absent in what was asked for before files followed it. */
        country: z.string().exactOptional(),
      })
      .nullable(),
    /** Facts recorded later than this (epoch ms) are not in the report, so a second run gives the same bytes (I13). */
    cut: z.number(),
    createdAt: z.number(),
    startedAt: z.number().nullable(),
    finishedAt: z.number().nullable(),
    requestedBy: z.string(),
    rowsDone: z.number(),
    rowsTotal: z.number().nullable(),
    files: z.array(
      z.object({
        name: z.string(),
        /** Under which people store it, in their language; its name where it has none. */
        downloadName: z.string().exactOptional(),
        key: z.string(),
        contentType: z.string(),
        size: z.number(),
        rows: z.number().nullable(),
        sha256: z.string().nullable(),
      }),
    ),
    error: z.string().nullable(),
    /** Of exports and standing reports; the company's own night report has none: all of one date. */
    selection: SelectionSchema.exactOptional(),
    /** Worker that holds it, until when (epoch ms); another may take it over after that. */
    lease: z.object({ worker: z.string(), until: z.number() }).nullable(),
    /** Where the work stands, written after each part. Opaque to everybody but the worker. */
    checkpoint: z.string().nullable(),
    /** Absent where it is no import. */
    import: ImportRecordSchema.optional(),
    /** Absent where it is no check of the integrity. */
    integrity: IntegrityStateSchema.exactOptional(),
    /** Absent where it erases nobody. */
    erasure: ErasureStateSchema.exactOptional(),
    /** Absent where it makes no file of all that is known of a customer. */
    portability: PortabilityStateSchema.exactOptional(),
    /** Absent where it exports no company. */
    companyExport: CompanyExportStateSchema.exactOptional(),
    /** Absent where it removes nothing that was kept for long enough. */
    retention: RetentionStateSchema.exactOptional(),
    /** Absent where it changes no alerts. */
    alerts: AlertActionStateSchema.exactOptional(),
    /** Epoch ms at which its files were deleted, since they named somebody who was erased (ADR 62). */
    filesErasedAt: z.number().exactOptional(),
    /** Somebody wants it stopped: its worker does so at its next step. */
    cancelRequested: z.boolean().optional(),
    /** User who cancelled it; absent where nobody did, and in what was cancelled before this was kept. */
    cancelledBy: z.string().exactOptional(),
    /** Epoch ms at which whoever requested it looked at its end. */
    readAt: z.number().optional(),
    /**
     * Epoch ms at which the sweep makes sure that somebody works on it. Once it has ended: at which people are told by
     * e-mail; null when that is done or nobody is to be told.
     */
    dueAt: z.number().nullable(),
    /** Who was told of its end by e-mail, and how often that failed; absent before. */
    notice: z.object({ told: z.array(z.string()), failures: z.number() }).exactOptional(),
  }),
  keys: (process) => ({
    ...processKey(process.tenant, process.processId),
    g2: isUnreadProcess(process)
      ? [unreadPartition(process.tenant, process.requestedBy), process.processId]
      : undefined,
    g3: process.dueAt === null ? undefined : dueKey(process.dueAt, `${process.tenant}.${process.processId}`),
  }),
});
export type ProcessValue = z.infer<typeof Process.schema>;

const told = new Set<string>(['success', 'failed', 'expired', 'cancelled', 'needs_answer']);
/**
 * It has ended or asks something, and a person waits to hear of it (B34); what runs by itself notifies nobody, and what
 * one cancelled oneself is no news.
 */
export const isUnreadProcess = (process: {
  state: string;
  requestedBy: string;
  readAt?: number | undefined;
  cancelledBy?: string;
}): boolean =>
  told.has(process.state) &&
  process.requestedBy !== 'system' &&
  process.readAt === undefined &&
  !(process.state === 'cancelled' && process.cancelledBy === process.requestedBy);
/** Index partition of what a user has not looked at, keys only: `/v1/me` counts it. */
export const unreadPartition = (tenant: string, userId: string) => tenantKey(tenant, 'UNREAD', keyPart(userId));

/**
 * Id of the report of one local date: the same whatever the repeats. The time in front, the end of the date in UTC,
 * puts it among the other processes of that night.
 */
export const nightReportId = (date: string): string =>
  `${timePart(Date.parse(`${date}T00:00:00Z`) + 86_400_000)}-night-${date}`;

/** Id of one night of a standing report: the same whatever the repeats. */
export const standingReportProcessId = (date: string, reportId: string): string =>
  `${timePart(Date.parse(`${date}T00:00:00Z`) + 86_400_000)}-standing-${date}-${reportId}`;

/** Id of one night's removal of what has ended: the same whatever the repeats. */
export const retentionProcessId = (date: string): string =>
  `${timePart(Date.parse(`${date}T00:00:00Z`) + 86_400_000)}-retention-${date}`;

export const processPartition = (tenant: string) => tenantKey(tenant, 'PROC');
export const processKey = (tenant: string, processId: string) => ({ pk: processPartition(tenant), sk: processId });

/** The latest export of the company that was asked for: one at a time is made (ADR 69). */
export const CompanyExportRequest = defineEntity({
  type: 'companyExportRequest',
  version: 1,
  schema: z.object({ tenant: z.string(), processId: z.string() }),
  keys: ({ tenant }) => companyExportKey(tenant),
});
export type CompanyExportRequestValue = z.infer<typeof CompanyExportRequest.schema>;
export const companyExportKey = (tenant: string) => ({ pk: tenantKey(tenant, 'SET'), sk: 'EXPORT' });

/** The latest file of all that is known of a customer that was asked for: asked again, it is answered (ADR 67). */
export const PortabilityRequest = defineEntity({
  type: 'portabilityRequest',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    customerId: z.string(),
    processId: z.string(),
    /** The customer and those merged into it, whom the file tells of. */
    members: z.array(z.string()),
  }),
  keys: ({ tenant, customerId }) => portabilityKey(tenant, customerId),
});
export type PortabilityRequestValue = z.infer<typeof PortabilityRequest.schema>;
export const portabilityKey = (tenant: string, customerId: string) => ({
  pk: customerPartition(tenant, customerId),
  sk: 'PORTABILITY',
});
