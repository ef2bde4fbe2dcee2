/**
 * Lets go of the attachments of a message that is deleted (Q17): a file goes with the last message that carries it.
 * May be repeated after a crash at any point.
 */
import { changeItem, changeLimits } from '#platform/table/change-item.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { AttachmentStore } from './attachment-store.ts';
import type { AttachmentFileValue } from './entities.ts';
import type { AttachmentFiles } from './file-store.ts';
import { fileKey } from './rules.ts';

export interface ReleaseAttachmentsDeps {
  readonly attachments: Pick<AttachmentStore, 'find' | 'change' | 'listUses' | 'deleteUse' | 'delete'>;
  readonly files: Pick<AttachmentFiles, 'delete'>;
}

/** Deletes the file, unless a message takes it while it is closed. */
const deleteUnused = async (deps: ReleaseAttachmentsDeps, file: Stored<AttachmentFileValue>): Promise<void> => {
  const { tenant, attachmentId } = file.value;
  // From here on no message can take it; one that did just before is found by the second look.
  const closed =
    file.value.state === 'deleting' ? file : await deps.attachments.change(file, { ...file.value, state: 'deleting' });
  if ((await deps.attachments.listUses(tenant, attachmentId)).length > 0) {
    await deps.attachments.change(closed, { ...closed.value, state: 'ready' });
    return;
  }
  await deps.files.delete(fileKey(file.value));
  await deps.attachments.delete(closed);
};

const release = async (
  deps: ReleaseAttachmentsDeps,
  tenant: string,
  messageId: string,
  attachmentId: string,
): Promise<void> => {
  await deps.attachments.deleteUse(tenant, attachmentId, messageId);
  await changeItem(
    {
      item: `attachment ${attachmentId}`,
      read: async () => {
        const uses = await deps.attachments.listUses(tenant, attachmentId);
        return uses.length > 0 ? undefined : deps.attachments.find(tenant, attachmentId);
      },
      // A message that takes the file meanwhile changes it.
      decide: (file) => (file === undefined ? { result: undefined } : { write: () => deleteUnused(deps, file) }),
    },
    changeLimits.brief,
  );
};

/** @param message the message that goes, as it was read */
export const releaseAttachments = async (
  deps: ReleaseAttachmentsDeps,
  message: {
    readonly tenant: string;
    readonly messageId: string;
    readonly attachments: readonly { readonly attachmentId: string }[];
  },
): Promise<void> => {
  for (const { attachmentId } of message.attachments) {
    await release(deps, message.tenant, message.messageId, attachmentId);
  }
};
