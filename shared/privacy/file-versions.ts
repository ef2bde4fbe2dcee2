/** Files of the bucket with all that is left of them: a version that was overwritten or deleted is there for 30 days more. */
import {
  type DeleteMarkerEntry,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { FilesPort } from '#platform/client-ports.ts';

export interface FileVersion {
  readonly key: string;
  readonly versionId: string;
  /** A deletion that was noted; it has no content. */
  readonly isMarker: boolean;
  readonly isLatest: boolean;
}

export interface VersionPage {
  readonly versions: readonly FileVersion[];
  /** Where the next page begins. */
  readonly next?: { readonly key: string; readonly versionId: string };
}

export interface FileVersions {
  /** A page of everything under a prefix, 1,000 at most. @param after without a version: behind all versions of the key */
  list(prefix: string, after?: { readonly key: string; readonly versionId?: string }): Promise<VersionPage>;
  read(version: FileVersion): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Deletes every version under a prefix. @returns how many there were */
  remove(prefix: string): Promise<number>;
  removeVersion(version: FileVersion): Promise<void>;
  write(key: string, contentType: string, bytes: Uint8Array): Promise<void>;
}

/** As S3 lists a version or a deletion. */
type Listed = Pick<DeleteMarkerEntry, 'Key' | 'VersionId' | 'IsLatest'>;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NoSuchVersion');

export const createFileVersions = (client: FilesPort, bucket: string): FileVersions => {
  const list: FileVersions['list'] = async (prefix, after) => {
    const answer = await client.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        KeyMarker: after?.key,
        VersionIdMarker: after?.versionId,
      }),
    );
    const versionOf =
      (isMarker: boolean) =>
      ({ Key: key = '', VersionId: versionId = 'null', IsLatest: isLatest = false }: Listed): FileVersion => ({
        key,
        versionId,
        isMarker,
        isLatest,
      });
    const versions = [
      ...(answer.Versions ?? []).map(versionOf(false)),
      ...(answer.DeleteMarkers ?? []).map(versionOf(true)),
    ];
    if (answer.IsTruncated !== true) return { versions };
    const { NextKeyMarker: key = '', NextVersionIdMarker: versionId = 'null' } = answer;
    return { versions, next: { key, versionId } };
  };
  const removeVersion: FileVersions['removeVersion'] = async ({ key, versionId }) => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  };
  return {
    list,
    removeVersion,
    async read({ key, versionId }) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
        // The SDK's type covers browsers as well; in Node it is a stream of buffers.
        return Body === undefined ? undefined : (Body as AsyncIterable<Uint8Array>);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async remove(prefix) {
      let removed = 0;
      let next: VersionPage['next'];
      do {
        const page = await list(prefix, next);
        // What is deleted is not listed again, so the next page begins at the same place.
        for (const version of page.versions) await removeVersion(version);
        removed += page.versions.length;
        next = page.next;
      } while (next !== undefined);
      return removed;
    },
    async write(key, contentType, bytes) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: contentType, Body: bytes }));
    },
  };
};
