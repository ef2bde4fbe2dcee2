/**
 * Writes what changed in one company to its feed, then posts it to the company's connections. In this order: whoever
 * misses the post finds it in the feed.
 */
import type { LiveEvent } from '#contract/live.ts';
import type { Clock } from '#platform/clock.ts';
import type { Cursors } from '#platform/cursor.ts';
import { newId } from '#platform/ids.ts';
import { inParallel } from '#platform/in-parallel.ts';
import type { Log } from '#platform/log.ts';
import type { IsClosed } from '#shared/companies/is-closed.ts';
import { closeConnection } from './close-connection.ts';
import { hasTokenEnded } from './connection-limits.ts';
import type { ConnectionValue } from './entities.ts';
import { sealPlace } from './feed-cursor.ts';
import { eventFrames } from './frames.ts';
import type { SocketGateway } from './gateway.ts';
import { customersOf, type FindAdvisors, ownEvents } from './own-events.ts';
import type { LiveStore } from './store.ts';

/** Posts at a time. */
const width = 50;
/** Longest time for all posts of one entry, ms. Connections that were not reached by then are given up. */
const fanOutMs = 8_000;
/** A connection this young may still be shaking hands: it takes no frame yet and asks for what it missed, ms. */
const handshakeMs = 30_000;

export interface PublishDeps {
  readonly live: LiveStore;
  readonly gateway: SocketGateway;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly log: Log;
  readonly findAdvisors: FindAdvisors;
  /** A company that is being deleted has no feed any more. */
  readonly isClosed: IsClosed;
}

/**
 * A connection that fails or is too slow is closed, never skipped: it would have a hole otherwise, and so it comes
 * back and asks for what it missed. No connection can make this fail; only the table can.
 *
 * @throws Throttled and the like when the table does not take the entry; then nothing was posted
 */
export const publishEvents = async (deps: PublishDeps, tenant: string, events: readonly LiveEvent[]): Promise<void> => {
  const { live, gateway, clock, cursors, log } = deps;
  if (await deps.isClosed(tenant)) return;
  const at = clock.now();
  await live.addEntry({ tenant, at, entryId: newId(at), events: [...events] });
  const connections = await live.listConnections(tenant);
  const place = sealPlace(cursors, tenant, at);
  const framesOf = (told: readonly LiveEvent[]) =>
    eventFrames(told, { before: sealPlace(cursors, tenant, at - 1), place });
  const frames = framesOf(events);
  const narrow = connections.some(({ ownCustomersOnly }) => ownCustomersOnly);
  const advisors = narrow ? await deps.findAdvisors(tenant, customersOf(events)) : new Map();

  const post = async (connection: ConnectionValue): Promise<void> => {
    const now = clock.now();
    if (hasTokenEnded(connection, now)) return closeConnection(deps, connection, 'TOKEN_EXPIRED');
    const told = connection.ownCustomersOnly ? framesOf(ownEvents(connection, events, advisors)) : frames;
    for (const frame of told) {
      const outcome = clock.now() - at > fanOutMs ? 'failed' : await gateway.post(connection.connectionId, frame);
      if (outcome === 'sent') continue;
      if (outcome === 'gone' && now - connection.connectedAt < handshakeMs) return;
      if (outcome === 'gone') return live.removeConnection(connection);
      log.warn('slow connection closed', { tenant });
      log.count('SlowConnectionClosed');
      return closeConnection(deps, connection, undefined);
    }
  };
  await inParallel(connections, width, post);
};
