import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen, localHost, portOf } from '../engines/ports.ts';
import { messageOf } from '../errors.ts';
import type { InvocationOutcome } from '../functions/environment.ts';
import type { FunctionPool } from '../functions/pool.ts';
import { type AccessLog, noAccessLog } from './access-log.ts';
import { createAuthorizer } from './authorizer.ts';
import { corsAnswer } from './cors.ts';
import { httpEvent, newRequestId } from './event.ts';
import { type HttpAnswer, jsonMessage, lambdaAnswer } from './response.ts';
import { createRouter, type HttpApi } from './routes.ts';

/** A listening HTTP API. */
export interface HttpApiServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Limits of HTTP APIs in bytes: body, and request line with header values together.
 * Source: API Gateway developer guide, "Quotas for configuring and running an HTTP API".
 */
const bodyLimit = 10 * 1024 * 1024;
const headerLimit = 10_240;

/** Serves an HTTP API on this machine: routes, authorizer, limits and answers as API Gateway has them. */
export const startHttpApi = async (
  api: HttpApi,
  pool: FunctionPool,
  options: { readonly port: number; readonly accessLog?: AccessLog; print(line: string): void },
): Promise<HttpApiServer> => {
  const route = createRouter(api.routes);
  const authorize = createAuthorizer();
  const accessLog = options.accessLog ?? noAccessLog;

  const answerTo = async (
    request: IncomingMessage,
    requestId: string,
    note: (routeKey: string) => void,
  ): Promise<HttpAnswer> => {
    if (headerBytes(request) > headerLimit) return jsonMessage(431, 'Request Header Fields Too Large');
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const match = route(request.method ?? 'GET', path);
    if (match === undefined) return jsonMessage(404, 'Not Found');
    note(match.route.routeKey);
    const authorization = await authorize(match.route, request.headers.authorization);
    if (!authorization.allowed) {
      const text = authorization.status === 401 ? 'Unauthorized' : 'Forbidden';
      return jsonMessage(authorization.status, text, { 'www-authenticate': authorization.challenge });
    }
    const body = await readBody(request);
    if (body === undefined) return jsonMessage(413, 'Request Entity Too Large');
    const event = httpEvent({
      request,
      body,
      match,
      apiId: api.apiId,
      requestId,
      now: new Date(),
      jwt: authorization.jwt,
    });
    const outcome = await answerWithin(pool.invoke(match.route.functionArn, event), match.route.timeoutMs);
    if (outcome === undefined) return jsonMessage(503, 'Service Unavailable');
    return outcome.ok ? lambdaAnswer(outcome.payload) : jsonMessage(500, 'Internal Server Error');
  };

  const server = createServer({ maxHeaderSize: 32 * 1024 }, (request, response) => {
    const startedAt = Date.now();
    const requestId = newRequestId();
    const cors = corsAnswer(api.cors, request);
    let routeKey = '-';
    const done = (answer: HttpAnswer) => {
      request.resume();
      send(response, answer, { ...cors?.headers, 'apigw-requestid': requestId });
      accessLog.write({ request, requestId, routeKey, status: answer.status, length: answer.body.length, startedAt });
    };
    if (cors?.preflight) return done({ status: 204, headers: {}, cookies: [], body: Buffer.alloc(0) });
    answerTo(request, requestId, (key) => {
      routeKey = key;
    }).then(done, (error: unknown) => {
      options.print(`${request.method} ${routeKey} could not be served: ${messageOf(error)}`);
      done(jsonMessage(500, 'Internal Server Error'));
    });
  });
  // Longer than clients keep idle connections, so that none is closed under a request.
  server.keepAliveTimeout = 120_000;
  await listen(server, options.port, 'HTTP API');
  return { url: `http://${localHost}:${portOf(server)}`, stop: () => close(server) };
};

const send = (
  response: ServerResponse,
  { status, headers, cookies, body }: HttpAnswer,
  extra: Record<string, string>,
): void => {
  if (response.destroyed) return;
  response.writeHead(status, {
    ...headers,
    ...extra,
    'content-length': String(body.length),
    ...(cookies.length === 0 ? {} : { 'set-cookie': [...cookies] }),
  });
  response.end(body);
};

/** The whole body, or undefined when it is larger than an HTTP API takes. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= bodyLimit) chunks.push(chunk);
  }
  return length > bodyLimit ? undefined : Buffer.concat(chunks);
};

const headerBytes = (request: IncomingMessage): number => {
  const line = `${request.method} ${request.url}`.length;
  return request.rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text), line);
};

/** The outcome, or undefined when it takes longer than the integration may. */
export const answerWithin = async (
  outcome: Promise<InvocationOutcome>,
  ms: number,
): Promise<InvocationOutcome | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([outcome, timeout]);
  } finally {
    clearTimeout(timer);
  }
};
