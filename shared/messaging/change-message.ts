/** Reads a message, changes it and writes it under its revision, again when somebody else was faster. */
import { Refusal } from '#platform/errors.ts';
import { backOff } from '#platform/table/contention.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { MessageValue } from './entities.ts';
import type { MessageStore } from './message-store.ts';

const maxTries = 6;

/**
 * @param change the new value; it throws a Refusal where the message does not allow it
 * @throws Refusal NOT_FOUND, also for a message of another company
 */
export const changeMessage = async (
  messages: Pick<MessageStore, 'find' | 'change'>,
  target: { readonly tenant: string; readonly messageId: string },
  now: number,
  change: (message: MessageValue) => MessageValue,
): Promise<MessageValue> => {
  for (let attempt = 1; ; attempt += 1) {
    const before = await messages.find(target.tenant, target.messageId, { consistent: true });
    if (before === undefined) throw new Refusal('NOT_FOUND', 'No message with this id.');
    try {
      return (await messages.change(before, change(before.value), now)).value;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || attempt === maxTries) throw error;
      await backOff(attempt);
    }
  }
};
