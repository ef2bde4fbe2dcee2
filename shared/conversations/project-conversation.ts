/**
 * Brings a conversation in step with messages that have changed, and with its customer (design §5). What a stream record
 * says is not trusted but read anew: records may come late, twice or in any order. The conversation is read first, so
 * that whoever finds it unmoved at the end has folded a thread that is no older.
 */
import { isDeepStrictEqual } from 'node:util';
import { backOff } from '#platform/table/contention.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { MessageValue } from '#shared/messaging/entities.ts';
import type { FindCustomer } from './change-conversation.ts';
import type { ConversationValue } from './entities.ts';
import { isAnswer, isBeforeDeletion, isWithdrawnAnswer, recordedAt, withMessage } from './fold-message.ts';
import { customerPart, newConversation } from './new-conversation.ts';
import type { ConversationStore } from './store.ts';
import type { ThreadStore } from './thread-store.ts';

export interface ProjectConversationDeps {
  readonly conversations: Pick<ConversationStore, 'find' | 'save'>;
  readonly threads: Pick<ThreadStore, 'findMessages' | 'listAll'>;
  readonly findCustomer: FindCustomer;
}

export interface ConversationChanges {
  readonly tenant: string;
  readonly customerId: string;
  /** Messages that changed; `all`: the whole thread, to repair. */
  readonly messageIds: readonly string[] | 'all';
  /** The customer changed. */
  readonly customer: boolean;
}

const attempts = 10;

const read = async (deps: ProjectConversationDeps, changes: ConversationChanges): Promise<readonly MessageValue[]> => {
  const { tenant, customerId, messageIds } = changes;
  if (messageIds !== 'all') return deps.threads.findMessages(tenant, messageIds);
  const messages: MessageValue[] = [];
  for await (const message of deps.threads.listAll(tenant, customerId)) messages.push(message);
  return messages;
};

/**
 * An answer that had counted was stopped before it went: the one before it counts again, so that a customer who was
 * never answered is not shown as managed.
 */
const withoutWithdrawn = async (
  deps: ProjectConversationDeps,
  conversation: ConversationValue,
  messages: readonly MessageValue[],
): Promise<ConversationValue> => {
  const { tenant, customerId, answeredAt } = conversation;
  if (!messages.some((message) => isWithdrawnAnswer(message) && recordedAt(message) === answeredAt))
    return conversation;
  for await (const message of deps.threads.listAll(tenant, customerId)) {
    if (isAnswer(message) && !isBeforeDeletion(conversation, message)) {
      return { ...conversation, answeredAt: recordedAt(message) };
    }
  }
  return { ...conversation, answeredAt: 0 };
};

const fold = async (
  deps: ProjectConversationDeps,
  stored: Stored<ConversationValue> | undefined,
  changes: ConversationChanges,
): Promise<ConversationValue | undefined> => {
  const asksCustomer = stored === undefined || changes.customer;
  const [customer, messages] = await Promise.all([
    asksCustomer ? deps.findCustomer(changes.tenant, changes.customerId) : undefined,
    read(deps, changes),
  ]);
  if (stored === undefined && customer === undefined) return undefined;
  const before = stored?.value ?? (customer === undefined ? undefined : newConversation(customer));
  if (before === undefined) return undefined;
  const refreshed = customer === undefined ? before : { ...before, ...customerPart(customer) };
  const after = await withoutWithdrawn(deps, messages.reduce<ConversationValue>(withMessage, refreshed), messages);
  // A conversation begins with a message; a customer alone makes none.
  return stored === undefined && after.last === null ? undefined : after;
};

/**
 * @returns whether anything was written
 * @throws ConditionFailed when other changes of the conversation never let it through
 */
export const projectConversation = async (
  deps: ProjectConversationDeps,
  changes: ConversationChanges,
): Promise<boolean> => {
  const { tenant, customerId, messageIds } = changes;
  for (let attempt = 1; ; attempt += 1) {
    const stored = await deps.conversations.find(tenant, customerId, { consistent: true });
    if (stored === undefined && messageIds.length === 0) return false;
    const after = await fold(deps, stored, changes);
    if (after === undefined) return false;
    if (stored !== undefined && messageIds !== 'all' && isDeepStrictEqual(after, stored.value)) return false;
    try {
      await deps.conversations.save(after, stored);
    } catch (error) {
      if (!(error instanceof ConditionFailed) || attempt === attempts) throw error;
      await backOff(attempt);
      continue;
    }
    // A change of the customer that found no conversation left it to whoever was just beginning one.
    if (stored === undefined) await projectConversation(deps, { ...changes, messageIds: [], customer: true });
    return true;
  }
};
