/** `$disconnect`: the connection has ended and is taken off the list. */
import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { openTable } from '#platform/aws.ts';
import { forgetConnection } from '#shared/live/forget-connection.ts';
import { live } from '../../composition/live.ts';
import { take } from '../../composition/part.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const deps = take({ table: openTable(environment.TABLE_NAME) }, { live });

export const handler = async ({
  requestContext,
}: Pick<APIGatewayProxyWebsocketEventV2, 'requestContext'>): Promise<APIGatewayProxyResultV2> => {
  if (requestContext.eventType !== 'DISCONNECT') throw new Error('A frame reached $disconnect.');
  await forgetConnection(deps, requestContext.connectionId);
  return { statusCode: 200 };
};
