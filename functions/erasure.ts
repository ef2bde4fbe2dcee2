/** What deletes the content of conversations (Q17), wired for the request and for due work, which finishes it. */
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { DeletionStore } from '#shared/conversations/deletion-store.ts';
import { AttachmentStore } from '#shared/messaging/attachments/attachment-store.ts';
import type { AttachmentFiles } from '#shared/messaging/attachments/file-store.ts';
import { type EraseMessage, eraseMessage } from '#shared/messaging/erase-message.ts';
import { MessageStore } from '#shared/messaging/message-store.ts';
import { composeInbox } from './inbox.ts';

export interface ErasureDeps {
  readonly table: Table;
  readonly files: Pick<AttachmentFiles, 'delete'>;
  readonly log: Log;
}

export const composeErasure = ({ table, files, log }: ErasureDeps) => {
  const erase = { messages: new MessageStore(table), attachments: new AttachmentStore(table), files };
  return {
    ...composeInbox(table),
    deletions: new DeletionStore(table),
    eraseMessage: (target: EraseMessage) => eraseMessage(erase, target),
    log,
  };
};
