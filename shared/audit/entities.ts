/** The audit trail as it lies in the table: entries of a company in the order of their time. */
import * as z from 'zod';
import {
  AuditActionSchema,
  type AuditChange,
  AuditChangeSchema,
  AuditEntrySchema,
  AuditKindSchema,
} from '#contract/audit.ts';
import { defineEntity, type Item } from '#platform/table/kernel.ts';
import { tenantKey, timeKey } from '#platform/table/keys.ts';

/** An entry never changes and has no end of life: it is kept as long as the company. `at` in epoch ms. */
export const AuditRecord = defineEntity({
  type: 'audit',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    entryId: z.string(),
    at: z.number(),
    kind: AuditKindSchema,
    action: AuditActionSchema,
    subjectId: z.string().nullable(),
    subjectName: z.string().nullable(),
    actor: AuditEntrySchema.shape.actor,
    userId: z.string().nullable(),
    changes: z.array(AuditChangeSchema),
    omitted: z.number(),
  }),
  keys: (entry) => auditKey(entry.tenant, entry.at, entry.entryId),
  // As text: a map in DynamoDB costs some bytes more for each of its fields.
  pack: ({ changes, ...entry }): Item => ({ ...entry, changes: JSON.stringify(changes) }),
  unpack: (item) => ({ ...item, changes: JSON.parse(String(item.changes)) satisfies AuditChange[] }),
});
export type AuditRecordValue = z.infer<typeof AuditRecord.schema>;
/** In place of a company: the operator changed something for all of them, which every company's trail tells. */
export const everyCompany = '*';
export const auditPartition = (tenant: string) => (tenant === everyCompany ? 'SYS#AUDIT' : tenantKey(tenant, 'AUDIT'));
export const auditKey = (tenant: string, at: number, entryId: string) => ({
  pk: auditPartition(tenant),
  sk: `${timeKey(at)}#${entryId}`,
});
