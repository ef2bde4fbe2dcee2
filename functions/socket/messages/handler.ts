/** `$default`: every frame that a client sends. */
import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createCursors } from '#platform/cursor.ts';
import { receiveFrame } from '#shared/live/receive-frame.ts';
import { findAdvisors, live } from '../../composition/live.ts';
import { take } from '../../composition/part.ts';
import { socketGateway } from '../../composition/ports.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);
const deps = {
  ...take({ table: openTable(environment.TABLE_NAME), clock: systemClock }, { live, findAdvisors }),
  gateway: socketGateway(environment),
  cursors: createCursors(environment.CURSOR_KEY),
};

export const handler = async (event: APIGatewayProxyWebsocketEventV2): Promise<APIGatewayProxyResultV2> => {
  await receiveFrame(deps, event.requestContext.connectionId, event.isBase64Encoded ? undefined : event.body);
  return { statusCode: 200 };
};
