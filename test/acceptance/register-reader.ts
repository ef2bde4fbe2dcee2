/**
 * Reads what an import has left in the table by itself: plain SDK calls over the whole local table, the names of the
 * attributes as they stand there, nothing of the product.
 */
import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/** Attributes of a message that a row of the file decides (docs/decisions/0005-packed-messages.md). */
const StoredSchema = z.looseObject({
  pk: z.string(),
  sk: z.string(),
  /** Document of the customer: type, number. */
  dc: z.object({ type: z.string(), number: z.string() }),
  ch: z.string(),
  to: z.string(),
  st: z.string(),
  /** Epoch ms. */
  se: z.number().optional(),
  su: z.string(),
});
export type StoredMessage = z.infer<typeof StoredSchema>;

/** What differs between two imports of the same bytes: which import it was, and when it was learnt. */
const ofThisRun = new Set(['ac', 'processId']);
const withoutRun = (name: string, value: unknown): unknown => {
  if (ofThisRun.has(name)) return undefined;
  // A fact: kind, when it happened, how much later it was learnt, rest.
  if (Array.isArray(value) && typeof value[0] === 'string' && typeof value[2] === 'number')
    return value.toSpliced(2, 1);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  // DynamoDB keeps no order of names.
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

/** @returns every message of the table, in the order of the keys */
export const readRegister = async (input: {
  readonly endpoint: string;
  readonly tableName: string;
}): Promise<readonly StoredMessage[]> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: input.endpoint, region: 'us-east-1', credentials }),
  );
  const messages: StoredMessage[] = [];
  const pages = paginateScan({ client }, { TableName: input.tableName, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (const item of Items) if (item.type === 'message') messages.push(StoredSchema.parse(item));
  }
  client.destroy();
  messages.sort((a, b) => (a.pk === b.pk ? (a.sk < b.sk ? -1 : 1) : a.pk < b.pk ? -1 : 1));
  return messages;
};

/** What of a message must be the same in two imports of the same bytes, as text. */
export const textOf = (message: StoredMessage): string => JSON.stringify(message, withoutRun);

export const hashOf = (messages: readonly StoredMessage[]): string => {
  const digest = createHash('sha256');
  for (const message of messages) digest.update(`${textOf(message)}\n`);
  return digest.digest('hex');
};
