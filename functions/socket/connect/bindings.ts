/** Handler of `$connect`: who it is comes from the authorizer, which has verified the token. */
import type { APIGatewayProxyResultV2 } from 'aws-lambda';
import { errorCodes } from '#contract/errors.ts';
import { Refusal } from '#platform/errors.ts';
import { openConnection } from '#shared/live/open-connection.ts';
import { SocketContextSchema } from '../socket-context.ts';

export interface ConnectEvent {
  readonly requestContext: { readonly connectionId: string; readonly eventType: string; readonly authorizer?: unknown };
}

/** @throws (the handler) ZodError without the authorizer's words, which refuses the connection */
export const createConnect =
  (deps: Parameters<typeof openConnection>[0]) =>
  async ({ requestContext }: ConnectEvent): Promise<APIGatewayProxyResultV2> => {
    const { tenant, userId, tokenEndsAt } = SocketContextSchema.parse(requestContext.authorizer);
    const { connectionId, eventType } = requestContext;
    if (eventType !== 'CONNECT') throw new Error(`A frame reached $connect (${eventType}).`);
    try {
      await openConnection(deps, { connectionId, tenant, userId, tokenEndsAt: Number(tokenEndsAt) });
      return { statusCode: 200 };
    } catch (error) {
      // Whatever is answered beside 2xx refuses the connection with that status.
      if (error instanceof Refusal) return { statusCode: errorCodes[error.code][0], body: error.code };
      throw error;
    }
  };
