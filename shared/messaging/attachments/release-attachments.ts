/**
 * Lets go of the attachments of a message that is deleted (Q17): a file goes with the last message that carries it.
 * May be repeated after a crash at any point.
 */
import { ConditionFailed } from '#platform/table/faults.ts';
import type { AttachmentStore } from './attachment-store.ts';
import type { AttachmentFiles } from './file-store.ts';
import { fileKey } from './rules.ts';

export interface ReleaseAttachmentsDeps {
  readonly attachments: Pick<AttachmentStore, 'find' | 'change' | 'listUses' | 'deleteUse' | 'delete'>;
  readonly files: Pick<AttachmentFiles, 'delete'>;
}

const release = async (
  deps: ReleaseAttachmentsDeps,
  tenant: string,
  messageId: string,
  attachmentId: string,
): Promise<void> => {
  await deps.attachments.deleteUse(tenant, attachmentId, messageId);
  if ((await deps.attachments.listUses(tenant, attachmentId)).length > 0) return;
  const file = await deps.attachments.find(tenant, attachmentId);
  if (file === undefined) return;
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

/** Times that a release begins anew because a message took the file meanwhile. */
const maxRounds = 5;

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
    for (let round = 1; ; round += 1) {
      try {
        await release(deps, message.tenant, message.messageId, attachmentId);
        break;
      } catch (error) {
        if (!(error instanceof ConditionFailed) || round === maxRounds) throw error;
      }
    }
  }
};
