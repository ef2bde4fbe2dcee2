/**
 * Brings a conversation in step with messages that have changed, and with its customer (design §5). What a stream record
 * says is not trusted but read again: records may come late, twice or in any order. The conversation is read first, so
 * that whoever finds it unmoved at the end has folded a thread that is no older.
 */
import { isDeepStrictEqual } from 'node:util';
import { changeItem } from '#platform/table/change-item.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { CustomerValue } from '#shared/customers/entities.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import type { FindCustomer } from './change-conversation.ts';
import type { ConversationValue } from './entities.ts';
import {
  isAnswer,
  isBeforeDeletion,
  isLostAnswer,
  isStandingResult,
  isWithdrawnResult,
  recordedAt,
  withMessage,
} from './fold-message.ts';
import { withMerged, withoutMerged } from './merge-conversations.ts';
import { customerPart, newConversation } from './new-conversation.ts';
import type { ConversationStore } from './store.ts';
import type { ThreadStore } from './thread-store.ts';

export interface ProjectConversationDeps {
  readonly conversations: Pick<ConversationStore, 'find' | 'findMany' | 'save'>;
  readonly threads: Pick<ThreadStore, 'findMessages' | 'listAll'>;
  /** The customer itself, also where it was merged into another. */
  readonly findStoredCustomer: FindCustomer;
}

export interface ConversationChanges {
  readonly tenant: string;
  readonly customerId: string;
  /** Messages that changed; `all`: the whole thread, to repair. */
  readonly messageIds: readonly string[] | 'all';
  /** The customer changed. */
  readonly customer: boolean;
  /** Others were merged into it, or are so no more: it may have a conversation by that alone. */
  readonly merged?: boolean;
}

const allMessages = async (
  deps: ProjectConversationDeps,
  { tenant, customerId }: Pick<ConversationValue, 'tenant' | 'customerId'>,
): Promise<readonly MessageValue[]> => {
  const messages: MessageValue[] = [];
  for await (const message of deps.threads.listAll(tenant, customerId)) messages.push(message);
  return messages;
};

const read = async (deps: ProjectConversationDeps, changes: ConversationChanges): Promise<readonly MessageValue[]> =>
  changes.messageIds === 'all'
    ? allMessages(deps, changes)
    : deps.threads.findMessages(changes.tenant, changes.messageIds);

/** When the newest message of the conversation that counts was recorded, epoch ms; 0: none. */
const newestOf = async (
  deps: ProjectConversationDeps,
  conversation: ConversationValue,
  counts: (message: MessageValue) => boolean,
): Promise<number> => {
  const newestIn = async (customerId: string): Promise<number> => {
    for await (const message of deps.threads.listAll(conversation.tenant, customerId)) {
      if (counts(message) && !isBeforeDeletion(conversation, message)) return recordedAt(message);
    }
    return 0;
  };
  const threads = [conversation.customerId, ...conversation.merges.map(({ customerId }) => customerId)];
  return Math.max(...(await Promise.all(threads.map(newestIn))));
};

/**
 * An answer that had counted was stopped before it went, or bounced: the one before it counts again, so that a customer
 * whom no answer has reached is not shown as managed.
 */
const withoutLost = async (
  deps: ProjectConversationDeps,
  conversation: ConversationValue,
  messages: readonly MessageValue[],
): Promise<ConversationValue> => {
  const { answeredAt } = conversation;
  if (!messages.some((message) => isLostAnswer(message) && recordedAt(message) === answeredAt)) return conversation;
  return { ...conversation, answeredAt: await newestOf(deps, conversation, isAnswer) };
};

/**
 * A result was withdrawn: what it had ended waits again, unless a later one has ended that too. A result may end what was recorded a little later than itself, so times need not be equal.
 */
const withoutWithdrawn = async (
  deps: ProjectConversationDeps,
  conversation: ConversationValue,
  messages: readonly MessageValue[],
): Promise<ConversationValue> => {
  const withdrawn = messages.filter(isWithdrawnResult).map(recordedAt);
  if (!withdrawn.some((at) => at <= conversation.resultAt)) return conversation;
  const newest = await newestOf(deps, conversation, isStandingResult);
  return withdrawn.some((at) => at > newest && at <= conversation.resultAt)
    ? { ...conversation, resultAt: newest }
    : conversation;
};

