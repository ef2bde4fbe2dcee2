/** The uploaded file in the bucket: seen once, then read as exactly those bytes (F19; "replaced between validation and import"). */
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectPort } from '#shared/processes/stored-files.ts';

export interface Pin {
  readonly etag: string;
  /** Null where the bucket keeps no versions. */
  readonly versionId: string | null;
}

/** Other bytes stand under the key now, and the pinned ones are gone. */
export class UploadReplaced extends Error {
  constructor() {
    super('The upload was replaced.');
    this.name = 'UploadReplaced';
  }
}

export interface Uploads {
  /** What stands under the key; undefined while nothing does. */
  look(key: string): Promise<(Pin & { readonly size: number }) | undefined>;
  /** The bytes from `offset` on, piece by piece. @throws UploadReplaced */
  read(key: string, pin: Pin, offset: number): Promise<AsyncIterable<Uint8Array>>;
}

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;

async function* nothing(): AsyncGenerator<Uint8Array> {}

export const createUploads = (client: ObjectPort, bucket: string): Uploads => ({
  async look(key) {
    try {
      const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      if (head.ETag === undefined) throw new Error('S3 named no ETag.');
      return { etag: head.ETag, versionId: head.VersionId ?? null, size: head.ContentLength ?? 0 };
    } catch (error) {
      // S3 says "forbidden" for a missing object to whoever may not list the bucket.
      if (statusOf(error) === 404 || statusOf(error) === 403) return undefined;
      throw error;
    }
  },
  async read(key, { etag, versionId }, offset) {
    try {
      const { Body } = await client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          IfMatch: etag,
          ...(versionId === null ? {} : { VersionId: versionId }),
          ...(offset === 0 ? {} : { Range: `bytes=${offset}-` }),
        }),
      );
      // The SDK's type covers browsers as well; in Node it is a stream of buffers.
      return Body === undefined ? nothing() : (Body as AsyncIterable<Uint8Array>);
    } catch (error) {
      // Nothing stands behind the offset.
      if (statusOf(error) === 416) return nothing();
      if (statusOf(error) === 412 || statusOf(error) === 404) throw new UploadReplaced();
      throw error;
    }
  },
});
