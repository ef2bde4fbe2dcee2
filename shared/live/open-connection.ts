/** Lets a verified user's connection take part, and closes those that are too many (issue 3, 2: bounded). */
import type { Clock } from '#platform/clock.ts';
import { closeConnection } from './close-connection.ts';
import { superfluous } from './connection-limits.ts';
import type { ConnectionValue } from './entities.ts';
import type { SocketGateway } from './gateway.ts';
import { inParallel } from './in-parallel.ts';
import type { LiveStore } from './store.ts';

/** Closings at a time. */
const width = 10;

export const openConnection = async (
  deps: { readonly live: LiveStore; readonly gateway: SocketGateway; readonly clock: Clock },
  connection: Omit<ConnectionValue, 'connectedAt'>,
): Promise<void> => {
  const now = deps.clock.now();
  await deps.live.addConnection({ ...connection, connectedAt: now });
  const all = await deps.live.listConnections(connection.tenant);
  await inParallel(superfluous(all, now), width, (one) => closeConnection(deps, one, 'CONNECTION_REPLACED'));
};
