import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { localAccount } from '../assembly/names.ts';
import { commonLogTime } from '../http/event.ts';

/** An open or opening connection. */
export interface SocketConnection {
  readonly connectionId: string;
  /** Ms since the epoch. */
  readonly connectedAt: number;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly domainName: string;
}

/** What the events of one API have in common. */
export interface SocketOrigin {
  readonly apiId: string;
  readonly stage: string;
  readonly region: string;
}

/** An id in the form of API Gateway: base64 with an equals sign at its end. */
export const newSocketId = (): string => randomBytes(11).toString('base64').replaceAll('/', '_').replaceAll('+', '-');

/** The connection that an upgrade request asks for. */
export const connectionOf = (request: IncomingMessage): SocketConnection => ({
  connectionId: newSocketId(),
  connectedAt: Date.now(),
  sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
  userAgent: request.headers['user-agent'] ?? '',
  domainName: request.headers.host?.split(':')[0] ?? '127.0.0.1',
});

/**
 * `requestContext` of a route's event, with what only some events have. The authorizer's words are documented for
 * `$connect` only, so later events do not carry them here.
 * Source: API Gateway developer guide, "Set up a WebSocket API integration request", "WebSocket API mapping template
 * reference".
 */
const contextOf = (
  origin: SocketOrigin,
  connection: SocketConnection,
  route: { readonly routeKey: string; readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT' },
  more: Readonly<Record<string, unknown>> = {},
) => {
  const now = new Date();
  const requestId = newSocketId();
  return {
    ...route,
    ...more,
    extendedRequestId: requestId,
    requestTime: commonLogTime(now),
    messageDirection: 'IN',
    stage: origin.stage,
    connectedAt: connection.connectedAt,
    requestTimeEpoch: now.getTime(),
    identity: { sourceIp: connection.sourceIp, userAgent: connection.userAgent },
    requestId,
    domainName: connection.domainName,
    connectionId: connection.connectionId,
    apiId: origin.apiId,
  };
};

/** Headers and query of the upgrade request, each also with all of its values. */
const partsOf = (request: IncomingMessage) => {
  const headers: Record<string, string> = {};
  const multiValueHeaders: Record<string, string[]> = {};
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(i, i + 2);
    headers[name] = value;
    multiValueHeaders[name] = [...(multiValueHeaders[name] ?? []), value];
  }
  const query = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
  const names = [...new Set(query.keys())];
  if (names.length === 0) return { headers, multiValueHeaders };
  return {
    headers,
    multiValueHeaders,
    queryStringParameters: Object.fromEntries(names.map((name) => [name, query.getAll(name).at(-1) ?? ''])),
    multiValueQueryStringParameters: Object.fromEntries(names.map((name) => [name, query.getAll(name)])),
  };
};

/** Source: API Gateway developer guide, "Control access to WebSocket APIs with AWS Lambda REQUEST authorizers". */
export const authorizerEvent = (origin: SocketOrigin, connection: SocketConnection, request: IncomingMessage) => {
  const { apiId, stage, region } = origin;
  return {
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:${region}:${localAccount}:${apiId}/${stage}/$connect`,
    ...partsOf(request),
    stageVariables: {},
    requestContext: contextOf(origin, connection, { routeKey: '$connect', eventType: 'CONNECT' }),
  };
};

/** @param authorizer what the authorizer said, if there is one */
export const connectEvent = (
  origin: SocketOrigin,
  connection: SocketConnection,
  request: IncomingMessage,
  authorizer: Readonly<Record<string, unknown>> | undefined,
) => {
  const more = authorizer === undefined ? {} : { authorizer };
  return {
    ...partsOf(request),
    requestContext: contextOf(origin, connection, { routeKey: '$connect', eventType: 'CONNECT' }, more),
    isBase64Encoded: false,
  };
};

export const messageEvent = (origin: SocketOrigin, connection: SocketConnection, routeKey: string, body: string) => {
  const more = { messageId: newSocketId() };
  return {
    requestContext: contextOf(origin, connection, { routeKey, eventType: 'MESSAGE' }, more),
    body,
    isBase64Encoded: false,
  };
};

export const disconnectEvent = (
  origin: SocketOrigin,
  connection: SocketConnection,
  reason: { readonly code: number; readonly text: string },
) => {
  const headers = { Host: connection.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' };
  const more = { disconnectStatusCode: reason.code, disconnectReason: reason.text };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: contextOf(origin, connection, { routeKey: '$disconnect', eventType: 'DISCONNECT' }, more),
    isBase64Encoded: false,
  };
};
