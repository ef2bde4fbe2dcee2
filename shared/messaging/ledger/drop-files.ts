/** Takes the files off a message that keeps its words: attachments, or the recording of a call (ADR 67). */
import { changeItem } from '#platform/table/change-item.ts';
import { releaseAttachments } from '../attachments/release-attachments.ts';
import type { EraseMessageDeps } from './erase-message.ts';
import { isWaiting } from './transition.ts';

/**
 * May be repeated after a crash at any point: files go before the message forgets them.
 * @returns false while it waits or a worker holds it: it may still be sent with them
 * @throws ChangeGivenUp
 */
export const dropFiles = (
  deps: EraseMessageDeps,
  { tenant, messageId, now }: { readonly tenant: string; readonly messageId: string; readonly now: number },
): Promise<boolean> =>
  changeItem({
    item: `message ${messageId}`,
    read: () => deps.messages.find(tenant, messageId, { consistent: true }),
    decide: (before) => {
      if (before === undefined || before.value.attachments.length === 0) return { result: true };
      const { value } = before;
      if (value.phase === 'sending' || isWaiting(value)) return { result: false };
      const result = value.result === null ? null : { ...value.result, recordingId: null };
      return {
        write: async () => {
          await releaseAttachments(deps, value);
          await deps.messages.change(before, { ...value, attachments: [], result }, now);
          return true;
        },
      };
    },
  });