/** The row in step with the customers that are merged into its own, and with those that are so no more (ADR 0043). */
const withFamily = async (
  deps: ProjectConversationDeps,
  conversation: ConversationValue,
  customer: CustomerValue,
): Promise<ConversationValue> => {
  const { tenant } = conversation;
  const wanted = customer.merged ?? [];
  const ids = wanted.map(({ customerId }) => customerId);
  const gone = conversation.merges.filter((merge) => !ids.includes(merge.customerId)).toReversed();
  let row = conversation;
  let foldAnew = false;
  for (const { customerId } of gone) {
    const apart = withoutMerged(row, customerId);
    row = apart.conversation;
    foldAnew ||= apart.foldAnew;
  }
  if (foldAnew) row = (await allMessages(deps, row)).reduce<ConversationValue>(withMessage, row);
  if (ids.length === 0) return row;
  const rows = new Map((await deps.conversations.findMany(tenant, ids)).map((other) => [other.customerId, other]));
  for (const { customerId, at } of wanted) {
    const nothingYet = { ...newConversation(customer), customerId };
    row = withMerged(row, rows.get(customerId) ?? nothingYet, at);
  }
  return row;
};

/** What the conversation is by its messages and its customer; undefined where there is none. */
export const foldConversation = async (
  deps: ProjectConversationDeps,
  stored: Stored<ConversationValue> | undefined,
  changes: ConversationChanges,
): Promise<ConversationValue | undefined> => {
  const asksCustomer = stored === undefined || changes.customer;
  const [customer, messages] = await Promise.all([
    asksCustomer ? deps.findStoredCustomer(changes.tenant, changes.customerId) : undefined,
    read(deps, changes),
  ]);
  const before = stored?.value ?? (customer === undefined ? undefined : newConversation(customer));
  if (before === undefined) return undefined;
  const refreshed =
    customer === undefined
      ? before
      : { ...before, ...customerPart(customer), mergedInto: customer.mergedInto?.customerId ?? null };
  const whole = customer === undefined ? refreshed : await withFamily(deps, refreshed, customer);
  const folded = await withoutLost(deps, messages.reduce<ConversationValue>(withMessage, whole), messages);
  const after = await withoutWithdrawn(deps, folded, messages);
  // A conversation begins with a message; a customer alone makes none.
  return stored === undefined && after.last === null ? undefined : after;
};

/** What a merged customer's messages say is told to the conversation in which they are shown. */
const tellSurvivor = async (
  deps: ProjectConversationDeps,
  changes: ConversationChanges,
  before: ConversationValue | undefined,
  { tenant, mergedInto }: ConversationValue,
): Promise<void> => {
  if (mergedInto === null) return;
  // Taken in only now: whatever was folded into this row before it knew must not be missed.
  const isNew = before?.mergedInto !== mergedInto || changes.messageIds === 'all';
  const messageIds = changes.messageIds === 'all' ? [] : changes.messageIds;
  if (!isNew && messageIds.length === 0) return;
  await projectConversation(deps, { tenant, customerId: mergedInto, messageIds, customer: isNew, merged: isNew });
};

/**
 * @returns whether anything was written
 * @throws ChangeGivenUp
 */
export const projectConversation = async (
  deps: ProjectConversationDeps,
  changes: ConversationChanges,
): Promise<boolean> => {
  const { tenant, customerId, messageIds } = changes;
  const folded = await changeItem({
    item: `conversation of customer ${customerId}`,
    read: () => deps.conversations.find(tenant, customerId, { consistent: true, asStored: true }),
    decide: async (stored) => {
      if (stored === undefined && messageIds.length === 0 && changes.merged !== true) return { result: undefined };
      const after = await foldConversation(deps, stored, changes);
      if (after === undefined) return { result: undefined };
      const before = stored?.value;
      if (messageIds !== 'all' && isDeepStrictEqual(after, before))
        return { result: { before, after, written: false } };
      return { write: () => deps.conversations.save(after, stored).then(() => ({ before, after, written: true })) };
    },
  });
  if (folded === undefined) return false;
  // Also where nothing was written: perhaps cut off after this row was, the last time.
  await tellSurvivor(deps, changes, folded.before, folded.after);
  // A change of the customer that found no conversation left it to whoever was just beginning one.
  if (folded.before === undefined) await projectConversation(deps, { ...changes, messageIds: [], customer: true });
  return folded.written;
};
