/** Closes what a user has open who was disabled (B7), or sees other customers now (MA13): told by the table's stream. */
import type { SocketErrorCode } from '#contract/live.ts';
import { inParallel } from '#platform/in-parallel.ts';
import { closeConnection } from './close-connection.ts';
import type { SocketGateway } from './gateway.ts';

import type { LiveStore } from './store.ts';

/** Closings at a time. */
const width = 10;

export const closeUserConnections = async (
  deps: { readonly live: LiveStore; readonly gateway: SocketGateway },
  {
    tenant,
    userId,
    code,
  }: {
    readonly tenant: string;
    readonly userId: string;
    /** What the client is told; undefined: it comes back by itself. */
    readonly code: SocketErrorCode | undefined;
  },
): Promise<void> => {
  const connections = await deps.live.listConnections(tenant);
  const own = connections.filter((connection) => connection.userId === userId);
  await inParallel(own, width, (connection) => closeConnection(deps, connection, code));
};
