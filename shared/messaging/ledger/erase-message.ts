/**
 * Takes the content out of a message for good: subject, text, filled-in variables, attachments (Q17). Its row in the
 * register stays. May be repeated after a crash at any point.
 */
import { changeItem } from '#platform/table/change-item.ts';
import { deleteAction, type Stored } from '#platform/table/kernel.ts';
import { type ReleaseAttachmentsDeps, releaseAttachments } from '../attachments/release-attachments.ts';
import { type MessageValue, messageBodyKey } from './entities.ts';
import type { MessageStore } from './message-store.ts';
import { htmlKey, unmatchedToken } from './received-content.ts';
import { cancelled, erased, isWaiting } from './transition.ts';

export interface EraseMessageDeps extends ReleaseAttachmentsDeps {
  readonly messages: Pick<MessageStore, 'find' | 'change'>;
}

export interface EraseMessage {
  readonly tenant: string;
  readonly messageId: string;
  /** User id. */
  readonly by: string;
  /** Epoch ms. */
  readonly now: number;
  /** Why what waits is cancelled; as a rule its conversation was deleted. */
  readonly reason?: string;
}

/** Files go before the message forgets them, and only when no worker can take the message any more. */
const eraseOnce = async (deps: EraseMessageDeps, before: Stored<MessageValue>, target: EraseMessage) => {
  const { by, now, reason = 'CONVERSATION_DELETED' } = target;
  const stopped = isWaiting(before.value) ? cancelled(before.value, reason, by, now) : before.value;
  let current = before;
  if (stopped.attachments.length > 0) {
    if (stopped !== before.value) current = await deps.messages.change(before, stopped, now);
    await releaseAttachments(deps, stopped);
  }
  const { tenant, messageId } = stopped;
  if (stopped.direction === 'inbound' && stopped.channel === 'email') {
    await deps.files.delete(htmlKey(tenant, unmatchedToken(messageId.slice(messageId.indexOf('-') + 1))));
  }
  const actions = [deleteAction(messageBodyKey(tenant, messageId), 'any')];
  await deps.messages.change(current, erased(stopped, now), now, actions);
};

/**
 * A message that waits is cancelled under the revision that a claim needs too: it is either sent or deleted, never sent
 * empty. One that a worker holds is left alone, since its outcome decides what it becomes.
 * @returns false while a worker holds it: ask again when its lease is over
 * @throws ChangeGivenUp
 */
export const eraseMessage = (deps: EraseMessageDeps, target: EraseMessage): Promise<boolean> =>
  changeItem({
    item: `message ${target.messageId}`,
    read: () => deps.messages.find(target.tenant, target.messageId, { consistent: true }),
    decide: (before) => {
      if (before === undefined || before.value.erasedAt !== undefined) return { result: true };
      if (before.value.phase === 'sending') return { result: false };
      return { write: () => eraseOnce(deps, before, target).then(() => true) };
    },
  });
