/**
 * Keeps the files of a received message: by what they are, within limits, under ids that follow from the message, so
 * that a repeat overwrites them with the same. What is refused is listed with its reason and is nowhere to be had.
 */
import type { Attachment } from '#contract/attachments.ts';
import type { RefusedFile } from '#contract/received.ts';
import type { RefusalReason } from '#contract/received-words.ts';
import { keyedHash } from '#platform/ids.ts';
import { fileKindOf } from './file-kind.ts';
import { fileNameOf, refusedNameOf } from './file-name.ts';

/** Most files of one message, and largest one in bytes. */
export const receivedLimits = { files: 20, bytes: 25 * 1_048_576 } as const;

/** Refused files that are listed one by one; a mail of ten thousand parts is only made to fill a table. */
const maxListed = 20;

/** Puts one file where attachments are downloaded from; a repeat changes nothing. */
export type KeepFile = (file: {
  readonly tenant: string;
  readonly attachmentId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}) => Promise<Attachment>;

export interface KeptFiles {
  readonly attachments: readonly Attachment[];
  readonly refused: readonly RefusedFile[];
}

/** Id of the n-th file of a message. */
export const receivedFileId = (tenant: string, token: string, position: number): string =>
  keyedHash('received-file', `${tenant}\n${token}\n${position}`, 160);

/** @param withheld why none of them may be kept, for example a virus */
export const keepFiles = async (
  keep: KeepFile,
  message: { readonly tenant: string; readonly token: string },
  files: readonly { readonly fileName: string | null; readonly bytes: Uint8Array }[],
  withheld?: RefusalReason,
): Promise<KeptFiles> => {
  const { tenant, token } = message;
  const attachments: Attachment[] = [];
  const refused: RefusedFile[] = [];
  for (const [position, { fileName, bytes }] of files.entries()) {
    const refuse = (reason: RefusalReason) => {
      if (refused.length < maxListed)
        refused.push({ fileName: refusedNameOf(fileName), size: bytes.byteLength, reason });
    };
    if (withheld !== undefined) refuse(withheld);
    else if (bytes.byteLength === 0) refuse('EMPTY');
    else if (bytes.byteLength > receivedLimits.bytes) refuse('TOO_LARGE');
    else if (attachments.length === receivedLimits.files) refuse('TOO_MANY');
    else {
      const kind = await fileKindOf(bytes);
      if (kind === null) refuse('TYPE_NOT_ALLOWED');
      else {
        const kept = await keep({
          tenant,
          attachmentId: receivedFileId(tenant, token, position),
          fileName: fileNameOf(fileName, kind),
          contentType: kind.contentType,
          bytes,
        });
        attachments.push(kept);
      }
    }
  }
  return { attachments, refused };
};
