/** Closes what a user has open who was disabled (B7): told by the table's stream, whoever disabled the user. */
import { inParallel } from '#platform/in-parallel.ts';
import { closeConnection } from './close-connection.ts';
import type { SocketGateway } from './gateway.ts';

import type { LiveStore } from './store.ts';

/** Closings at a time. */
const width = 10;

export const closeUserConnections = async (
  deps: { readonly live: LiveStore; readonly gateway: SocketGateway },
  { tenant, userId }: { readonly tenant: string; readonly userId: string },
): Promise<void> => {
  const connections = await deps.live.listConnections(tenant);
  const own = connections.filter((connection) => connection.userId === userId);
  await inParallel(own, width, (connection) => closeConnection(deps, connection, 'USER_DISABLED'));
};
