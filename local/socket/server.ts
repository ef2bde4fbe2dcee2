import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import { close, listen, localHost, portOf } from '../engines/ports.ts';
import { messageOf } from '../errors.ts';
import type { InvocationOutcome } from '../functions/environment.ts';
import type { FunctionPool } from '../functions/pool.ts';
import { answerWithin } from '../http/server.ts';
import type { SocketApi } from './api.ts';
import { socketAuthorization } from './authorizer.ts';
import { messageLimit, SocketConnections } from './connections.ts';
import {
  authorizerEvent,
  connectEvent,
  connectionOf,
  disconnectEvent,
  messageEvent,
  newSocketId,
  type SocketConnection,
} from './events.ts';

/** A listening WebSocket API. */
export interface SocketApiServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** What an integration may answer; a connection is made for 2xx only. */
const answerSchema = z.object({ statusCode: z.coerce.number().int() });

/**
 * Serves a WebSocket API on this machine as API Gateway does: asks the authorizer and `$connect` before the handshake is
 * answered, hands each frame to the route that its JSON names, tells `$disconnect` of the end, and takes `@connections`
 * calls on the same port.
 * Source: API Gateway developer guide, "Overview of WebSocket APIs", "Manage connected users and client apps".
 */
export const startSocketApi = async (
  api: SocketApi,
  pool: FunctionPool,
  options: { readonly port: number; readonly region: string; print(line: string): void },
): Promise<SocketApiServer> => {
  const origin = { apiId: api.apiId, stage: api.stage, region: options.region };
  const connections = new SocketConnections();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageLimit });

  /** What the route's function answers; undefined when there is no such route or it takes too long. */
  const invoke = async (routeKey: string, event: unknown): Promise<InvocationOutcome | undefined> => {
    const route = api.routes.get(routeKey);
    return route === undefined ? undefined : answerWithin(pool.invoke(route.functionArn, event), route.timeoutMs);
  };

  /** 101 when the connection may be made, otherwise the status that refuses it. */
  const admit = async (request: IncomingMessage, connection: SocketConnection): Promise<number> => {
    const path = (request.url ?? '/').split('?')[0];
    if (path !== `/${api.stage}` && path !== `/${api.stage}/`) return 403;
    let context: Readonly<Record<string, unknown>> | undefined;
    if (api.authorizerArn !== undefined) {
      const answer = socketAuthorization(
        await pool.invoke(api.authorizerArn, authorizerEvent(origin, connection, request)),
      );
      if (!answer.allowed) return answer.status;
      context = answer.context;
    }
    if (!api.routes.has('$connect')) return 101;
    const outcome = await invoke('$connect', connectEvent(origin, connection, request, context));
    if (outcome === undefined) return 504;
    const answer = answerSchema.safeParse(outcome.ok ? outcome.payload : undefined);
    if (!answer.success) return 502;
    return answer.data.statusCode >= 200 && answer.data.statusCode < 300 ? 101 : answer.data.statusCode;
  };

  const open = (connection: SocketConnection, socket: WebSocket): void => {
    const { connectionId } = connection;
    connections.add(connection, socket);
    socket.on('message', (data) => {
      connections.touch(connectionId);
      receive(connection, socket, textOf(data)).catch(report);
    });
    socket.on('close', (code, reason) => {
      connections.remove(connectionId);
      // Nobody is told while the runner stops, as when API Gateway's word is lost: a later post finds it gone.
      if (stopping) return;
      const event = disconnectEvent(origin, connection, { code, text: reason.toString('utf8') });
      invoke('$disconnect', event).catch(report);
    });
    // A broken connection is closed right after, which is told above.
    socket.on('error', () => undefined);
  };

  const receive = async (connection: SocketConnection, socket: WebSocket, body: string): Promise<void> => {
    const selected = selectedRoute(api.selection, body);
    // The routes of a connection's life are API Gateway's own: no frame chooses them.
    const isChosen = selected !== undefined && !selected.startsWith('$') && api.routes.has(selected);
    const routeKey = isChosen ? selected : '$default';
    const outcome = await invoke(routeKey, messageEvent(origin, connection, routeKey, body));
    if (outcome?.ok === true) return;
    const message = api.routes.has(routeKey) ? 'Internal server error' : 'Forbidden';
    const { connectionId } = connection;
    socket.send(JSON.stringify({ message, connectionId, requestId: newSocketId() }), () => undefined);
  };

  /** Runner errors: while it stops, functions are not run any more. */
  const report = (error: unknown): void => {
    if (!stopping) options.print(`A frame could not be served: ${messageOf(error)}`);
  };

  let stopping = false;
  const server = createServer((request, response) => {
    const match = /^\/([^/?]+)\/@connections\/([^/?]+)$/.exec(request.url ?? '');
    if (match?.[2] === undefined || match[1] !== api.stage) {
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"Forbidden"}');
      return;
    }
    connections.serve(decodeURIComponent(match[2]), request, response).catch((error: unknown) => {
      report(error);
      response.destroy();
    });
  });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const connection = connectionOf(request);
    admit(request, connection).then(
      (status) => {
        if (status !== 101) refuse(stream, status);
        else sockets.handleUpgrade(request, stream, head, (socket) => open(connection, socket));
      },
      (error: unknown) => {
        report(error);
        refuse(stream, 500);
      },
    );
  });
  await listen(server, options.port, 'WebSocket API');
  return {
    url: `ws://${localHost}:${portOf(server)}/${api.stage}`,
    async stop() {
      stopping = true;
      connections.stop();
      sockets.close();
      await close(server);
    },
  };
};

const refuse = (stream: Duplex, status: number): void => {
  const body = JSON.stringify({ message: STATUS_CODES[status] ?? 'Refused' });
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
};

const textOf = (data: RawData): string => {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
  return bytes.toString('utf8');
};

/** Text at the selection's place in a frame; undefined where it is no JSON or has no text there. */
const selectedRoute = (selection: readonly string[], body: string): string | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  for (const name of selection) value = Object(value)[name];
  return typeof value === 'string' ? value : undefined;
};
