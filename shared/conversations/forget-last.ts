/**
 * The row of a conversation shows its last message: where that one was kept for long enough, it shows nothing any more, as
 * after a deletion (Q17). A conversation with anything newer is left as it is.
 */
import { changeItem } from '#platform/table/change-item.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import type { ConversationValue } from './entities.ts';
import { emptied } from './erase-conversation.ts';
import { recordedAt, threadOrder } from './fold-message.ts';
import type { ConversationStore } from './store.ts';

/** @throws ChangeGivenUp */
export const forgetLast = async (
  deps: { readonly conversations: Pick<ConversationStore, 'find' | 'save'> },
  message: Pick<MessageValue, 'tenant' | 'messageId' | 'customerId' | 'facts' | 'acceptedAt'>,
): Promise<void> => {
  const { tenant } = message;
  const id = threadOrder(message.messageId);
  const forgetIn = (customerId: string): Promise<ConversationValue | undefined> =>
    changeItem<Awaited<ReturnType<ConversationStore['find']>>, ConversationValue | undefined>({
      item: `conversation of customer ${customerId}`,
      read: () => deps.conversations.find(tenant, customerId, { consistent: true, asStored: true }),
      decide: (stored) => {
        if (stored === undefined || stored.value.last?.id !== id) return { result: stored?.value };
        const after = emptied(stored.value, recordedAt(message));
        return { write: () => deps.conversations.save(after, stored).then(() => after) };
      },
    });
  const own = await forgetIn(message.customerId);
  // Shown in the conversation of the one that it was merged into.
  if (own?.mergedInto !== undefined && own.mergedInto !== null) await forgetIn(own.mergedInto);
};
