/** Upload forms for S3: one key, one size, one type, five minutes (reliability §4.2 "Upload bombs", §5.6 #141, #142). */
import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';

const lifeSeconds = 300;

export interface UploadForm {
  readonly url: string;
  readonly fields: Record<string, string>;
}

/** Makes a pre-signed POST; calls nobody. `size` in bytes: what is announced is what S3 takes. */
export type SignUpload = (request: {
  readonly key: string;
  readonly size: number;
  readonly signedAt: number;
}) => Promise<UploadForm>;

export const createSignUpload =
  (client: S3Client, bucket: string): SignUpload =>
  async ({ key, size }) => {
    const fields = { 'Content-Type': 'text/csv' };
    const form = await createPresignedPost(client, {
      Bucket: bucket,
      Key: key,
      Fields: fields,
      Conditions: [
        ['content-length-range', size, size],
        ['eq', '$Content-Type', 'text/csv'],
      ],
      Expires: lifeSeconds,
    });
    return { url: form.url, fields: form.fields };
  };
