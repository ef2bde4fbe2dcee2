/** Announces a file that is about to be uploaded, once per `Idempotency-Key` (C10, F14). */
import type { AttachmentCreate } from '#contract/attachments.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import type { Claimed, claimIdempotencyKey } from '#platform/idempotency.ts';
import { newId } from '#platform/ids.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { TakeUpload } from '#shared/companies/take-allowance.ts';
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
 * @throws Refusal RATE_LIMITED, ATTACHMENT_TYPE, ATTACHMENT_TOO_LARGE, IDEMPOTENCY_KEY_REUSED
 */
export const announceAttachment = async (
  deps: {
    readonly attachments: Pick<AttachmentStore, 'create'>;
    readonly links: Pick<FileLinks, 'upload'>;
    readonly claimKey: (input: Parameters<typeof claimIdempotencyKey>[1]) => Promise<Claimed>;
    /** Counts the bytes against what the company may upload. @throws Refusal RATE_LIMITED */
    readonly takeUpload: TakeUpload;
    readonly clock: Clock;
  },
  input: {
    tenant: string;
    userId: string;
    file: AttachmentCreate;
    idempotencyKey: string | undefined;
    rawBody: string;
  },
): Promise<AnnouncedUpload> => {
  const { tenant, file, idempotencyKey: key } = input;
  checkAnnounced(file);
  await deps.takeUpload({ tenant, userId: input.userId }, file.size);
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
  await writeOnce(
    () => deps.attachments.create(attachment),
    // A repeat under the same key.
    () => undefined,
  );
  const upload = await deps.links.upload({
    key: uploadKey(attachment),
    contentType: attachment.contentType,
    size: attachment.size,
  });
  return { attachmentId, upload, expiresAt: isoTime(now + signatureLifeMs) };
};
