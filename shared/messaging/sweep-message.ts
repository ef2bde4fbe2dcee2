/**
 * Moves on a message whose time has come: scheduled, due for another try, never enqueued, or claimed by a worker that
 * did not come back (reliability §5.2, §5.4). The queue gets the job before the mark is moved: a job too many does no
 * harm, since a claim needs a waiting message, and one too few would lose it.
 */
import { isSendingChannel, type SendingChannel } from '#contract/vocabulary.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { MessageValue } from './entities.ts';
import { type MessageLog, type MessageStore, messageFields } from './message-store.ts';
import type { SendQueues } from './send-queue.ts';
import { isWaiting, outcomeUnknown, sweepAfterMs } from './transition.ts';

export interface SweepMessageDeps {
  readonly messages: Pick<MessageStore, 'change'>;
  readonly queues: SendQueues;
  readonly log: MessageLog;
}

/**
 * A message that was enqueued may still stand in a long queue: it is enqueued again only when the queue is empty, or
 * when even the longest backlog that we accept is over.
 */
const longestBacklogMs = 4 * 3_600_000;

const mayBeInQueue = async (deps: SweepMessageDeps, message: MessageValue, channel: SendingChannel, now: number) =>
  message.phase === 'queued' && now - message.acceptedAt < longestBacklogMs && !(await deps.queues.isEmpty(channel));

const next = async (deps: SweepMessageDeps, message: MessageValue, now: number): Promise<MessageValue> => {
  if (message.phase === 'sending') {
    const leaseUntil = message.attempts.at(-1)?.leaseUntil ?? 0;
    if (leaseUntil > now) return { ...message, dueAt: leaseUntil };
    deps.log.warn('claim without outcome', messageFields(message));
    deps.log.count('OutcomeUnknown');
    return outcomeUnknown(message, 'LEASE_EXPIRED', now);
  }
  if (!isWaiting(message) || !isSendingChannel(message.channel)) return { ...message, dueAt: null };
  if (!(await mayBeInQueue(deps, message, message.channel, now))) {
    await deps.queues.enqueue(message.channel, { tenant: message.tenant, messageId: message.messageId });
  }
  return { ...message, dueAt: now + sweepAfterMs };
};

/** @param now the sweep's time, epoch ms */
export const sweepMessage = async (
  deps: SweepMessageDeps,
  stored: Stored<MessageValue>,
  now: number,
): Promise<void> => {
  if (stored.value.dueAt === null || stored.value.dueAt > now) return;
  try {
    await deps.messages.change(stored, await next(deps, stored.value, now), now);
  } catch (error) {
    // Somebody moved it meanwhile; whoever did also moved its due time.
    if (!(error instanceof ConditionFailed)) throw error;
  }
};
