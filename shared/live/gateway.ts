/** Talks to open connections through the API's management endpoint. */
import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { ServerFrame } from '#contract/live.ts';

/** `failed`: not taken in time, or refused; what became of it is not known. */
export type PostOutcome = 'sent' | 'gone' | 'failed';

export interface SocketGateway {
  /** Never rejects. */
  post(connectionId: string, frame: ServerFrame): Promise<PostOutcome>;
  /** Ends a connection; never rejects, since one that cannot be ended receives nothing more anyway. */
  close(connectionId: string): Promise<void>;
}

/** Longest time for one call, ms: a connection that takes longer is given up, so that it holds up nobody. */
export const callTimeoutMs = 2_000;

export const createSocketGateway = (client: Pick<ApiGatewayManagementApiClient, 'send'>): SocketGateway => ({
  async post(connectionId, frame) {
    try {
      const command = new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify(frame) });
      await client.send(command, { abortSignal: AbortSignal.timeout(callTimeoutMs) });
      return 'sent';
    } catch (error) {
      return error instanceof GoneException ? 'gone' : 'failed';
    }
  },
  async close(connectionId) {
    const command = new DeleteConnectionCommand({ ConnectionId: connectionId });
    await client.send(command, { abortSignal: AbortSignal.timeout(callTimeoutMs) }).catch(() => undefined);
  },
});
