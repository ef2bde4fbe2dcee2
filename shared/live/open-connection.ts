/** Lets a verified user's connection take part, and closes those that are too many (issue 3, 2: bounded). */
import type { Clock } from '#platform/clock.ts';
import { inParallel } from '#platform/in-parallel.ts';
import { userDisabled } from '#shared/companies/admit-request.ts';
import { closeConnection } from './close-connection.ts';
import { superfluous } from './connection-limits.ts';
import type { ConnectionValue } from './entities.ts';
import type { SocketGateway } from './gateway.ts';
import type { LiveStore } from './store.ts';

/** Closings at a time. */
const width = 10;

/**
 * The user's state is read after the connection is on the list: whoever disables the user afterwards finds it there.
 *
 * @throws Refusal USER_DISABLED
 */
export const openConnection = async (
  deps: {
    readonly live: LiveStore;
    readonly gateway: SocketGateway;
    readonly clock: Clock;
    /** Whether the user may work, as it stands at this moment. */
    readonly isActive: (tenant: string, userId: string) => Promise<boolean>;
  },
  connection: Omit<ConnectionValue, 'connectedAt'>,
): Promise<void> => {
  const now = deps.clock.now();
  await deps.live.addConnection({ ...connection, connectedAt: now });
  if (!(await deps.isActive(connection.tenant, connection.userId))) {
    await deps.live.removeConnection(connection);
    throw userDisabled();
  }
  const all = await deps.live.listConnections(connection.tenant);
  await inParallel(superfluous(all, now), width, (one) => closeConnection(deps, one, 'CONNECTION_REPLACED'));
};
