/**
 * What each index carries beside its keys. The kernel needs the keys alone; what stands in an index follows from the
 * fields that are declared as `indexed`.
 */
import { inboxRowAttribute, tableIndexes } from '#platform/table/indexes.ts';
import { attributesOf } from '#platform/table/named-fields.ts';
import { messageFields, registerNames } from '#shared/messaging/ledger/message-fields.ts';

export interface ProjectedIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** `keys`: keys only; otherwise the attributes that are copied into the index. */
  readonly projection: 'keys' | readonly string[];
}

const [register, failures, due, providerIds] = tableIndexes;

/**
 * The first carries the rows of the register, so that the register and the night reports are read without touching the
 * base items; the first two carry a conversation's row, which no other item has.
 */
export const projectedIndexes = [
  { ...register, projection: ['type', ...attributesOf(messageFields, registerNames), inboxRowAttribute] },
  { ...failures, projection: [inboxRowAttribute] },
  { ...due, projection: 'keys' },
  { ...providerIds, projection: 'keys' },
] as const satisfies readonly ProjectedIndex[];
