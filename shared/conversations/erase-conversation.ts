/**
 * Empties a conversation that was deleted: first it disappears from every list, then message after message loses its
 * content (Q17). Each step may be repeated and may stop anywhere; the deletion's due entry drives it until nothing is
 * left and no write of an earlier request can still arrive.
 */
import type { Log } from '#platform/log.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { MessageValue } from '#shared/messaging/entities.ts';
import { type ChangeConversationDeps, changeConversation } from './change-conversation.ts';
import type { DeletionStore, DeletionValue } from './deletion-store.ts';
import type { ConversationValue } from './entities.ts';
import { recordedAt, withMessage } from './fold-message.ts';
import { noHistory } from './new-conversation.ts';
import type { ThreadStore } from './thread-store.ts';

export interface EraseConversationDeps extends ChangeConversationDeps {
  readonly threads: Pick<ThreadStore, 'listAll'>;
  readonly deletions: Pick<DeletionStore, 'save' | 'remove'>;
  /** Messaging's use case. @returns false while a worker holds the message */
  readonly eraseMessage: (target: {
    readonly tenant: string;
    readonly messageId: string;
    readonly by: string;
    readonly now: number;
  }) => Promise<boolean>;
  readonly log: Pick<Log, 'info'>;
}

/** Pause between two runs, ms. */
const againMs = 60_000;
/**
 * A message that was accepted before the deletion may be written after its first run: requests end within 30 s, and a
 * claim within its lease of 3 minutes.
 */
const graceMs = 5 * 60_000;

/** Everything that it held up to the cut is gone; what comes later begins anew. */
const emptied = (conversation: ConversationValue, cut: number): ConversationValue => {
  const { deletedAt, pendingCall } = conversation;
  if (deletedAt >= cut) return conversation;
  const laterCall = pendingCall !== null && pendingCall.since > cut ? pendingCall : null;
  return { ...conversation, ...noHistory, pendingCall: laterCall, deletedAt: cut };
};

/**
 * @param hasTime asked before each message; false leaves the rest to the next run
 * @returns whether nothing is left to do
 */
export const eraseConversation = async (
  deps: EraseConversationDeps,
  deletion: Stored<DeletionValue>,
  now: number,
  hasTime: () => boolean,
): Promise<boolean> => {
  const { tenant, customerId, cut, by } = deletion.value;
  await changeConversation(deps, tenant, customerId, (conversation) => emptied(conversation, cut), { create: true });
  const kept: MessageValue[] = [];
  let left = false;
  let count = 0;
  for await (const message of deps.threads.listAll(tenant, customerId)) {
    if (recordedAt(message) > cut) kept.push(message);
    if (message.erasedAt !== undefined || recordedAt(message) > cut) continue;
    if (!hasTime()) {
      left = true;
      break;
    }
    if (await deps.eraseMessage({ tenant, messageId: message.messageId, by, now })) count += 1;
    else left = true;
  }
  // Written while this ran: emptying the conversation must not hide it.
  const told = (conversation: ConversationValue) => kept.reduce<ConversationValue>(withMessage, conversation);
  if (kept.length > 0) await changeConversation(deps, tenant, customerId, told);
  if (count > 0) deps.log.info('conversation emptied', { tenant, customerId, count });
  try {
    if (!left && now >= cut + graceMs) {
      await deps.deletions.remove(deletion);
      return true;
    }
    await deps.deletions.save(
      { ...deletion.value, dueAt: left ? now + againMs : Math.max(cut + graceMs, now) },
      deletion,
    );
  } catch (error) {
    // Another run has taken over, or a newer deletion has: it goes on.
    if (!(error instanceof ConditionFailed)) throw error;
  }
  return false;
};
