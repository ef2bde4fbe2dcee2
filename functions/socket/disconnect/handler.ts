/** `$disconnect`: the connection has ended and is taken off the list. */
import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { openTable } from '#platform/aws.ts';
import { forgetConnection } from '#shared/live/forget-connection.ts';
import { LiveStore } from '#shared/live/store.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const live = new LiveStore(openTable(environment.TABLE_NAME));

export const handler = async ({
  requestContext,
}: Pick<APIGatewayProxyWebsocketEventV2, 'requestContext'>): Promise<APIGatewayProxyResultV2> => {
  if (requestContext.eventType !== 'DISCONNECT') throw new Error('A frame reached $disconnect.');
  await forgetConnection({ live }, requestContext.connectionId);
  return { statusCode: 200 };
};
