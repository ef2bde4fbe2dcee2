/** API Gateway's side of open connections at the SDK's border: what each was sent, and which were ended. */
import type { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import {
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { ServerFrame } from '#contract/live.ts';

export class SocketDouble {
  readonly closed = new Set<string>();
  readonly #frames = new Map<string, ServerFrame[]>();

  /** As a client that never reaches the network. */
  readonly client: Pick<ApiGatewayManagementApiClient, 'send'> = {
    send: async (command: unknown): Promise<never> => {
      if (command instanceof DeleteConnectionCommand) this.closed.add(command.input.ConnectionId ?? '');
      if (command instanceof PostToConnectionCommand) {
        const id = command.input.ConnectionId ?? '';
        if (this.closed.has(id)) throw new GoneException({ message: 'gone', $metadata: {} });
        this.#frames.set(id, [...this.framesOf(id), JSON.parse(String(command.input.Data))]);
      }
      // Both answers are empty, and nobody reads them.
      return {} as never;
    },
  };

  framesOf(connectionId: string): readonly ServerFrame[] {
    return this.#frames.get(connectionId) ?? [];
  }
}
