/** Lambda entry point of `streams-live`. */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createCursors } from '#platform/cursor.ts';
import { createLog } from '#platform/log.ts';
import { createSocketGateway } from '#shared/live/gateway.ts';
import { LiveStore } from '#shared/live/store.ts';
import { Environment } from './env.ts';
import { createLiveFeed } from './feed.ts';

const environment = Environment.parse(process.env);

export const handler = createLiveFeed({
  live: new LiveStore(openTable(environment.TABLE_NAME)),
  gateway: createSocketGateway(new ApiGatewayManagementApiClient({ endpoint: environment.SOCKET_ENDPOINT })),
  clock: systemClock,
  cursors: createCursors(environment.CURSOR_KEY),
  log: createLog(),
});
