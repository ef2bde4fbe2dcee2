/**
 * Names of the table's keys and indexes, once for the kernel and for CDK (design §5). What an index carries beside its
 * keys: `lib/index-projections.ts`.
 */

/** Attribute that holds a conversation, packed (shared/conversations/entities.ts): the inbox is read from the indexes alone. */
export const inboxRowAttribute = 'ir';

export const tableIndexes = [
  { name: 'GSI1', partitionKey: 'g1pk', sortKey: 'g1sk' },
  { name: 'GSI2', partitionKey: 'g2pk', sortKey: 'g2sk' },
  { name: 'GSI3', partitionKey: 'g3pk', sortKey: 'g3sk' },
  { name: 'GSI4', partitionKey: 'g4pk', sortKey: 'g4sk' },
] as const;

export type IndexName = (typeof tableIndexes)[number]['name'];

/** Attribute with the expiry in epoch seconds; DynamoDB deletes late, so readers compare the time (reliability §0.5). */
export const timeToLiveAttribute = 'expiresAt';
