/** A link that downloads an attachment of a message (A20, D3); made after the caller was checked. */
import { type Clock, isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { type FileLinks, signatureLifeMs } from '../attachments/file-links.ts';
import { fileKey } from '../attachments/rules.ts';
import type { MessageStore } from '../ledger/message-store.ts';

/** @throws Refusal NOT_FOUND, also for a message of another company; ATTACHMENT_NOT_FOUND */
export const linkAttachment = async (
  deps: {
    readonly messages: Pick<MessageStore, 'find'>;
    readonly links: Pick<FileLinks, 'download'>;
    readonly clock: Clock;
  },
  input: { readonly tenant: string; readonly messageId: string; readonly attachmentId: string },
): Promise<{ url: string; expiresAt: string }> => {
  const message = await deps.messages.find(input.tenant, input.messageId);
  if (message === undefined) throw new Refusal('NOT_FOUND', 'No message with this id.');
  const attachment = message.value.attachments.find(({ attachmentId }) => attachmentId === input.attachmentId);
  if (attachment === undefined)
    throw new Refusal('ATTACHMENT_NOT_FOUND', 'The message has no attachment with this id.');
  const signedAt = deps.clock.now();
  const url = await deps.links.download({
    key: fileKey({ tenant: input.tenant, ...attachment }),
    fileName: attachment.fileName,
    contentType: attachment.contentType,
    signedAt,
  });
  return { url, expiresAt: isoTime(signedAt + signatureLifeMs) };
};
