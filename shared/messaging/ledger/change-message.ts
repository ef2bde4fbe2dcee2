/** Reads a message, changes it and writes it under its revision, again when somebody else was faster. */
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { changeItem } from '#platform/table/change-item.ts';
import type { MessageValue } from './entities.ts';
import type { MessageStore } from './message-store.ts';

/**
 * @param change the new value; it throws a Refusal where the message does not allow it
 * @throws Refusal NOT_FOUND, also for a message of another company; ChangeGivenUp
 */
export const changeMessage = (
  messages: Pick<MessageStore, 'find' | 'change'>,
  target: { readonly tenant: string; readonly messageId: string },
  now: number,
  change: (message: MessageValue) => MessageValue,
): Promise<MessageValue> =>
  changeItem({
    item: `message ${target.messageId}`,
    read: () => messages.find(target.tenant, target.messageId, { consistent: true }),
    decide: (before) => {
      if (before === undefined) throw new Refusal('NOT_FOUND', 'No message with this id.');
      const after = change(before.value);
      return { write: async () => (await messages.change(before, after, now)).value };
    },
  });

/**
 * As `changeMessage`, for what may speak of a message that is no more.
 * @param change the new value; the same object when there is nothing to change
 */
export const changeMessageIfThere = (
  deps: { readonly messages: Pick<MessageStore, 'find' | 'change'>; readonly clock: Clock },
  { tenant, messageId }: { readonly tenant: string; readonly messageId: string },
  change: (message: MessageValue, now: number) => MessageValue,
): Promise<void> =>
  changeItem({
    item: `message ${messageId}`,
    read: () => deps.messages.find(tenant, messageId, { consistent: true }),
    decide: (before) => {
      const now = deps.clock.now();
      const after = before === undefined ? undefined : change(before.value, now);
      if (before === undefined || after === undefined || after === before.value) return { result: undefined };
      return {
        write: async () => {
          await deps.messages.change(before, after, now);
        },
      };
    },
  });
