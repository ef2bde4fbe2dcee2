/**
 * Gives a call its recording after the call was recorded or reported (D3): exchanges have the file later than the call.
 * A call has one recording, which stays; a repeat answers the same, whatever died in between.
 */
import { Refusal } from '#platform/errors.ts';
import { backOff } from '#platform/table/contention.ts';
import { ConditionFailed } from '#platform/table/faults.ts';
import type { Action, Stored } from '#platform/table/kernel.ts';
import { findAttachments, shownAttachments, takeAttachments } from '#shared/messaging/attachments/take-attachments.ts';
import type { MessageValue } from '#shared/messaging/entities.ts';
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
  readonly recordings: RecordResultDeps['recordings'];
  readonly clock: RecordResultDeps['clock'];
}

export interface AttachRecording {
  readonly tenant: string;
  readonly customerId: string;
  readonly messageId: string;
  readonly attachmentId: string;
}

/** Tries against other changes of the message. */
const attempts = 8;

/** A management without a call has nothing to be played. */
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
  for (let attempt = 1; ; attempt += 1) {
    const before = await deps.messages.find(tenant, messageId, { consistent: true });
    if (before?.value.customerId !== customerId || !isCall(before.value)) {
      throw new Refusal('NOT_FOUND', 'The conversation has no call with this id.');
    }
    const [known] = before.value.attachments;
    if (known?.attachmentId === attachmentId) return { messageId, recordingId: attachmentId };
    if (known !== undefined) throw new Refusal('RECORDING_EXISTS', 'The call has its recording already.');
    const wanted = { tenant, ids: [attachmentId], purpose: 'recording' as const, customerId };
    const files = await takeAttachments(deps.recordings, await findAttachments(deps.recordings, wanted));
    const { result } = before.value;
    const after: MessageValue = {
      ...before.value,
      attachments: shownAttachments(files),
      result: result === null ? null : { ...result, recordingId: attachmentId },
    };
    try {
      await deps.messages.change(before, after, deps.clock.now(), deps.recordings.bind(files, messageId));
      return { messageId, recordingId: attachmentId };
    } catch (error) {
      if (!(error instanceof ConditionFailed) || attempt === attempts) throw error;
      await backOff(attempt);
    }
  }
};
