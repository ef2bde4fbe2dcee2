/**
 * What is shown of a conversation, folded from maxima of times (C18, C20, C33–C37, D24–D26). Pure, and free of order:
 * the same messages and actions give the same state in whatever order and however often they are told.
 *
 * | Shown          | When                                                                                        |
 * |----------------|---------------------------------------------------------------------------------------------|
 * | bold           | an inbound message, or a call that waits, is newer than every answer, result and omission    |
 * | unread         | an inbound message or the mark "unread" is newer than every reading, answer, result, omission |
 * | pending call   | a call was asked for and no result was recorded since                                       |
 * | managed        | an answer or a result is not older than the newest inbound message and the call that waits   |
 * | archived       | archived after the last inbound message, lost answer or result, pending call, unarchiving   |
 * | starred        | starred after it was last unstarred                                                         |
 *
 * All times are epoch ms at which *we* learnt of a thing, never the provider's: a message that comes late is as unread
 * as one that comes at once. 0: never.
 */

/** Maxima of times: each only ever grows, but `answeredAt` where an answer is lost and `resultAt` where a result is. */
export interface ConversationTimes {
  /** When the newest inbound message was recorded. */
  readonly lastInboundAt: number;
  /** When the newest message by hand was accepted for sending of which we know no failure: falls back if that one fails. */
  readonly answeredAt: number;
  /** When we last learnt that an answer was stopped or did not arrive, or that a result was withdrawn. */
  readonly answerLostAt: number;
  /** Newest result of a call or other follow-up that stands (C7). */
  readonly resultAt: number;
  readonly omittedAt: number;
  readonly readAt: number;
  readonly markedUnreadAt: number;
  readonly archivedAt: number;
  readonly unarchivedAt: number;
  readonly starredAt: number;
  readonly unstarredAt: number;
}

export interface PendingCall {
  /** When it was asked for, epoch ms. */
  readonly since: number;
  /** When it is to be made, epoch ms; null: at once. */
  readonly dueAt: number | null;
}

export interface ConversationFacts extends ConversationTimes {
  readonly pendingCall: PendingCall | null;
}

/** What people see; `now` matters only for a call that is to be made later. */
export interface ConversationState {
  readonly unread: boolean;
  readonly bold: boolean;
  readonly pendingCall: boolean;
  readonly managed: boolean;
  readonly starred: boolean;
  readonly archived: boolean;
}

/** The moment from which a call waits for somebody: when it was asked for, or later where it was promised for later. */
export const callWaitsFrom = ({ since, dueAt }: PendingCall): number => Math.max(since, dueAt ?? since);

/** A result recorded in the same moment is the one that asked for the call ("call back"), so only a later one ends it. */
export const hasPendingCall = ({ pendingCall, resultAt }: ConversationFacts): boolean =>
  pendingCall !== null && resultAt <= pendingCall.since;

/** What ends the bold (C35, C37). */
const handledAt = (times: ConversationTimes): number => Math.max(times.answeredAt, times.resultAt, times.omittedAt);

const inboundWaits = (times: ConversationTimes): boolean => times.lastInboundAt > handledAt(times);

const callWaits = (facts: ConversationFacts, now: number): boolean => {
  if (facts.pendingCall === null || !hasPendingCall(facts)) return false;
  const from = callWaitsFrom(facts.pendingCall);
  // A result of the same moment asked for the call; an omission of its moment covers it.
  return from <= now && from >= Math.max(facts.answeredAt, facts.resultAt) && from > facts.omittedAt;
};

export const isUnread = (times: ConversationTimes): boolean =>
  Math.max(times.lastInboundAt, times.markedUnreadAt) > Math.max(times.readAt, handledAt(times));

/**
 * An inbound message, a new pending call or an answer that did not arrive brings an archived conversation back, so that
 * none is lost from sight.
 */
export const isArchived = (facts: ConversationFacts): boolean =>
  facts.archivedAt >
  Math.max(facts.lastInboundAt, facts.unarchivedAt, facts.answerLostAt, hasPendingCall(facts) ? callSince(facts) : 0);

const callSince = ({ pendingCall }: ConversationFacts): number => pendingCall?.since ?? 0;

