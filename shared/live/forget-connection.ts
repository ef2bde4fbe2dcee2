/** Takes a connection off the list that has ended. API Gateway tells of it as well as it can, so it may never come. */
import type { LiveStore } from './store.ts';

export const forgetConnection = async ({ live }: { readonly live: LiveStore }, connectionId: string): Promise<void> => {
  const connection = await live.findConnection(connectionId);
  if (connection !== undefined) await live.removeConnection(connection);
};
