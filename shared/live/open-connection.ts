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
    /** Whether the user may work, and with whose customers, as it stands at this moment. */
    readonly findUserStanding: (
      tenant: string,
      userId: string,
    ) => Promise<{ readonly active: boolean; readonly ownCustomersOnly: boolean }>;
  },
  connection: Omit<ConnectionValue, 'connectedAt' | 'ownCustomersOnly'>,
): Promise<void> => {
  const now = deps.clock.now();
  // Told nothing of others until it is known that the user sees all.
  const narrow = { ...connection, connectedAt: now, ownCustomersOnly: true } as const;
  await deps.live.addConnection(narrow);
  const { active, ownCustomersOnly } = await deps.findUserStanding(connection.tenant, connection.userId);
  if (!active) {
    await deps.live.removeConnection(connection);
    throw userDisabled();
  }
  if (!ownCustomersOnly) await deps.live.addConnection({ ...connection, connectedAt: now });
  const all = await deps.live.listConnections(connection.tenant);
  await inParallel(superfluous(all, now), width, (one) => closeConnection(deps, one, 'CONNECTION_REPLACED'));
};
