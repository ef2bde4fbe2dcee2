/** The version with formatting of an inbound e-mail, as its sender wrote it: whoever shows it cleans it first. */
import { Refusal } from '#platform/errors.ts';
import type { ReceivedFiles } from '../attachments/received-files.ts';
import type { MessageStore } from '../ledger/message-store.ts';
import { htmlKey, htmlLimit, tokenOfMessage } from '../ledger/received-content.ts';

/** @throws Refusal NOT_FOUND, also for a message of another company, and for one without such a version */
export const readHtml = async (
  deps: { readonly messages: Pick<MessageStore, 'find'>; readonly received: Pick<ReceivedFiles, 'read'> },
  { tenant, messageId }: { readonly tenant: string; readonly messageId: string },
): Promise<{ html: string }> => {
  const message = await deps.messages.find(tenant, messageId);
  if (message === undefined) throw new Refusal('NOT_FOUND', 'No message with this id.');
  const { direction, channel } = message.value;
  const token = direction === 'inbound' && channel === 'email' ? tokenOfMessage(messageId) : undefined;
  const file = token === undefined ? undefined : await deps.received.read(htmlKey(tenant, token), htmlLimit);
  if (file === undefined || file.bytes === null) {
    throw new Refusal('NOT_FOUND', 'The message has no formatted version.');
  }
  return { html: new TextDecoder().decode(file.bytes) };
};
