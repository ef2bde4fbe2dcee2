/** Handler of `$connect`: who it is comes from the authorizer, which has verified the token. */
import type { APIGatewayProxyResultV2 } from 'aws-lambda';
import type { Clock } from '#platform/clock.ts';
import type { SocketGateway } from '#shared/live/gateway.ts';
import { openConnection } from '#shared/live/open-connection.ts';
import type { LiveStore } from '#shared/live/store.ts';
import { SocketContextSchema } from '../socket-context.ts';

export interface ConnectEvent {
  readonly requestContext: { readonly connectionId: string; readonly eventType: string; readonly authorizer?: unknown };
}

/** @throws (the handler) ZodError without the authorizer's words, which refuses the connection */
export const createConnect =
  (deps: { readonly live: LiveStore; readonly gateway: SocketGateway; readonly clock: Clock }) =>
  async ({ requestContext }: ConnectEvent): Promise<APIGatewayProxyResultV2> => {
    const { tenant, userId, tokenEndsAt } = SocketContextSchema.parse(requestContext.authorizer);
    const { connectionId, eventType } = requestContext;
    if (eventType !== 'CONNECT') throw new Error(`A frame reached $connect (${eventType}).`);
    await openConnection(deps, { connectionId, tenant, userId, tokenEndsAt: Number(tokenEndsAt) });
    return { statusCode: 200 };
  };
