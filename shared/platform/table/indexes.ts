/**
 * Names of the table's keys and indexes, once for the kernel and for CDK (design §5).
 *
 * GSI1 (`g1` in an entity’s keys, and so on) carries the fields of a register row, so that the register and the night reports are read without touching the
 * base items; GSI1 and GSI2 (failures and unknown outcomes, customers) carry a conversation's row, which no other item has; G3 (everything that waits for a
 * time) and G4 (provider id → message) carry keys only.
 */

/** Attribute that holds a conversation, packed (shared/conversations/entities.ts): the inbox is read from the indexes alone. */
export const inboxRowAttribute = 'ir';

/**
 * Attributes of a register row in the short names of shared/messaging/message-codec.ts, projected into G1. What a
 * claim changes (attempts, phase) is left out on purpose: a claim then costs no index write.
 */
const registerRowAttributes = [
  'type',
  'cn',
  'dc',
  'ad',
  'to',
  'ch',
  'di',
  'pu',
  'or',
  'tp',
  'su',
  'pv',
  'st',
  'fa',
  'ac',
  'sa',
  'se',
  'av',
  'sg',
  'po',
  'so',
  'pm',
  'rs',
] as const;

export interface TableIndex {
  readonly name: 'GSI1' | 'GSI2' | 'GSI3' | 'GSI4';
  readonly partitionKey: string;
  readonly sortKey: string;
  /** `keys`: keys only; otherwise the attributes that are copied into the index. */
  readonly projection: 'keys' | readonly string[];
}

export const tableIndexes = [
  {
    name: 'GSI1',
    partitionKey: 'g1pk',
    sortKey: 'g1sk',
    projection: [...registerRowAttributes, inboxRowAttribute],
  },
  { name: 'GSI2', partitionKey: 'g2pk', sortKey: 'g2sk', projection: [inboxRowAttribute] },
  { name: 'GSI3', partitionKey: 'g3pk', sortKey: 'g3sk', projection: 'keys' },
  { name: 'GSI4', partitionKey: 'g4pk', sortKey: 'g4sk', projection: 'keys' },
] as const satisfies readonly TableIndex[];

export type IndexName = (typeof tableIndexes)[number]['name'];

/** Attribute with the expiry in epoch seconds; DynamoDB deletes late, so readers compare the time (reliability §0.5). */
export const timeToLiveAttribute = 'expiresAt';
