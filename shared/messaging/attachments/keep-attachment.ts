/** Keeps a file that the system has itself: of an inbound message, or a document that it wrote (C11, D23). */
import type { Clock } from '#platform/clock.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { AttachmentStore } from './attachment-store.ts';
import type { AttachmentFileValue } from './entities.ts';
import type { AttachmentFiles } from './file-store.ts';
import type { ReceivedFiles } from './received-files.ts';
import { cleanFileName, fileKey, uploadKey } from './rules.ts';

interface KeepDeps {
  readonly attachments: Pick<AttachmentStore, 'create'>;
  readonly clock: Clock;
}

type Described = Pick<AttachmentFileValue, 'tenant' | 'attachmentId' | 'fileName' | 'contentType' | 'customerId'> & {
  readonly source: Exclude<AttachmentFileValue['source'], 'upload'>;
};

/** @param write puts the file under a key; a repeat overwrites it with the same */
const keep = async (
  deps: KeepDeps,
  input: Described & { readonly size: number },
  write: (key: string) => Promise<void>,
): Promise<AttachmentFileValue> => {
  const file: AttachmentFileValue = {
    ...input,
    fileName: cleanFileName(input.fileName, input.contentType),
    purpose: 'message',
    state: input.source === 'inbound' ? 'ready' : 'uploading',
    createdAt: deps.clock.now(),
  };
  await write(file.state === 'ready' ? fileKey(file) : uploadKey(file));
  await writeOnce(
    () => deps.attachments.create(file),
    // A repeat of the same file.
    () => undefined,
  );
  return file;
};

/**
 * Inbound files are kept at once; a document waits under `uploads/` until a message takes it, and expires there.
 *
 * @param input.attachmentId the same for a repeat of the same file, which then changes nothing
 */
export const keepAttachment = (
  deps: KeepDeps & { readonly files: Pick<AttachmentFiles, 'write'> },
  { bytes, ...input }: Described & { readonly bytes: Uint8Array },
): Promise<AttachmentFileValue> =>
  keep(deps, { ...input, size: bytes.length }, (key) => deps.files.write(key, bytes, input.contentType));

/** The same for a file that lies elsewhere in the bucket, of which nothing is loaded. */
export const keepStoredFile = (
  deps: KeepDeps & { readonly files: Pick<ReceivedFiles, 'copy'> },
  { key: from, ...input }: Described & { readonly key: string; readonly size: number },
): Promise<AttachmentFileValue> => keep(deps, input, (key) => deps.files.copy(from, key, input.contentType));
