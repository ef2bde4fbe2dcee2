/**
 * Gives a call its recording after the call was recorded or reported (D3): exchanges have the file later than the call.
 * A call has one recording, which stays; a repeat answers the same, whatever died in between.
 */
import { Refusal } from '#platform/errors.ts';
import { changeItem } from '#platform/table/change-item.ts';
import type { Action, Stored } from '#platform/table/kernel.ts';
import { familyOf } from '#shared/customers/entities.ts';
import type { ReadContact } from '#shared/customers/read-contact.ts';
import { findAttachments, shownAttachments, takeAttachments } from '#shared/messaging/attachments/take-attachments.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import type { RecordResultDeps } from './record-result.ts';

export interface AttachRecordingDeps {
  readonly messages: Pick<RecordResultDeps['messages'], 'find'> & {
    readonly change: (
      before: Stored<MessageValue>,
      after: MessageValue,
      now: number,
      actions: readonly Action[],
    ) => Promise<unknown>;
  };
  readonly readContact: ReadContact;
  readonly recordings: RecordResultDeps['recordings'];
  readonly clock: RecordResultDeps['clock'];
}

export interface AttachRecording {
  readonly tenant: string;
  readonly customerId: string;
  readonly messageId: string;
  readonly attachmentId: string;
}

/** A follow-up without a call has nothing to be played. */
const isCall = ({ channel, result, erasedAt }: MessageValue): boolean =>
  channel === 'call' && result?.withCall !== false && erasedAt === undefined;

/**
 * @throws Refusal NOT_FOUND, also for a call of another customer or company; RECORDING_EXISTS; ATTACHMENT_NOT_FOUND,
 *   ATTACHMENT_NOT_UPLOADED, ATTACHMENT_CONTENT
 */
export const attachRecording = async (
  deps: AttachRecordingDeps,
  { tenant, customerId, messageId, attachmentId }: AttachRecording,
): Promise<{ messageId: string; recordingId: string }> => {
  const contact = await deps.readContact(tenant, customerId, { consistent: true });
  const customerIds: readonly string[] = contact === undefined ? [] : familyOf(contact.customer);
  const attached = { messageId, recordingId: attachmentId };
  return changeItem({
    item: `recording of call ${messageId}`,
    read: () => deps.messages.find(tenant, messageId, { consistent: true }),
    decide: async (before) => {
      if (before === undefined || !customerIds.includes(before.value.customerId) || !isCall(before.value)) {
        throw new Refusal('NOT_FOUND', 'The conversation has no call with this id.');
      }
      const [known] = before.value.attachments;
      if (known?.attachmentId === attachmentId) return { result: attached };
      if (known !== undefined) throw new Refusal('RECORDING_EXISTS', 'The call already has a recording.');
      const wanted = { tenant, ids: [attachmentId], purpose: 'recording' as const, customerIds };
      const files = await takeAttachments(deps.recordings, await findAttachments(deps.recordings, wanted));
      const { result } = before.value;
      const after: MessageValue = {
        ...before.value,
        attachments: shownAttachments(files),
        result: result === null ? null : { ...result, recordingId: attachmentId },
      };
      const write = async () => {
        await deps.messages.change(before, after, deps.clock.now(), deps.recordings.bind(files, messageId));
        return attached;
      };
      return { write };
    },
  });
};
