/**
 * The conversation of a customer that others were merged into (ADR 0043). The messages stay where they are; the row of
 * the surviving customer takes in what the merged rows say, and gives it back when a merge is undone. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { type ConversationHistory, type ConversationValue, hasThread } from './entities.ts';
import { noHistory } from './new-conversation.ts';
import { hasPendingCall, isArchived, isStarred, isUnread } from './rules.ts';

const historyFields = Object.keys(noHistory) as readonly (keyof ConversationHistory)[];

const historyOf = (conversation: ConversationHistory): ConversationHistory => {
  const { last, pendingCall, activityAt, lastInboundAt, answeredAt, resultAt, omittedAt, readAt } = conversation;
  const { markedUnreadAt, archivedAt, unarchivedAt, starredAt, unstarredAt } = conversation;
  const { deletedAt, callWithdrawnAt, answerLostAt } = conversation;
  return {
    ...{ last, pendingCall, activityAt, lastInboundAt, answeredAt, resultAt, omittedAt, readAt, markedUnreadAt },
    ...{ archivedAt, unarchivedAt, starredAt, unstarredAt, deletedAt, callWithdrawnAt, answerLostAt },
  };
};

/** What follows from the messages alone. */
const fromMessages = ['last', 'lastInboundAt', 'answeredAt', 'answerLostAt', 'resultAt', 'activityAt'] as const;

/** The row with what the messages of the other one say. Told again, it changes nothing. */
const takingIn = (conversation: ConversationValue, other: ConversationValue): ConversationValue => {
  const newer = (conversation.last?.id ?? '') >= (other.last?.id ?? '') ? conversation.last : other.last;
  const call = hasPendingCall(other) ? other.pendingCall : null;
  const isTaken = hasPendingCall(conversation) || (call?.since ?? 0) <= conversation.callWithdrawnAt;
  return {
    ...conversation,
    last: newer,
    pendingCall: isTaken ? conversation.pendingCall : call,
    activityAt: Math.max(conversation.activityAt, other.activityAt),
    historyAt: Math.max(conversation.historyAt, other.historyAt),
    lastInboundAt: Math.max(conversation.lastInboundAt, other.lastInboundAt),
    answeredAt: Math.max(conversation.answeredAt, other.answeredAt),
    answerLostAt: Math.max(conversation.answerLostAt, other.answerLostAt),
    resultAt: Math.max(conversation.resultAt, other.resultAt),
  };
};

/** What people had marked holds for both: nothing that was unread, open or starred is lost from sight. */
const withMarks = (
  folded: ConversationValue,
  [own, other]: readonly [ConversationValue, ConversationValue],
  at: number,
): ConversationValue => {
  const wasUnread = isUnread(own) || (hasThread(other) && isUnread(other));
  const shown = [own, other].filter(hasThread);
  const wasArchived = shown.length > 0 && shown.every(isArchived);
  const isStarredNow = isStarred(folded);
  return {
    ...folded,
    readAt: !wasUnread && isUnread(folded) ? at : folded.readAt,
    markedUnreadAt: wasUnread && !isUnread(folded) ? at : folded.markedUnreadAt,
    archivedAt: wasArchived && !isArchived(folded) ? at : folded.archivedAt,
    unarchivedAt: !wasArchived && isArchived(folded) ? at : folded.unarchivedAt,
    starredAt: isStarred(other) && !isStarredNow ? at : folded.starredAt,
  };
};

/** Takes in the row of a customer that was merged at `at` (epoch ms); of one that is taken in, what came since. */
export const withMerged = (
  conversation: ConversationValue,
  other: ConversationValue,
  at: number,
): ConversationValue => {
  const folded = takingIn(conversation, other);
  if (conversation.merges.some(({ customerId }) => customerId === other.customerId)) return folded;
  const marked = withMarks(folded, [conversation, other], at);
  const merge = {
    customerId: other.customerId,
    at,
    before: historyOf(conversation),
    after: historyOf(marked),
  };
  return { ...marked, merges: [...conversation.merges, merge] };
};

/**
 * Gives back what a merge had brought; what people marked since stays.
 * @returns the row, and whether its messages must be folded again since some came meanwhile
 */
export const withoutMerged = (
  conversation: ConversationValue,
  customerId: string,
): { readonly conversation: ConversationValue; readonly foldAnew: boolean } => {
  const merge = conversation.merges.find((known) => known.customerId === customerId);
  if (merge === undefined) return { conversation, foldAnew: false };
  const isAsMerged = (field: keyof ConversationHistory) => isDeepStrictEqual(conversation[field], merge.after[field]);
  const back = Object.fromEntries(
    historyFields.filter(isAsMerged).map((field) => [field, merge.before[field]]),
  ) as Partial<ConversationHistory>;
  const merges = conversation.merges.filter((known) => known !== merge);
  const restored = { ...conversation, ...back, merges };
  if (conversation.historyAt === 0 && fromMessages.every(isAsMerged))
    return { conversation: restored, foldAnew: false };
  const { last, lastInboundAt, answeredAt, answerLostAt, resultAt, activityAt } = noHistory;
  const emptied = { last, lastInboundAt, answeredAt, answerLostAt, resultAt, activityAt, historyAt: 0 };
  return { conversation: { ...restored, ...emptied }, foldAnew: true };
};
