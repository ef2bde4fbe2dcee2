/**
 * Keeps the files of a received message: by what they are, within limits, under ids that follow from the message, so
 * that a repeat overwrites them with the same. What is refused is listed with its reason and is nowhere to be had.
 */
import type { Attachment } from '#contract/attachments.ts';
import type { RefusedFile } from '#contract/received.ts';
import type { RefusalReason } from '#contract/received-words.ts';
import { keyedHash } from '#platform/ids.ts';
import { fileKindOf, mailKindOf } from './file-kind.ts';
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

/** A file as it came. */
export interface ReceivedFile {
  readonly fileName: string | null;
  /** A mail inside of a mail. */
  readonly isMail?: boolean;
  readonly read: () => Uint8Array;
}

/** Puts a mail, as it lies in the bucket, where attachments are downloaded from; a repeat changes nothing. */
export type KeepOriginal = (file: {
  readonly tenant: string;
  readonly attachmentId: string;
  readonly fileName: string;
  readonly contentType: string;
  /** Where it lies, and its bytes. */
  readonly key: string;
  readonly size: number;
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
  files: readonly ReceivedFile[],
  withheld?: RefusalReason,
): Promise<KeptFiles> => {
  const { tenant, token } = message;
  const attachments: Attachment[] = [];
  const refused: RefusedFile[] = [];
  for (const [position, { fileName, isMail = false, read }] of files.entries()) {
    // One after the other: what was kept, or refused, is let go before the next is decoded.
    const bytes = read();
    const refuse = (reason: RefusalReason) => {
      if (refused.length < maxListed)
        refused.push({ fileName: refusedNameOf(fileName), size: bytes.byteLength, reason });
    };
    if (withheld !== undefined) refuse(withheld);
    else if (bytes.byteLength === 0) refuse('EMPTY');
    else if (bytes.byteLength > receivedLimits.bytes) refuse('TOO_LARGE');
    else if (attachments.length === receivedLimits.files) refuse('TOO_MANY');
    else {
      const kind = isMail ? mailKindOf(bytes) : await fileKindOf(bytes);
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

/** Name under which a mail that was not read is downloaded. */
const originalName = 'correo-original.eml';

/** Keeps a whole mail without reading it. */
export const keepOriginal = async (
  keep: KeepOriginal,
  { tenant, token }: { readonly tenant: string; readonly token: string },
  { key, size }: { readonly key: string; readonly size: number },
  withheld?: RefusalReason,
): Promise<KeptFiles> => {
  const fileName = originalName;
  if (withheld !== undefined) return { attachments: [], refused: [{ fileName, size, reason: withheld }] };
  const attachmentId = receivedFileId(tenant, token, 0);
  return {
    attachments: [await keep({ tenant, attachmentId, fileName, contentType: 'message/rfc822', key, size })],
    refused: [],
  };
};
