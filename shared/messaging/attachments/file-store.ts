/** The files of attachments in the bucket. Loaded by functions that read or write them; links are made elsewhere. */
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { FilesPort } from '#platform/client-ports.ts';

/** Bytes at the beginning of a file that tell its type. */
const headBytes = 65_536;

/** An uploaded file as far as it was read. */
export interface UploadedFile {
  readonly bytes: Uint8Array;
  /** Size of the whole file in bytes. */
  readonly size: number;
  /** Tells this upload from a later one under the same key. */
  readonly etag: string;
}

export interface AttachmentFiles {
  /** The beginning of a file, or all of it; undefined when nothing was uploaded. */
  look(key: string, options: { readonly whole: boolean }): Promise<UploadedFile | undefined>;
  /** Moves what `look` saw to its place for good; what was uploaded over it meanwhile is not taken. */
  keep(from: string, to: string, file: { readonly etag: string; readonly contentType: string }): Promise<void>;
  /** The whole file; undefined when it is not there any more. */
  read(key: string): Promise<Uint8Array | undefined>;
  write(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  delete(key: string): Promise<void>;
}

const sizeOf = (range: string | undefined, length: number | undefined): number => {
  const total = /\/(\d+)$/.exec(range ?? '')?.[1];
  return total === undefined ? (length ?? 0) : Number(total);
};

export const createAttachmentFiles = (client: FilesPort, bucket: string): AttachmentFiles => {
  const get = async (key: string, range?: string) => {
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }));
    return { ...answer, bytes: (await answer.Body?.transformToByteArray()) ?? new Uint8Array() };
  };
  return {
    async look(key, { whole }) {
      try {
        const answer = await get(key, whole ? undefined : `bytes=0-${headBytes - 1}`);
        return {
          bytes: answer.bytes,
          size: sizeOf(answer.ContentRange, answer.ContentLength),
          etag: answer.ETag ?? '',
        };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async keep(from, to, { etag, contentType }) {
      await client.send(
        new CopyObjectCommand({
          Bucket: bucket,
          Key: to,
          CopySource: `${bucket}/${from.split('/').map(encodeURIComponent).join('/')}`,
          CopySourceIfMatch: etag,
          MetadataDirective: 'REPLACE',
          ContentType: contentType,
        }),
      );
    },
    async read(key) {
      try {
        return (await get(key)).bytes;
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async write(key, bytes, contentType) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType }));
    },
    async delete(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
};
