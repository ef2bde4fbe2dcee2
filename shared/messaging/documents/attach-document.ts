/** Keeps a document that the system wrote, once per `Idempotency-Key`, ready to go along with a message (C11, D23). */
import type { Clock } from '#platform/clock.ts';
import type { Claimed, claimIdempotencyKey } from '#platform/idempotency.ts';
import { newId } from '#platform/ids.ts';
import type { AttachmentStore } from '../attachments/attachment-store.ts';
import type { AttachmentFiles } from '../attachments/file-store.ts';
import { keepAttachment } from '../attachments/keep-attachment.ts';
import type { SheetFile } from './write-sheet.ts';

export interface AttachDocumentDeps {
  readonly attachments: Pick<AttachmentStore, 'create' | 'find'>;
  readonly files: Pick<AttachmentFiles, 'write'>;
  readonly claimKey: (input: Parameters<typeof claimIdempotencyKey>[1]) => Promise<Claimed>;
  readonly clock: Clock;
}

/** Whose document it is, and the request that wants it. */
export interface DocumentRequest {
  readonly tenant: string;
  readonly customerId: string;
  readonly idempotencyKey: string | undefined;
  /** Operation and request as they were understood: equal texts for equal requests. */
  readonly scope: string;
  readonly request: string;
}

/** What the composer puts into a message. */
export interface AttachedDocument {
  readonly attachmentId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
}

/**
 * @param write makes the file; not called for a repeat, which answers what the first request has left
 * @throws Refusal IDEMPOTENCY_KEY_REUSED, and what `write` throws
 */
export const attachDocument = async (
  deps: AttachDocumentDeps,
  { tenant, customerId, idempotencyKey: key, scope, request }: DocumentRequest,
  source: 'statement' | 'invoice',
  write: () => Promise<SheetFile>,
): Promise<AttachedDocument> => {
  const now = deps.clock.now();
  const resourceId = newId(now);
  const claimed =
    key === undefined ? undefined : await deps.claimKey({ tenant, scope, key, body: request, resourceId, now });
  const attachmentId = claimed?.resourceId ?? resourceId;
  const earlier = claimed?.repeated ? await deps.attachments.find(tenant, attachmentId) : undefined;
  const { fileName, contentType, size } =
    earlier?.value ?? (await keepAttachment(deps, { tenant, attachmentId, customerId, source, ...(await write()) }));
  return { attachmentId, fileName, contentType, size };
};
