/** A person decides what became of a message whose outcome nobody knows (Q11; reliability §5.2.6, §5.2.7). */
import { type ErrorCode, errorCodes } from '#contract/errors.ts';
import type { MessageStatus } from '#contract/vocabulary.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { changeMessage } from '../ledger/change-message.ts';
import type { MessageValue } from '../ledger/entities.ts';
import type { MessageLog, MessageStore } from '../ledger/message-store.ts';
import { resolved } from '../ledger/transition.ts';
import { enqueueMessage } from './enqueue-message.ts';
import type { SendQueues } from './send-queue.ts';

const minute = 60_000;

/** Time after the claim in which a provider's event may still tell the outcome, ms. SMS receipts take up to 72 h. */
export const resolutionWindowMs = {
  email: 15 * minute,
  whatsapp: 15 * minute,
  sms: 72 * 60 * minute,
  call: 0,
} as const;

export interface ResolveDeps {
  readonly messages: Pick<MessageStore, 'find' | 'change'>;
  readonly queues: Pick<SendQueues, 'enqueue'>;
  readonly clock: Clock;
  readonly log: MessageLog;
}

interface Resolution {
  readonly tenant: string;
  readonly outcome: 'sent' | 'resend';
  readonly by: string;
}

const check = (message: MessageValue, outcome: Resolution['outcome'], now: number): void => {
  if (message.phase !== 'unknown') throw new Refusal('OUTCOME_KNOWN', `It is ${message.status}.`);
  if (outcome === 'resend' && message.erasedAt !== undefined) {
    throw new Refusal('MESSAGE_ERASED', 'Its text was deleted with the conversation. Write a new message.');
  }
  const claimedAt = message.attempts.at(-1)?.claimedAt ?? message.acceptedAt;
  const from = claimedAt + resolutionWindowMs[message.channel];
  if (outcome === 'resend' && now < from) {
    throw new Refusal('TOO_EARLY', `The provider may still report the outcome. Send it again from ${isoTime(from)}.`);
  }
};

/**
 * `resend` makes a new attempt, audited as a fact of the message: the only way in which a message can go out twice.
 * @throws Refusal NOT_FOUND, OUTCOME_KNOWN, TOO_EARLY, MESSAGE_ERASED
 */
export const resolveMessage = async (
  deps: ResolveDeps,
  input: Resolution & { readonly messageId: string },
): Promise<{ messageId: string; status: MessageStatus }> => {
  const now = deps.clock.now();
  const message = await changeMessage(deps.messages, input, now, (before) => {
    check(before, input.outcome, now);
    return resolved(before, input.outcome, input.by, now);
  });
  if (input.outcome === 'resend') await enqueueMessage(deps, message);
  return { messageId: message.messageId, status: message.status };
};

const refusalCode = (error: unknown): ErrorCode => {
  if (error instanceof Refusal && error.code in errorCodes) return error.code;
  throw error;
};

/** Decides several; each has its own result, and one refusal does not stop the others. */
export const resolveMessages = async (
  deps: ResolveDeps,
  input: Resolution & { readonly messageIds: readonly string[] },
): Promise<{ results: { messageId: string; status?: MessageStatus; code?: string }[] }> => {
  const results: { messageId: string; status?: MessageStatus; code?: string }[] = [];
  for (const messageId of new Set(input.messageIds)) {
    try {
      results.push(await resolveMessage(deps, { ...input, messageId }));
    } catch (error) {
      results.push({ messageId, code: refusalCode(error) });
    }
  }
  return { results };
};
