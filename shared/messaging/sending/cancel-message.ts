/** Takes back a message that no worker has claimed. */
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { changeMessage } from '../ledger/change-message.ts';
import type { MessageStore } from '../ledger/message-store.ts';
import { cancelled, isWaiting } from '../ledger/transition.ts';
import type { AcceptedMessage } from './send-message.ts';

/** @throws Refusal NOT_FOUND, MESSAGE_NOT_CANCELLABLE */
export const cancelMessage = async (
  deps: { messages: Pick<MessageStore, 'find' | 'change'>; clock: Clock },
  input: { tenant: string; messageId: string; reason: string | undefined; by: string },
): Promise<AcceptedMessage> => {
  const now = deps.clock.now();
  const message = await changeMessage(deps.messages, input, now, (before) => {
    if (!isWaiting(before)) {
      throw new Refusal('MESSAGE_NOT_CANCELLABLE', `It is ${before.status}; only a waiting message can be cancelled.`);
    }
    return cancelled(before, (input.reason ?? 'REQUESTED').slice(0, 80), input.by, now);
  });
  return { messageId: message.messageId, status: message.status };
};
