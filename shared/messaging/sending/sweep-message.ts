/**
 * Moves on a message whose time has come: scheduled, due for another try, passed over by its queue, let go by a hold, of
 * no use any more, or claimed by a worker that did not come back (reliability §5.2, §5.4; F18). The queue gets the job
 * before the mark is moved: a job too many does no harm, since a claim needs a waiting message, and one too few would
 * lose it.
 */
import { isSendingChannel } from '#contract/vocabulary.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { MessageValue } from '../ledger/entities.ts';
import { loggedMessage, type MessageLog, type MessageStore } from '../ledger/message-store.ts';
import { enqueued, expired, isWaiting, leased, outcomeUnknown, still } from '../ledger/transition.ts';
import { usefulUntil } from '../ledger/useful-time.ts';
import type { SendQueues } from './send-queue.ts';

export interface SweepMessageDeps {
  readonly messages: Pick<MessageStore, 'change'>;
  readonly queues: Pick<SendQueues, 'enqueue'>;
  readonly log: MessageLog;
}

const next = async (deps: SweepMessageDeps, message: MessageValue, now: number): Promise<MessageValue> => {
  if (message.phase === 'sending') {
    const leaseUntil = message.attempts.at(-1)?.leaseUntil ?? 0;
    if (leaseUntil > now) return leased(message);
    deps.log.warn('claim without outcome', loggedMessage(message));
    deps.log.count('OutcomeUnknown');
    return outcomeUnknown(message, 'LEASE_EXPIRED', now);
  }
  if (!isWaiting(message) || !isSendingChannel(message.channel)) return still(message);
  if (usefulUntil(message) <= now) {
    deps.log.count('MessageExpired');
    return expired(message, now);
  }
  await deps.queues.enqueue(message.channel, { tenant: message.tenant, messageId: message.messageId });
  return enqueued(message, now);
};

/** @param now the sweep's time, epoch ms */
export const sweepMessage = async (
  deps: SweepMessageDeps,
  stored: Stored<MessageValue>,
  now: number,
): Promise<void> => {
  const after = await next(deps, stored.value, now);
  await writeOnce(
    () => deps.messages.change(stored, after, now),
    // Somebody moved it meanwhile; whoever did also moved its due time.
    () => undefined,
  );
};
