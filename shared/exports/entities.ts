/** What exports keep beside their process: the request of the day, and the reports that are written every night. */
import * as z from 'zod';
import type { ExportTray } from '#contract/export-trays.ts';
import { ExportTraySchema } from '#contract/exports.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { keyPart, tenantKey } from '#platform/table/keys.ts';
import { SelectionSchema } from '#shared/processes/entities.ts';

/** The one request of a user, tray and local date (B40, Q4): written in the transaction that makes the process. */
export const ExportSlot = defineEntity({
  type: 'exportSlot',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    userId: z.string(),
    tray: ExportTraySchema,
    date: z.string(),
    processId: z.string(),
    /** Epoch seconds after which DynamoDB may delete it: the day is long over. */
    expiresAt: z.number(),
  }),
  keys: (slot) => ({ ...slotKey(slot), expiresAt: slot.expiresAt }),
});
export type ExportSlotValue = z.infer<typeof ExportSlot.schema>;
export interface SlotOfDay {
  readonly tenant: string;
  readonly userId: string;
  readonly tray: ExportTray;
  /** Local date of the request. */
  readonly date: string;
}
export const slotKey = (slot: SlotOfDay) => ({
  pk: tenantKey(slot.tenant, 'SLOT', keyPart(slot.userId), slot.tray, slot.date),
  sk: 'SLOT',
});

/** A report of the register that is written every night with the company's own selection (F21). */
export const StandingReport = defineEntity({
  type: 'standingReport',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    reportId: z.string(),
    name: z.string(),
    ...SelectionSchema.pick({ filters: true, columns: true, bom: true, dates: true, fileType: true }).shape,
    /** Dates that one report covers, up to the night's date. */
    days: z.number(),
    active: z.boolean(),
    notify: z.array(z.string()),
    createdBy: z.string(),
    createdAt: z.number(),
    updatedAt: z.number(),
    version: z.number(),
  }),
  keys: (report) => standingReportKey(report.tenant, report.reportId),
});
export type StandingReportValue = z.infer<typeof StandingReport.schema>;
export const standingReportPartition = (tenant: string) => tenantKey(tenant, 'STANDING');
export const standingReportKey = (tenant: string, reportId: string) => ({
  pk: standingReportPartition(tenant),
  sk: reportId,
});
