/** Ends a connection from our side: it is told why, taken off the list, and closed. */
import type { SocketErrorCode } from '#contract/live.ts';
import type { ConnectionValue } from './entities.ts';
import { errorFrame } from './frames.ts';
import type { SocketGateway } from './gateway.ts';
import type { LiveStore } from './store.ts';

/** @param code told before it is closed; undefined for a connection that takes nothing any more */
export const closeConnection = async (
  { live, gateway }: { readonly live: LiveStore; readonly gateway: SocketGateway },
  connection: Pick<ConnectionValue, 'tenant' | 'connectionId'>,
  code: SocketErrorCode | undefined,
): Promise<void> => {
  // Off the list first: whatever happens then, nothing more is sent to it.
  await live.removeConnection(connection);
  if (code !== undefined) await gateway.post(connection.connectionId, errorFrame(code));
  await gateway.close(connection.connectionId);
};
