/**
 * What a message does to its conversation (C33, C35, C36). Pure. The same message may be told again, later, or before an
 * older one: the conversation comes out the same.
 */
import type { MessageValue } from '#shared/messaging/entities.ts';
import { shownStatus } from '#shared/messaging/status.ts';
import type { ConversationValue } from './entities.ts';
import { hasPendingCall } from './rules.ts';

/** What is looked at of a message. */
export type ThreadMessage = Pick<
  MessageValue,
  | 'messageId'
  | 'channel'
  | 'direction'
  | 'purpose'
  | 'source'
  | 'status'
  | 'facts'
  | 'preview'
  | 'result'
  | 'acceptedAt'
  | 'missed'
>;

/** Own part of the id: orders the thread by time, and within one millisecond by what the provider named it. */
export const threadOrder = (messageId: string): string => messageId.slice(messageId.indexOf('-') + 1);

/** When we learnt of the message, epoch ms: the provider's time of an inbound one may be long past. */
export const recordedAt = (message: Pick<ThreadMessage, 'facts' | 'acceptedAt'>): number =>
  message.facts.find(({ kind }) => kind === 'received')?.recordedAt ?? message.acceptedAt;

/** Recorded from outside: history, which asks nothing of anybody and answers nothing (B24, B25). */
const isHistory = (message: ThreadMessage): boolean => message.source === 'outside';

/** A program of the customer's wrote: an absence note, a newsletter. It asks nothing of anybody (§5.6 #110). */
const isAutomaticMail = (message: ThreadMessage): boolean =>
  message.direction === 'inbound' && message.channel === 'email' && message.purpose === 'automatic';

/** The customer wrote, or called and nobody has recorded what came of it: somebody should see it. */
export const isInbound = (message: ThreadMessage): boolean =>
  message.direction === 'inbound' && message.result === null && !isHistory(message) && !isAutomaticMail(message);

const isByHand = (message: ThreadMessage): boolean =>
  message.direction === 'outbound' && message.purpose === 'manual' && message.channel !== 'call' && !isHistory(message);

/** Nothing of it will reach the customer. */
const stoppedStatuses: ReadonlySet<string> = new Set<MessageValue['status']>(['blocked', 'skipped', 'cancelled']);

/** Written by hand and accepted for sending: an answer, whatever the provider does with it. */
export const isAnswer = (message: ThreadMessage): boolean => isByHand(message) && !stoppedStatuses.has(message.status);

/** It counted as an answer while it waited, and was stopped before it went. */
export const isWithdrawnAnswer = (message: ThreadMessage): boolean =>
  isByHand(message) && stoppedStatuses.has(message.status);

const rowOf = (message: ThreadMessage): NonNullable<ConversationValue['last']> => ({
  id: threadOrder(message.messageId),
  at: message.acceptedAt,
  channel: message.channel,
  direction: message.direction,
  preview: message.preview,
  status: shownStatus(
    message.status,
    message.facts.some(({ kind }) => kind === 'replied'),
  ),
});

/** Deleted with the conversation that it stood in (Q17). */
export const isBeforeDeletion = (conversation: ConversationValue, message: ThreadMessage): boolean =>
  recordedAt(message) <= conversation.deletedAt;

/** What asks for a call where nobody took the customer's own. */
const missedCall = 'missed_call';

/**
 * A call that nobody took asks for one back (C34, D13), unless a call is arranged already: whoever makes that one makes
 * this one too. Of several missed ones the newest counts, whatever order they are told in.
 */
const callAfter = (conversation: ConversationValue, message: ThreadMessage): ConversationValue['pendingCall'] => {
  const { pendingCall, callWithdrawnAt } = conversation;
  const at = recordedAt(message);
  if (message.missed !== true || !isInbound(message) || at <= callWithdrawnAt) return pendingCall;
  if (pendingCall?.origin === missedCall) return { ...pendingCall, since: Math.max(pendingCall.since, at) };
  if (hasPendingCall(conversation)) return pendingCall;
  return { since: at, dueAt: null, origin: missedCall, note: null };
};

export const withMessage = (conversation: ConversationValue, message: ThreadMessage): ConversationValue => {
  if (isBeforeDeletion(conversation, message)) return conversation;
  const at = recordedAt(message);
  const { last, lastInboundAt, answeredAt, resultAt, activityAt } = conversation;
  return {
    ...conversation,
    last: last === null || last.id <= threadOrder(message.messageId) ? rowOf(message) : last,
    pendingCall: callAfter(conversation, message),
    lastInboundAt: isInbound(message) ? Math.max(lastInboundAt, at) : lastInboundAt,
    answeredAt: isAnswer(message) ? Math.max(answeredAt, at) : answeredAt,
    resultAt: message.result === null || isHistory(message) ? resultAt : Math.max(resultAt, at),
    activityAt: Math.max(activityAt, message.acceptedAt, isHistory(message) ? 0 : at),
  };
};
