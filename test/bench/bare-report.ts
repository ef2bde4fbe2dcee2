/** The least that any program must do for the rows of a report: query, join, upload. Knows nothing of the product. */
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';

export const bucket = 'contacta-bench-files';

/** @param endpoint of the local S3 */
export const openObjects = (endpoint: string): S3Client =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });

const partBytes = 8 * 1024 * 1024;

const lineOf = (item: Record<string, unknown>): string =>
  `${Object.values(item)
    .map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))
    .join(',')}\n`;

/** Reads the rows and stores their values, without order, meaning, proof or resumption. */
export const runBare = async (
  { client, tableName, objects }: { client: DynamoDBDocumentClient; tableName: string; objects: S3Client },
  partitions: readonly string[],
): Promise<void> => {
  const target = { Bucket: bucket, Key: 'bare/report.csv' };
  const { UploadId } = await objects.send(new CreateMultipartUploadCommand(target));
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  let pieces: Buffer[] = [];
  let size = 0;
  const store = async (): Promise<void> => {
    const PartNumber = parts.length + 1;
    const Body = Buffer.concat(pieces);
    const { ETag } = await objects.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }));
    parts.push({ PartNumber, ETag });
    pieces = [];
    size = 0;
  };
  for (const partition of partitions) {
    let after: QueryCommandOutput['LastEvaluatedKey'];
    do {
      const page: QueryCommandOutput = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: 'GSI1',
          KeyConditionExpression: 'g1pk = :pk',
          ExpressionAttributeValues: { ':pk': partition },
          ExclusiveStartKey: after,
        }),
      );
      const text = Buffer.from((page.Items ?? []).map(lineOf).join(''));
      pieces.push(text);
      size += text.length;
      after = page.LastEvaluatedKey;
      if (size >= partBytes) await store();
    } while (after !== undefined);
  }
  if (size > 0) await store();
  await objects.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }));
};
