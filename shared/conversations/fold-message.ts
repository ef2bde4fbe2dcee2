/**
 * What a message does to its conversation (C33, C35, C36). Pure. The same message may be told again, later, or before an
 * older one: the conversation comes out the same.
 */
import { writerOf } from '#shared/messaging/ledger/author-view.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import type { Fact } from '#shared/messaging/ledger/facts.ts';
import { withdrawalOf } from '#shared/messaging/ledger/result-view.ts';
import { shownStatus } from '#shared/messaging/ledger/status.ts';
import type { ConversationValue } from './entities.ts';
import { hasPendingCall } from './rules.ts';

/** What is looked at of a message: while all of this is the same, its conversation is. */
export const foldedNames = [
  'messageId',
  'channel',
  'direction',
  'purpose',
  'author',
  'source',
  'status',
  'facts',
  'preview',
  'result',
  'acceptedAt',
  'sendAt',
  'missed',
  'erasedAt',
] as const satisfies readonly (keyof MessageValue)[];
export type ThreadMessage = Pick<MessageValue, (typeof foldedNames)[number]>;

/** Own part of the id: orders the thread by time, and within one millisecond by what the provider named it. */
export const threadOrder = (messageId: string): string => messageId.slice(messageId.indexOf('-') + 1);

/** When we learnt of the message, epoch ms: the provider's time of an inbound one may be long past. */
export const recordedAt = (message: Pick<ThreadMessage, 'facts' | 'acceptedAt'>): number =>
  message.facts.find(({ kind }) => kind === 'received')?.recordedAt ?? message.acceptedAt;

/** Recorded from outside: history, which asks nothing of anybody and answers nothing (B24, B25). */
const isHistory = (message: ThreadMessage): boolean => message.source === 'outside';

/** Of history when it took place, not when it was imported; of anything else when it was accepted, or written (epoch ms). */
const tookPlaceAt = (message: ThreadMessage): number =>
  isHistory(message) ? (message.sendAt ?? message.acceptedAt) : message.acceptedAt;

/**
 * A program of the customer's wrote (an absence note, a newsletter), or the channel only tells that something happened (a
 * reaction, a message taken back). It asks nothing of anybody (§5.6 #110, ADR 42).
 */
const isByItself = (message: ThreadMessage): boolean =>
  message.direction === 'inbound' && message.purpose === 'automatic';

/** The customer wrote, or called and nobody has recorded what came of it: somebody should see it. */
export const isInbound = (message: ThreadMessage): boolean =>
  message.direction === 'inbound' && message.result === null && !isHistory(message) && !isByItself(message);

const isByHand = (message: ThreadMessage): boolean =>
  message.direction === 'outbound' && message.purpose === 'manual' && message.channel !== 'call' && !isHistory(message);

/** It is on its way to the customer, or there; an unknown outcome may be. In every other status nothing reached anybody. */
const answering: ReadonlySet<string> = new Set<MessageValue['status']>([
  ...(['scheduled', 'queued', 'deferred', 'sending'] as const),
  ...(['sent', 'delivered', 'read', 'outcome_unknown'] as const),
]);

/** Written by hand and accepted for sending: an answer, until we learn that it did not arrive. */
export const isAnswer = (message: ThreadMessage): boolean => isByHand(message) && answering.has(message.status);

/** It counted as an answer, and was then stopped or bounced: whoever was answered by it waits again. */
export const isLostAnswer = (message: ThreadMessage): boolean => isByHand(message) && !answering.has(message.status);

/** The result of a contact that was recorded here and stands: it ends what waited. */
export const isStandingResult = (message: ThreadMessage): boolean =>
  message.result !== null && !isHistory(message) && withdrawalOf(message) === undefined;

/** It counted as a result, and was then withdrawn: what it had ended waits again. */
export const isWithdrawnResult = (message: ThreadMessage): boolean =>
  message.result !== null && withdrawalOf(message) !== undefined;

const losses: ReadonlySet<string> = new Set<Fact['kind']>(['failed', 'blocked', 'skipped', 'cancelled', 'expired']);

/**
 * When we learnt that a message by hand is lost, or that a result was withdrawn, epoch ms: the provider's time of a
 * bounce may be long past.
 */
const lostAt = (message: ThreadMessage): number => {
  if (message.result !== null) return withdrawalOf(message)?.recordedAt ?? 0;
  if (!isByHand(message)) return 0;
  return Math.max(0, ...message.facts.filter(({ kind }) => losses.has(kind)).map((fact) => fact.recordedAt));
};

const rowOf = (message: ThreadMessage): NonNullable<ConversationValue['last']> => {
  const author = writerOf(message);
  return {
    id: threadOrder(message.messageId),
    at: tookPlaceAt(message),
    channel: message.channel,
    direction: message.direction,
    preview: message.preview,
    status: shownStatus(
      message.status,
      message.facts.some(({ kind }) => kind === 'replied'),
    ),
    ...(author === null ? {} : { author }),
  };
};

/** Deleted with the conversation that it stood in (Q17): that of a merged customer may have been deleted before. */
export const isBeforeDeletion = (conversation: ConversationValue, message: ThreadMessage): boolean => {
  const { deletedAt, merges } = conversation;
  if (message.erasedAt !== undefined) return true;
  const merge = merges.find(({ customerId }) => message.messageId.startsWith(`${customerId}-`));
  return recordedAt(message) <= deletedAt && (merge === undefined || deletedAt > merge.at);
};

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
  return { since: at, dueAt: null, origin: missedCall, note: null, result: null };
};

/** The call that a withdrawn result had asked for is to be made no more; the one before it is. */
const callWithout = (
  pendingCall: ConversationValue['pendingCall'],
  messageId: string,
): ConversationValue['pendingCall'] => {
  const result = pendingCall?.result ?? null;
  if (pendingCall === null || result === null) return pendingCall;
  const { callBefore } = result;
  if (callBefore?.askedBy === messageId) return { ...pendingCall, result: { ...result, callBefore: null } };
  if (result.messageId !== messageId) return pendingCall;
  if (callBefore === null) return null;
  const { askedBy, ...call } = callBefore;
  return { ...call, result: askedBy === null ? null : { messageId: askedBy, callBefore: null } };
};

export const withMessage = (conversation: ConversationValue, message: ThreadMessage): ConversationValue => {
  if (isBeforeDeletion(conversation, message)) return conversation;
  const at = recordedAt(message);
  const { last, lastInboundAt, answeredAt, answerLostAt, resultAt, activityAt } = conversation;
  return {
    ...conversation,
    last: last === null || last.id <= threadOrder(message.messageId) ? rowOf(message) : last,
    pendingCall: isWithdrawnResult(message)
      ? callWithout(conversation.pendingCall, message.messageId)
      : callAfter(conversation, message),
    lastInboundAt: isInbound(message) ? Math.max(lastInboundAt, at) : lastInboundAt,
    answeredAt: isAnswer(message) ? Math.max(answeredAt, at) : answeredAt,
    answerLostAt: Math.max(answerLostAt, lostAt(message)),
    resultAt: isStandingResult(message) ? Math.max(resultAt, at) : resultAt,
    ...(isHistory(message)
      ? { historyAt: Math.max(conversation.historyAt, tookPlaceAt(message)) }
      : { activityAt: Math.max(activityAt, message.acceptedAt, at) }),
  };
};
