/**
 * The last steps of a recorded result: the conversation, and for a wrong number the customer's contactability. Each may
 * be done again without harm, so a repeat of the request or due work drives them to their end after a crash (Q10).
 */
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Stored } from '#platform/table/kernel.ts';
import type { MessageValue } from '#shared/messaging/entities.ts';
import { type ChangeConversationDeps, changeConversation } from '../change-conversation.ts';
import type { ConversationValue } from '../entities.ts';
import { withMessage } from '../fold-message.ts';
import { afterResult, withPendingCall } from '../rules.ts';

export interface FinishResultDeps extends ChangeConversationDeps {
  readonly messages: {
    readonly change: (before: Stored<MessageValue>, after: MessageValue, now: number) => Promise<unknown>;
  };
  readonly refreshCustomer: (tenant: string, customerId: string) => Promise<void>;
}

/**
 * `now`: in the request that recorded the result, which covers everything that the person could see, whatever clock
 * wrote it. `later`: after a crash; what came since stays as it is.
 */
export type FinishTime = 'now' | 'later';

/**
 * The conversation after the result: what waited is done (C35, C36), and a call is pending where one was promised. A
 * newer result says more than this one, and one that was taken in already changes nothing.
 */
const withResult = (before: ConversationValue, message: MessageValue, time: FinishTime): ConversationValue => {
  const { result, acceptedAt: at } = message;
  const told = withMessage(before, message);
  if (result === null || before.resultAt > at) return told;
  const done: ConversationValue = time === 'now' ? afterResult(told, at) : { ...told, resultAt: at };
  if (result.callBackAt === null) return done;
  if (before.resultAt === at && before.pendingCall !== null && before.pendingCall.since >= at) return told;
  const call: Omit<NonNullable<ConversationValue['pendingCall']>, 'since'> = {
    dueAt: result.callBackAt,
    origin: 'result',
    note: null,
  };
  return withPendingCall(done, call, at);
};

/** @throws when the table does not answer: the due entry of the message brings it again */
export const finishResult = async (
  deps: FinishResultDeps,
  stored: Stored<MessageValue>,
  time: FinishTime,
): Promise<void> => {
  const { value: message } = stored;
  const { tenant, customerId, result, dueAt } = message;
  if (result === null || dueAt === null) return;
  await changeConversation(deps, tenant, customerId, (before) => withResult(before, message, time), { create: true });
  if (result.effects.includes('wrongNumber')) await deps.refreshCustomer(tenant, customerId);
  try {
    await deps.messages.change(stored, { ...message, dueAt: null }, message.acceptedAt);
  } catch (error) {
    // Somebody else finished it meanwhile, or changed it: the due entry is looked at again.
    if (!(error instanceof ConditionFailed)) throw error;
  }
};
