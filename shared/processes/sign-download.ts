/** Pre-signed downloads from the files bucket. */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { attachmentNamed } from '#platform/content-disposition.ts';
import type { SignDownload } from './link-file.ts';

/** The browser is told to store the file, never to show it: a report holds texts that customers wrote (ASVS 1.3). */
export const createSignDownload =
  (client: S3Client, bucket: string): SignDownload =>
  ({ key, fileName, contentType, signedAt, lifeMs }) =>
    getSignedUrl(
      client,
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentDisposition: attachmentNamed(fileName),
        ResponseContentType: contentType,
      }),
      { expiresIn: lifeMs / 1000, signingDate: new Date(signedAt) },
    );
