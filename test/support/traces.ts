/** Looks for a person in every byte that is kept: the table with its indexes, the bucket with all versions, and logs. */
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';

interface Kept {
  readonly client: DynamoDBDocumentClient;
  /** Name of the table. */
  readonly name: string;
  readonly s3: S3Client;
  readonly bucket: string;
}

/** What stands where: texts as JSON, files by their bytes. */
export const readEverything = async ({ client, name, s3, bucket }: Kept): Promise<Map<string, string>> => {
  const found = new Map<string, string>();
  for (const IndexName of [undefined, 'GSI1', 'GSI2', 'GSI3', 'GSI4']) {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await client.send(new ScanCommand({ TableName: name, IndexName, ExclusiveStartKey }));
      for (const item of page.Items ?? [])
        found.set(`${IndexName ?? 'table'} ${item.pk} ${item.sk}`, JSON.stringify(item));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (next !== undefined) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: '', ...next }),
    );
    for (const { Key, VersionId } of page.Versions ?? []) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      found.set(`file ${Key} ${VersionId}`, Buffer.from(bytes).toString('latin1'));
    }
    for (const { Key } of page.DeleteMarkers ?? []) found.set(`marker ${Key}`, String(Key));
    next =
      page.IsTruncated === true
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
  }
  return found;
};

/** The spellings in which texts stand in items and files. */
export const spellingsOf = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1), Buffer.from(text, 'utf8').toString('latin1')]);

/** Places where any of the spellings stands, in capitals or not. */
export const tracesIn = (found: ReadonlyMap<string, string>, spellings: readonly string[]): readonly string[] =>
  [...found]
    .filter(([place, text]) => {
      const all = `${place} ${text}`.toLowerCase();
      return spellings.some((spelling) => all.includes(spelling.toLowerCase()));
    })
    .map(([place]) => place);
