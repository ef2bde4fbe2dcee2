/** Announces a file that is about to be uploaded, once per `Idempotency-Key` (C10, F14). */
import type { AttachmentCreate } from '#contract/attachments.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import type { Claimed, claimIdempotencyKey } from '#platform/idempotency.ts';
import { newId } from '#platform/ids.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { AttachmentStore } from './attachment-store.ts';
import type { AttachmentFileValue } from './entities.ts';
import { type FileLinks, signatureLifeMs } from './file-links.ts';
import { checkAnnounced, cleanFileName, uploadKey } from './rules.ts';

export interface AnnouncedUpload {
  readonly attachmentId: string;
  readonly upload: { url: string; fields: Record<string, string> };
  readonly expiresAt: string;
}

/**
 * A repeat of the request gets the same id with a new form: the first may have run out.
 * @param input.rawBody body as it was sent, for the fingerprint of the key
 * @throws Refusal ATTACHMENT_TYPE, ATTACHMENT_TOO_LARGE, IDEMPOTENCY_KEY_REUSED
 */
export const announceAttachment = async (
  deps: {
    readonly attachments: Pick<AttachmentStore, 'create'>;
    readonly links: Pick<FileLinks, 'upload'>;
    readonly claimKey: (input: Parameters<typeof claimIdempotencyKey>[1]) => Promise<Claimed>;
    readonly clock: Clock;
  },
  input: { tenant: string; file: AttachmentCreate; idempotencyKey: string | undefined; rawBody: string },
): Promise<AnnouncedUpload> => {
  const { tenant, file, idempotencyKey: key } = input;
  checkAnnounced(file);
  const now = deps.clock.now();
  const fresh = { resourceId: newId(now), at: now };
  const { resourceId: attachmentId, at } =
    key === undefined
      ? fresh
      : await deps.claimKey({ tenant, scope: 'createAttachment', key, body: input.rawBody, ...fresh, now });
  const attachment: AttachmentFileValue = {
    tenant,
    attachmentId,
    fileName: cleanFileName(file.fileName, file.contentType),
    contentType: file.contentType,
    size: file.size,
    purpose: file.purpose,
    state: 'uploading',
    source: 'upload',
    customerId: null,
    createdAt: at,
  };
  try {
    await deps.attachments.create(attachment);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
  const upload = await deps.links.upload({
    key: uploadKey(attachment),
    contentType: attachment.contentType,
    size: attachment.size,
  });
  return { attachmentId, upload, expiresAt: isoTime(now + signatureLifeMs) };
};
