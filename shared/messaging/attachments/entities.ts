/** Attachments as they lie in the table: the file's description, and the messages that use it. */
import * as z from 'zod';
import { attachmentPurposes } from '#contract/attachment-types.ts';
import { AttachmentSchema } from '#contract/attachments.ts';
import { defineEntity } from '#platform/table/kernel.ts';
import { tenantKey } from '#platform/table/keys.ts';

/** Days after which a file that no message uses is gone; the bucket's rule for `uploads/` says the same. */
export const unusedLifeDays = 7;

/**
 * One file. `uploading`: announced, its bytes not looked at yet, under `uploads/`. `ready`: checked, under
 * `attachments/`. `deleting`: no message may take it any more.
 */
export const AttachmentFile = defineEntity({
  type: 'attachment',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    ...AttachmentSchema.shape,
    purpose: z.enum(attachmentPurposes),
    state: z.enum(['uploading', 'ready', 'deleting']),
    /** `statement`, `invoice`: written by us from one customer's debts, and for that customer alone. */
    source: z.enum(['upload', 'inbound', 'statement', 'invoice']),
    customerId: z.string().nullable(),
    createdAt: z.number(),
  }),
  keys: (file) => ({
    ...attachmentKey(file.tenant, file.attachmentId),
    expiresAt: file.state === 'uploading' ? Math.floor(file.createdAt / 1000) + unusedLifeDays * 86_400 : undefined,
  }),
});
export type AttachmentFileValue = z.infer<typeof AttachmentFile.schema>;

export const attachmentPartition = (tenant: string, attachmentId: string) => tenantKey(tenant, 'AT', attachmentId);
export const attachmentKey = (tenant: string, attachmentId: string) => ({
  pk: attachmentPartition(tenant, attachmentId),
  sk: 'HEAD',
});

/** A message that carries the file; the last one that goes takes the file with it (Q17). */
export const AttachmentUse = defineEntity({
  type: 'attachmentUse',
  version: 1,
  schema: z.object({ tenant: z.string(), attachmentId: z.string(), messageId: z.string() }),
  keys: (use) => attachmentUseKey(use.tenant, use.attachmentId, use.messageId),
});
export const usePrefix = 'USE#';
export const attachmentUseKey = (tenant: string, attachmentId: string, messageId: string) => ({
  pk: attachmentPartition(tenant, attachmentId),
  sk: `${usePrefix}${messageId}`,
});
