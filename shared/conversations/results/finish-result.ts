/**
 * The last steps of a result that was recorded, or withdrawn: the conversation, and for a wrong number the customer's
 * contactability. Each may be done again without harm, so a repeat of the request or due work drives them to their end
 * after a crash (Q10).
 */

import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import { withdrawalOf } from '#shared/messaging/ledger/result-view.ts';
import { type ChangeConversationDeps, changeConversation } from '../change-conversation.ts';
import type { ConversationValue } from '../entities.ts';
import { withMessage } from '../fold-message.ts';
import { type ProjectConversationDeps, projectConversation } from '../project-conversation.ts';
import { afterResult, withPendingCall } from '../rules.ts';

export interface FinishResultDeps extends ChangeConversationDeps, ProjectConversationDeps {
  readonly conversations: ChangeConversationDeps['conversations'] & ProjectConversationDeps['conversations'];
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
  const { messageId } = message;
  const known = before.pendingCall;
  if (known !== null && known.result?.messageId === messageId) return told;
  if (before.resultAt === at && known !== null && known.since >= at) return told;
  // Whether the call before is over already is told by the results that stand when this one is withdrawn.
  const callBefore =
    known === null
      ? null
      : {
          since: known.since,
          dueAt: known.dueAt,
          origin: known.origin,
          note: known.note,
          askedBy: known.result?.messageId ?? null,
        };
  const call: Omit<NonNullable<ConversationValue['pendingCall']>, 'since'> = {
    dueAt: result.callBackAt,
    origin: 'result',
    note: null,
    result: { messageId, callBefore },
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
  if (withdrawalOf(message) === undefined) {
    await changeConversation(deps, tenant, customerId, (before) => withResult(before, message, time), { create: true });
  } else {
    const messageIds = [message.messageId];
    await projectConversation(deps, { tenant, customerId, messageIds, customer: false });
  }
  if (result.effects.includes('wrongNumber')) await deps.refreshCustomer(tenant, customerId);
  await writeOnce(
    () => deps.messages.change(stored, { ...message, dueAt: null }, message.acceptedAt),
    // Somebody else finished it meanwhile, or changed it: the due entry is looked at again.
    () => undefined,
  );
};
