/** Files of messages that come in: raw mail that SES wrote, media, and what is kept of them (bucket of the files). */
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { FilesPort } from '#platform/client-ports.ts';

export interface KeptFile {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

export interface ReceivedFiles {
  readonly bucket: string;
  /**
   * The file up to `limit` bytes.
   * @returns `bytes` null when it is longer, and nothing was loaded; undefined when there is no such file
   */
  read(key: string, limit: number): Promise<{ readonly size: number; readonly bytes: Uint8Array | null } | undefined>;
  /** Its first bytes, fewer where it is shorter. */
  readHead(key: string, length: number): Promise<Uint8Array>;
  /** Writes the file; the same key again overwrites it with the same. */
  write(key: string, bytes: Uint8Array | string, contentType: string): Promise<void>;
  /** Copies a file inside of the bucket; nothing of it is loaded. */
  copy(from: string, to: string, contentType: string): Promise<void>;
  list(prefix: string): Promise<readonly KeptFile[]>;
}

/** A longer file goes in parts of this size, bytes; S3's smallest is 5 MiB. */
const partBytes = 8 * 1_048_576;

/** What is left of an upload that breaks off is deleted by the bucket's rule after a day. */
const writeParts = async (
  { client, bucket }: { client: FilesPort; bucket: string },
  key: string,
  bytes: Uint8Array,
  contentType: string,
): Promise<void> => {
  const target = { Bucket: bucket, Key: key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ContentType: contentType }));
  const parts: CompletedPart[] = [];
  for (let start = 0; start < bytes.length; start += partBytes) {
    const PartNumber = parts.length + 1;
    const Body = bytes.subarray(start, start + partBytes);
    const { ETag } = await client.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }));
    parts.push({ PartNumber, ETag });
  }
  await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }));
};

export const createReceivedFiles = (options: { client: FilesPort; bucket: string }): ReceivedFiles => {
  const { client, bucket } = options;
  return {
    bucket,
    async read(key, limit) {
      try {
        const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        if (ContentLength <= limit)
          return { size: ContentLength, bytes: (await Body?.transformToByteArray()) ?? new Uint8Array() };
        // Nothing of it is wanted: the connection is given up instead of reading to the end.
        if (Body !== undefined && 'destroy' in Body) Body.destroy();
        return { size: ContentLength, bytes: null };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async readHead(key, length) {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=0-${length - 1}` }),
      );
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    },
    async write(key, bytes, contentType) {
      if (bytes.length > partBytes)
        return writeParts(options, key, typeof bytes === 'string' ? Buffer.from(bytes) : bytes, contentType);
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType }));
    },
    async copy(from, to, contentType) {
      await client.send(
        new CopyObjectCommand({
          Bucket: bucket,
          Key: to,
          CopySource: `${bucket}/${from.split('/').map(encodeURIComponent).join('/')}`,
          MetadataDirective: 'REPLACE',
          ContentType: contentType,
        }),
      );
    },
    async list(prefix) {
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 10 }),
      );
      return Contents.flatMap(({ Key, Size }) => (Key === undefined ? [] : [{ key: Key, size: Size ?? 0 }]));
    },
  };
};
