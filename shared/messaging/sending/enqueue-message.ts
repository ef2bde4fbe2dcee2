/** Puts a message that is safe in the table into its send queue. */
import { isSendingChannel } from '#contract/vocabulary.ts';
import { reasonOf } from '#platform/errors.ts';
import type { MessageValue } from '../ledger/entities.ts';
import { loggedMessage, type MessageLog } from '../ledger/message-store.ts';
import type { SendQueues } from './send-queue.ts';

/** Where the queue does not answer, the sweep of due work enqueues the message later (§5.4): never throws. */
export const enqueueMessage = async (
  deps: { readonly queues: Pick<SendQueues, 'enqueue'>; readonly log: MessageLog },
  message: MessageValue,
): Promise<void> => {
  if (!isSendingChannel(message.channel)) return;
  try {
    await deps.queues.enqueue(message.channel, { tenant: message.tenant, messageId: message.messageId });
  } catch (error) {
    deps.log.warn('message not enqueued, the sweep will', { ...loggedMessage(message), reason: reasonOf(error) });
    deps.log.count('MessageNotEnqueued');
  }
};
