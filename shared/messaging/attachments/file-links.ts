/** Signed uploads to and downloads from the bucket; signing calls nobody. */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { attachmentNamed } from '#platform/content-disposition.ts';

/** Life of a signed upload or link, ms; the bucket's policy refuses older signatures (reliability §4.2). */
export const signatureLifeMs = 300_000;

export interface FileLinks {
  /** A form that takes one file of this key and type, of 1 to `size` bytes; S3 itself refuses everything else. */
  upload(file: {
    readonly key: string;
    readonly contentType: string;
    readonly size: number;
  }): Promise<{ url: string; fields: Record<string, string> }>;
  /** @param signedAt epoch ms */
  download(file: {
    readonly key: string;
    readonly fileName: string;
    readonly contentType: string;
    readonly signedAt: number;
  }): Promise<string>;
  /** A link that a browser plays instead of storing: for audio alone, whose bytes were looked at. */
  play(file: { readonly key: string; readonly contentType: string; readonly signedAt: number }): Promise<string>;
}

export const createFileLinks = (client: S3Client, bucket: string): FileLinks => ({
  async upload({ key, contentType, size }) {
    return createPresignedPost(client, {
      Bucket: bucket,
      Key: key,
      Fields: { 'Content-Type': contentType },
      Conditions: [
        ['eq', '$key', key],
        ['eq', '$Content-Type', contentType],
        ['content-length-range', 1, size],
      ],
      Expires: signatureLifeMs / 1000,
    });
  },
  /** The browser is told to store the file, never to show it: anybody may have written it (ASVS 1.3). */
  async download({ key, fileName, contentType, signedAt }) {
    return getSignedUrl(
      client,
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentDisposition: attachmentNamed(fileName),
        ResponseContentType: contentType,
      }),
      { expiresIn: signatureLifeMs / 1000, signingDate: new Date(signedAt) },
    );
  },
  async play({ key, contentType, signedAt }) {
    return getSignedUrl(
      client,
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentDisposition: 'inline',
        ResponseContentType: contentType,
      }),
      { expiresIn: signatureLifeMs / 1000, signingDate: new Date(signedAt) },
    );
  },
});