export const isStarred = ({ starredAt, unstarredAt }: ConversationTimes): boolean => starredAt > unstarredAt;

/** An omission ends the bold but does not make a conversation managed (C36). */
const isManaged = (facts: ConversationFacts, now: number): boolean => {
  const doneAt = Math.max(facts.answeredAt, facts.resultAt);
  if (doneAt === 0 || doneAt < facts.lastInboundAt) return false;
  if (facts.pendingCall === null || !hasPendingCall(facts)) return true;
  const from = callWaitsFrom(facts.pendingCall);
  return from > now || doneAt > from;
};

/** @param now epoch ms */
export const stateOf = (facts: ConversationFacts, now: number): ConversationState => ({
  unread: isUnread(facts),
  bold: inboundWaits(facts) || callWaits(facts, now),
  pendingCall: hasPendingCall(facts),
  managed: isManaged(facts, now),
  starred: isStarred(facts),
  archived: isArchived(facts),
});

/** What an advisor does to a conversation as a whole (C20, D24–D26). */
export const conversationActions = ['read', 'unread', 'omit', 'star', 'unstar', 'archive', 'unarchive'] as const;
export type ConversationAction = (typeof conversationActions)[number];

/**
 * The times after an action. Reading, omitting and archiving cover what the conversation knows, not "everything up to
 * now": a message that was recorded in this second and has not reached the conversation yet stays unread, since nobody
 * can have seen it. Doing it twice changes nothing.
 * @param now epoch ms
 */
export const afterAction = <Facts extends ConversationFacts>(
  facts: Facts,
  action: ConversationAction,
  now: number,
): Facts => {
  const { lastInboundAt, readAt, markedUnreadAt, omittedAt, pendingCall } = facts;
  switch (action) {
    case 'read':
      return { ...facts, readAt: Math.max(readAt, lastInboundAt, markedUnreadAt) };
    case 'unread':
      return isUnread(facts)
        ? facts
        : { ...facts, markedUnreadAt: Math.max(now, Math.max(readAt, handledAt(facts)) + 1) };
    case 'omit': {
      const call = pendingCall !== null && callWaits(facts, now) ? callWaitsFrom(pendingCall) : 0;
      return { ...facts, omittedAt: Math.max(omittedAt, lastInboundAt, markedUnreadAt, call) };
    }
    case 'star':
      return isStarred(facts) ? facts : { ...facts, starredAt: Math.max(now, facts.unstarredAt + 1) };
    case 'unstar':
      return { ...facts, unstarredAt: Math.max(facts.unstarredAt, facts.starredAt) };
    case 'archive': {
      if (isArchived(facts)) return facts;
      return {
        ...facts,
        archivedAt: Math.max(lastInboundAt, facts.unarchivedAt, callSince(facts), facts.answerLostAt) + 1,
      };
    }
    case 'unarchive':
      return { ...facts, unarchivedAt: Math.max(facts.unarchivedAt, facts.archivedAt) };
  }
};

/** A result was recorded: it ends what waits, also where the clock of another machine was ahead (C7, C35). */
export const afterResult = <Facts extends ConversationFacts>(facts: Facts, now: number): Facts => ({
  ...facts,
  resultAt: Math.max(
    facts.resultAt,
    facts.lastInboundAt,
    facts.markedUnreadAt,
    hasPendingCall(facts) ? callSince(facts) + 1 : 0,
    now,
  ),
});

/**
 * Somebody is to call (C34). Beside a result ("call back") it is asked for in the same moment.
 * @param now epoch ms
 */
export const withPendingCall = <Facts extends ConversationFacts>(
  facts: Facts,
  call: Omit<NonNullable<Facts['pendingCall']>, 'since'>,
  now: number,
): Facts => ({ ...facts, pendingCall: { ...call, since: Math.max(now, facts.resultAt) } });

/** Status of an inbound message by when it was recorded, epoch ms (Q14). */
export const inboundStatus = (
  times: ConversationTimes,
  recordedAt: number,
): 'unread' | 'read' | 'answered' | 'omitted' => {
  if (Math.max(times.answeredAt, times.resultAt) >= recordedAt) return 'answered';
  if (times.omittedAt >= recordedAt) return 'omitted';
  return times.readAt >= recordedAt ? 'read' : 'unread';
};
