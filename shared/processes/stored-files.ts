/** Files of processes in S3. */
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type StoredFiles, UploadGone } from './ports.ts';

/** What is needed of an S3 client; tests wrap it to inject faults at this border. */
export type ObjectPort = Pick<S3Client, 'send'>;

const isGone = (error: unknown): boolean => error instanceof Error && error.name === 'NoSuchUpload';

/** S3 says "access denied" for a missing object to whoever may not list the bucket, and our workers may not. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'AccessDenied');

/** @param client with `requestChecksumCalculation: 'WHEN_REQUIRED'`: the worker proves files by reading them back */
export const createStoredFiles = (client: ObjectPort, bucket: string): StoredFiles => ({
  async put(key, contentType, bytes) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: contentType, Body: bytes }));
  },
  async begin(key, contentType) {
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType }),
    );
    if (UploadId === undefined) throw new Error('S3 began an upload without an id.');
    return UploadId;
  },
  async putPart(key, uploadId, number, bytes) {
    try {
      const { ETag } = await client.send(
        new UploadPartCommand({ Bucket: bucket, Key: key, UploadId: uploadId, PartNumber: number, Body: bytes }),
      );
      if (ETag === undefined) throw new Error('S3 stored a part without an ETag.');
      return ETag;
    } catch (error) {
      throw isGone(error) ? new UploadGone() : error;
    }
  },
  async complete(key, uploadId, parts) {
    try {
      await client.send(
        new CompleteMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          MultipartUpload: { Parts: parts.map(({ etag }, index) => ({ PartNumber: index + 1, ETag: etag })) },
        }),
      );
    } catch (error) {
      throw isGone(error) ? new UploadGone() : error;
    }
  },
  async read(key) {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      // The SDK's type covers browsers as well; in Node it is a stream of buffers.
      return Body === undefined ? undefined : (Body as AsyncIterable<Uint8Array>);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
});
