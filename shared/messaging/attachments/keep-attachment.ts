/** Keeps a file that the system has itself: of an inbound message, or a document that it wrote (C11, D23). */
import type { Clock } from '#platform/clock.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { AttachmentStore } from './attachment-store.ts';
import type { AttachmentFileValue } from './entities.ts';
import type { AttachmentFiles } from './file-store.ts';
import { cleanFileName, fileKey, uploadKey } from './rules.ts';

/**
 * Inbound files are kept at once; a document waits under `uploads/` until a message takes it, and expires there.
 *
 * @param input.attachmentId the same for a repeat of the same file, which then changes nothing
 */
export const keepAttachment = async (
  deps: {
    readonly attachments: Pick<AttachmentStore, 'create'>;
    readonly files: Pick<AttachmentFiles, 'write'>;
    readonly clock: Clock;
  },
  input: Pick<AttachmentFileValue, 'tenant' | 'attachmentId' | 'fileName' | 'contentType' | 'customerId'> & {
    readonly source: Exclude<AttachmentFileValue['source'], 'upload'>;
    readonly bytes: Uint8Array;
  },
): Promise<AttachmentFileValue> => {
  const { bytes, ...described } = input;
  const file: AttachmentFileValue = {
    ...described,
    fileName: cleanFileName(input.fileName, input.contentType),
    size: bytes.length,
    purpose: 'message',
    state: input.source === 'inbound' ? 'ready' : 'uploading',
    createdAt: deps.clock.now(),
  };
  await deps.files.write(file.state === 'ready' ? fileKey(file) : uploadKey(file), bytes, file.contentType);
  try {
    await deps.attachments.create(file);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
  return file;
};
