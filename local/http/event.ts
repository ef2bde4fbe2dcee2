import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type {
  APIGatewayEventRequestContextJWTAuthorizer,
  APIGatewayEventRequestContextV2,
  APIGatewayProxyEventV2WithRequestContext,
} from 'aws-lambda';
import { localAccount } from '../assembly/names.ts';
import type { RouteMatch } from './routes.ts';

/** Claims and scopes of a verified token, as the function sees them. */
export interface JwtContext {
  readonly claims: Record<string, string>;
  /** Null when the route asks for none. */
  readonly scopes: string[] | null;
}

type HttpRequestContext = APIGatewayEventRequestContextV2 & {
  authorizer?: APIGatewayEventRequestContextJWTAuthorizer;
};

/** Event of payload format 2.0, with the claims where the route has a JWT authorizer. */
export type HttpEvent = APIGatewayProxyEventV2WithRequestContext<HttpRequestContext>;

/** A request id in the form of HTTP APIs (base64 with an equals sign at its end). */
export const newRequestId = (): string => `${randomBytes(11).toString('base64url')}=`;

/**
 * The event of payload format 2.0.
 * Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs", "Payload format version".
 */
export const httpEvent = (input: {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly match: RouteMatch;
  readonly apiId: string;
  readonly requestId: string;
  readonly now: Date;
  readonly jwt: JwtContext | undefined;
}): HttpEvent => {
  const { request, body, match, now } = input;
  const target = request.url ?? '/';
  const question = target.indexOf('?');
  const rawPath = decodePath(question < 0 ? target : target.slice(0, question));
  const rawQueryString = question < 0 ? '' : target.slice(question + 1);
  const { headers, cookies } = headersOf(request);
  const query = queryOf(rawQueryString);
  const encoded = isBase64(headers['content-type'], body);
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: localAccount,
      apiId: input.apiId,
      domainName: request.headers.host?.split(':')[0] ?? '127.0.0.1',
      domainPrefix: input.apiId,
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: input.requestId,
      routeKey: match.route.routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
      ...(input.jwt === undefined ? {} : { authorizer: { jwt: input.jwt } }),
    },
    ...(Object.keys(match.pathParameters).length === 0 ? {} : { pathParameters: { ...match.pathParameters } }),
    ...(body.length === 0 ? {} : { body: body.toString(encoded ? 'base64' : 'utf8') }),
    isBase64Encoded: encoded,
  };
};

/** Header names in lower case, several values joined by commas; cookies apart. */
const headersOf = (request: IncomingMessage): { headers: Record<string, string>; cookies: string[] } => {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values !== undefined && name !== 'cookie' && name !== 'connection') headers[name] = values.join(',');
  }
  // API Gateway adds where the request came from.
  headers['x-forwarded-for'] ??= request.socket.remoteAddress ?? '127.0.0.1';
  headers['x-forwarded-proto'] ??= 'http';
  headers['x-forwarded-port'] ??= String(request.socket.localPort ?? '');
  const cookies = (request.headersDistinct.cookie ?? []).flatMap((line) => line.split(/;\s*/));
  return { headers, cookies };
};

/** Several values of one name are joined by commas. */
const queryOf = (rawQueryString: string): Record<string, string> | undefined => {
  if (rawQueryString === '') return undefined;
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  }
  return query;
};

/** HTTP APIs hand on text types as text and everything else as base64; text that is not UTF-8 as base64 too. */
const isBase64 = (contentType: string | undefined, body: Buffer): boolean => {
  if (body.length === 0) return false;
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const text =
    type.startsWith('text/') ||
    /^application\/(?:json|javascript|xml|x-www-form-urlencoded)$|\+(?:json|xml)$/.test(type);
  return !text || !isUtf8(body);
};

const isUtf8 = (body: Buffer): boolean => Buffer.from(body.toString('utf8'), 'utf8').equals(body);

const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    // Not valid percent-encoding: shown as sent.
    return path;
  }
};

/** `12/Mar/2026:19:03:58 +0000` */
export const commonLogTime = (now: Date): string => {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${two(now.getUTCDate())}/${months[now.getUTCMonth()]}/${now.getUTCFullYear()}`;
  return `${date}:${two(now.getUTCHours())}:${two(now.getUTCMinutes())}:${two(now.getUTCSeconds())} +0000`;
};
