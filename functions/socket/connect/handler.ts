/** `$connect`: the authorizer has let the user in; the connection is put on its company's list. */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { openTable } from '#platform/aws.ts';
import { systemClock } from '#platform/clock.ts';
import { createSocketGateway } from '#shared/live/gateway.ts';
import { LiveStore } from '#shared/live/store.ts';
import { createConnect } from './connect.ts';
import { Environment } from './env.ts';

const environment = Environment.parse(process.env);

export const handler = createConnect({
  live: new LiveStore(openTable(environment.TABLE_NAME)),
  gateway: createSocketGateway(new ApiGatewayManagementApiClient({ endpoint: environment.SOCKET_ENDPOINT })),
  clock: systemClock,
});
