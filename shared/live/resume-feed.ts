/** Tells a client what it missed since its cursor, in order, then that it is up to date. */
import type { ServerFrame, SocketErrorCode } from '#contract/live.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { type ConnectionValue, type FeedEntryValue, feedLifeMs } from './entities.ts';
import { openPlace, overlapMs, sealPlace } from './feed-cursor.ts';
import { eventFrames } from './frames.ts';
import type { SocketGateway } from './gateway.ts';
import { customersOf, type FindAdvisors, ownEvents } from './own-events.ts';
import type { LiveStore } from './store.ts';

/** Entries, and events in them, that are told again at most: beyond that, reloading is quicker for everybody. */
const mostEntries = 200;
const mostEvents = 2_000;

/**
 * The connection is on the list since before the feed is read, so what is written after the reading is posted to it.
 * Frames that are posted meanwhile may overtake: a client keeps its old cursor until `ready` or `reset`.
 *
 * @returns the code of an error frame, or undefined when the client was told all
 */
export const resumeFeed = async (
  deps: {
    readonly live: LiveStore;
    readonly gateway: SocketGateway;
    readonly clock: Clock;
    readonly cursors: Cursors;
    readonly findAdvisors: FindAdvisors;
  },
  connection: ConnectionValue,
  cursor: string | undefined,
): Promise<SocketErrorCode | undefined> => {
  const { live, gateway, clock, cursors } = deps;
  const { tenant, connectionId, tokenEndsAt } = connection;
  const now = clock.now();
  const end = { cursor: sealPlace(cursors, tenant, now), expiresAt: isoTime(tokenEndsAt) };
  const post = async (frame: ServerFrame): Promise<boolean> => (await gateway.post(connectionId, frame)) === 'sent';

  if (cursor === undefined) return (await post({ type: 'ready', ...end })) ? undefined : 'INTERNAL';
  const place = openPlace(cursors, tenant, cursor);
  if (place === undefined) return 'CURSOR_INVALID';
  const from = place - overlapMs;
  // DynamoDB deletes expired entries when it likes: a feed that begins before its day is not relied upon.
  const missed = from > now - feedLifeMs ? await live.listEntries(tenant, from, mostEntries) : undefined;
  const count = missed?.reduce((sum, { events }) => sum + events.length, 0) ?? 0;
  if (missed === undefined || count > mostEvents) {
    return (await post({ type: 'reset', ...end })) ? undefined : 'INTERNAL';
  }
  const told = connection.ownCustomersOnly ? await ownEntries(deps, connection, missed) : missed;
  for (const frame of told.flatMap((entry) => framesOf(cursors, entry))) {
    if (!(await post(frame))) return 'INTERNAL';
  }
  return (await post({ type: 'ready', ...end })) ? undefined : 'INTERNAL';
};

const ownEntries = async (
  { findAdvisors }: { readonly findAdvisors: FindAdvisors },
  connection: ConnectionValue,
  entries: readonly FeedEntryValue[],
): Promise<readonly FeedEntryValue[]> => {
  const ids = customersOf(entries.flatMap(({ events }) => events));
  const advisors = await findAdvisors(connection.tenant, ids);
  return entries.map((entry) => ({ ...entry, events: [...ownEvents(connection, entry.events, advisors)] }));
};

const framesOf = (cursors: Cursors, { tenant, at, events }: FeedEntryValue): readonly ServerFrame[] =>
  eventFrames(events, { before: sealPlace(cursors, tenant, at - 1), place: sealPlace(cursors, tenant, at) });
