/** `$default`: every frame that a client sends. */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createCursors } from '#platform/cursor.ts';
import { createSocketGateway } from '#shared/live/gateway.ts';
import { receiveFrame } from '#shared/live/receive-frame.ts';
import { LiveStore } from '#shared/live/store.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const deps = {
  live: new LiveStore(openTable(environment.TABLE_NAME)),
  gateway: createSocketGateway(new ApiGatewayManagementApiClient({ endpoint: environment.SOCKET_ENDPOINT })),
  clock: systemClock,
  cursors: createCursors(environment.CURSOR_KEY),
};

export const handler = async (event: APIGatewayProxyWebsocketEventV2): Promise<APIGatewayProxyResultV2> => {
  await receiveFrame(deps, event.requestContext.connectionId, event.isBase64Encoded ? undefined : event.body);
  return { statusCode: 200 };
};
