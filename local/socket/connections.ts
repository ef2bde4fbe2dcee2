import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import type { SocketConnection } from './events.ts';

/** Longest message, in bytes, in both directions (API Gateway quotas for WebSocket APIs: 128 KB). */
export const messageLimit = 128 * 1024;
/** API Gateway ends a connection that was idle for 10 minutes, and every one after 2 hours; both in ms. */
const idleMs = 10 * 60_000;
const lifeMs = 2 * 3_600_000;
/** How long a client may take to answer a closing handshake, in ms. */
const closeMs = 1_000;

interface Open extends SocketConnection {
  readonly socket: WebSocket;
  lastActiveAt: number;
}

/**
 * The open connections, and the API through which functions write to them:
 * `POST`, `GET` and `DELETE /<stage>/@connections/<id>`.
 * Source: API Gateway developer guide, "Use @connections commands in your backend service".
 */
export class SocketConnections {
  readonly #open = new Map<string, Open>();
  readonly #timers = setInterval(() => this.#endOld(), 1_000).unref();

  add(connection: SocketConnection, socket: WebSocket): void {
    this.#open.set(connection.connectionId, { ...connection, socket, lastActiveAt: Date.now() });
  }

  /** Notes that something went over the connection. */
  touch(connectionId: string): void {
    const open = this.#open.get(connectionId);
    if (open !== undefined) open.lastActiveAt = Date.now();
  }

  remove(connectionId: string): void {
    this.#open.delete(connectionId);
  }

  /** Answers a request to the management API. */
  async serve(connectionId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const open = this.#open.get(connectionId);
    if (body === undefined) return answer(response, 413, 'PayloadTooLargeException', 'The payload is too large.');
    // Also for a connection that is still shaking hands: it is not there yet.
    if (open === undefined) return answer(response, 410, 'GoneException', 'The connection is gone.');
    switch (request.method) {
      case 'POST':
        return this.#post(open, body, response);
      case 'GET':
        response.writeHead(200, { 'content-type': 'application/json' }).end(
          JSON.stringify({
            connectedAt: new Date(open.connectedAt).toISOString(),
            identity: { sourceIp: open.sourceIp, userAgent: open.userAgent },
            lastActiveAt: new Date(open.lastActiveAt).toISOString(),
          }),
        );
        return;
      case 'DELETE':
        end(open.socket, 1000, '');
        response.writeHead(204).end();
        return;
      default:
        return answer(response, 403, 'ForbiddenException', 'There is no such method.');
    }
  }

  stop(): void {
    clearInterval(this.#timers);
    for (const { socket } of this.#open.values()) socket.terminate();
  }

  /** Answers when the frame has left: with a client that does not read, the caller waits. */
  async #post(open: Open, body: Buffer, response: ServerResponse): Promise<void> {
    this.touch(open.connectionId);
    const error = await new Promise<Error | undefined>((done) => open.socket.send(body.toString('utf8'), done));
    if (error !== undefined && error !== null) answer(response, 410, 'GoneException', 'The connection is gone.');
    else response.writeHead(200, { 'content-type': 'application/json' }).end();
  }

  #endOld(): void {
    const now = Date.now();
    for (const { socket, connectedAt, lastActiveAt } of this.#open.values()) {
      if (now - lastActiveAt > idleMs || now - connectedAt > lifeMs) end(socket, 1001, 'Going away');
    }
  }
}

/** Closes as agreed, or for good when the client does not take part. */
const end = (socket: WebSocket, code: number, reason: string): void => {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), closeMs).unref();
};

const answer = (response: ServerResponse, status: number, type: string, message: string): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ message }));
};

/** The whole body, or undefined when it is longer than a message may be. */
const readAll = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= messageLimit) chunks.push(chunk);
  }
  return length > messageLimit ? undefined : Buffer.concat(chunks);
};
