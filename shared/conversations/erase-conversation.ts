/**
 * Empties a conversation that was deleted: first it disappears from every list, then message after message loses its
 * content (Q17). Each step may be repeated and may stop anywhere; the deletion's due entry drives it until nothing is
 * left and no write of an earlier request can still arrive.
 */
import type { Log } from '#platform/log.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import { type ChangeConversationDeps, changeConversation } from './change-conversation.ts';
import type { DeletionStore } from './deletion-store.ts';
import type { ConversationValue, DeletionValue } from './entities.ts';
import { recordedAt, withMessage } from './fold-message.ts';
import { noHistory } from './new-conversation.ts';
import type { ConversationStore } from './store.ts';
import type { ThreadStore } from './thread-store.ts';

export interface EraseConversationDeps extends ChangeConversationDeps {
  readonly conversations: ChangeConversationDeps['conversations'] & Pick<ConversationStore, 'findMany'>;
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

/** Everything that it held up to the cut is gone; what comes later starts over. */
export const emptied = (conversation: ConversationValue, cut: number): ConversationValue => {
  const { deletedAt, pendingCall, merges } = conversation;
  if (deletedAt >= cut) return conversation;
  const laterCall = pendingCall !== null && pendingCall.since > cut ? pendingCall : null;
  const forgotten = merges.map((merge) => ({ ...merge, before: { ...noHistory, deletedAt: cut }, after: noHistory }));
  return { ...conversation, ...noHistory, historyAt: 0, pendingCall: laterCall, deletedAt: cut, merges: forgotten };
};

/** All threads that the conversation shows. */
async function* messagesOf(
  deps: Pick<EraseConversationDeps, 'threads'>,
  tenant: string,
  customerIds: readonly string[],
): AsyncGenerator<MessageValue> {
  for (const customerId of customerIds) yield* deps.threads.listAll(tenant, customerId);
}

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
  const row = await changeConversation(deps, tenant, customerId, (before) => emptied(before, cut), { create: true });
  const merged = row.merges.map((merge) => merge.customerId);
  const threads = [row.customerId, ...merged];
  // What a merge that is undone would show again.
  for (const { customerId: id } of await deps.conversations.findMany(tenant, merged)) {
    await changeConversation(deps, tenant, id, (before) => emptied(before, cut), { asStored: true });
  }
  const kept: MessageValue[] = [];
  let left = false;
  let count = 0;
  for await (const message of messagesOf(deps, tenant, threads)) {
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
  const settle = async () => {
    if (!left && now >= cut + graceMs) {
      await deps.deletions.remove(deletion);
      return true;
    }
    const dueAt = left ? now + againMs : Math.max(cut + graceMs, now);
    await deps.deletions.save({ ...deletion.value, dueAt }, deletion);
    return false;
  };
  // Another run has taken over, or a newer deletion has: it goes on.
  return writeOnce(settle, () => false);
};
