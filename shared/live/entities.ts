/** Open connections, and the feed of what changed: what the WebSocket needs to lie in the table. */
import * as z from 'zod';
import { LiveEventSchema } from '#contract/live.ts';
import { defineEntity, type Item } from '#platform/table/kernel.ts';
import { keyPart, tenantKey, timeKey } from '#platform/table/keys.ts';

const ConnectionSchema = z.object({
  connectionId: z.string(),
  /** Company and user of the verified access token. */
  tenant: z.string(),
  userId: z.string(),
  /** Epoch ms. */
  connectedAt: z.number(),
  /** Epoch ms at which the token ends: nothing is sent after it. */
  tokenEndsAt: z.number(),
  /** The user sees only the customers that are assigned to them: nothing else is told (MA13). */
  ownCustomersOnly: z.literal(true).exactOptional(),
});
export type ConnectionValue = z.infer<typeof ConnectionSchema>;

/** API Gateway ends every connection after two hours (WebSocket quotas), whatever the token says. */
const longestConnectionMs = 2 * 3_600_000;

/** Nobody needs the item after this: epoch seconds. The time of the token is compared where it matters. */
const connectionExpiry = ({ connectedAt, tokenEndsAt }: ConnectionValue): number =>
  Math.ceil(Math.min(tokenEndsAt, connectedAt + longestConnectionMs) / 1000);

/** A connection among those of its company: one query gives all to whom something is to be sent. */
export const Connection = defineEntity({
  type: 'connection',
  version: 1,
  schema: ConnectionSchema,
  keys: (connection) => ({
    ...connectionKey(connection.tenant, connection.connectionId),
    expiresAt: connectionExpiry(connection),
  }),
});
export const connectionPartition = (tenant: string) => tenantKey(tenant, 'WS');
export const connectionKey = (tenant: string, connectionId: string) => ({
  pk: connectionPartition(tenant),
  sk: keyPart(connectionId),
});

/**
 * The same by its id alone. API Gateway hands on the authorizer's words to `$connect`; that later events have them too
 * is written nowhere, so the company of a connection is kept here and taken from nothing that a client sends.
 */
export const ConnectionOwner = defineEntity({
  type: 'connectionOwner',
  version: 1,
  schema: ConnectionSchema,
  keys: (connection) => ({ ...ownerKey(connection.connectionId), expiresAt: connectionExpiry(connection) }),
});
export const ownerKey = (connectionId: string) => ({ pk: `WS#${keyPart(connectionId)}`, sk: 'CONNECTION' });

/** How long a client may be away and still be told everything, ms. */
export const feedLifeMs = 86_400_000;

/** What changed in one company in one batch of the stream. `at` (epoch ms) is its place in the feed. */
export const FeedEntry = defineEntity({
  type: 'feedEntry',
  version: 1,
  schema: z.object({
    tenant: z.string(),
    at: z.number(),
    /** Tells entries of the same millisecond apart. */
    entryId: z.string(),
    events: z.array(LiveEventSchema),
  }),
  keys: (entry) => ({
    pk: feedPartition(entry.tenant),
    sk: `${timeKey(entry.at)}#${entry.entryId}`,
    expiresAt: Math.ceil((entry.at + feedLifeMs) / 1000),
  }),
  // As text: a map in DynamoDB costs some bytes more for each of its fields.
  pack: ({ events, ...entry }): Item => ({ ...entry, events: JSON.stringify(events) }),
  unpack: (item) => ({ ...item, events: JSON.parse(String(item.events)) }),
});
export type FeedEntryValue = z.infer<typeof FeedEntry.schema>;
export const feedPartition = (tenant: string) => tenantKey(tenant, 'LIVE');
/** Sort keys of the feed from a time on. */
export const feedFrom = (from: number) => ({ from: timeKey(from), to: '~' });
