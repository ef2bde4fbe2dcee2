/** Raw events that are too long for the table, as files of the bucket (reliability §5.6 #108). */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { FilesPort } from '#platform/client-ports.ts';

export interface RawFiles {
  /** Writes the text under the key; the same text again overwrites itself. */
  put(key: string, text: string): Promise<void>;
}

export const createRawFiles = ({ client, bucket }: { client: FilesPort; bucket: string }): RawFiles => ({
  async put(key, text) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: 'application/json' }));
  },
});
