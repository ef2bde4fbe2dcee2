import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { close, listen, localHost, portOf } from '../engines/ports.ts';
import { messageOf } from '../errors.ts';
import type { Behavior, ConsoleDistribution } from './distribution.ts';
import { EdgeCache } from './edge-cache.ts';

/** The console, served as the distribution would. */
interface ConsoleServer {
  readonly url: string;
  stop(): Promise<void>;
}

interface ConsoleServerOptions {
  readonly port: number;
  readonly apiUrl: string;
  readonly s3: S3Client;
  print(line: string): void;
}

/** Serves a distribution on this machine: its behaviours, functions and headers; files from the bucket, as deployed. */
export const startConsole = async (
  distribution: ConsoleDistribution,
  options: ConsoleServerOptions,
): Promise<ConsoleServer> => {
  const served = { ...options, files: new EdgeCache(options.s3) };
  const server = createServer((request, response) => {
    answer(distribution, request, response, served).catch((error: unknown) => {
      options.print(`console: ${request.method} could not be served: ${messageOf(error)}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { 'content-type': 'text/plain' }).end('Bad Gateway');
    });
  });
  server.keepAliveTimeout = 120_000;
  await listen(server, options.port, 'console');
  return { url: `http://${localHost}:${portOf(server)}`, stop: () => close(server) };
};

const answer = async (
  distribution: ConsoleDistribution,
  request: IncomingMessage,
  response: ServerResponse,
  options: ConsoleServerOptions & { readonly files: EdgeCache },
): Promise<void> => {
  const { method = 'GET', url = '/' } = request;
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  const behavior = distribution.behaviors.find(({ pattern }) => matches(pattern, path));
  if (behavior === undefined || !behavior.methods.includes(method)) {
    request.resume();
    response.writeHead(403, { ...behavior?.headers, 'content-type': 'text/plain' }).end('Forbidden');
    return;
  }
  const uri = behavior.onRequest?.({ method, uri: path }) ?? path;
  if (behavior.origin.kind === 'api') {
    await pass(`${options.apiUrl}${uri}${query < 0 ? '' : url.slice(query)}`, behavior, request, response);
    return;
  }
  request.resume();
  const key = uri === '/' ? distribution.defaultRootObject : uri.slice(1);
  await sendFile(options.files, behavior.origin.bucket, key, behavior, method, response);
};

/** Patterns of cache behaviours: `*` stands for any number of characters, `?` for one. */
const matches = (pattern: string, path: string): boolean => {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`).test(path);
};

const sendFile = async (
  files: EdgeCache,
  bucket: string,
  key: string,
  { headers }: Behavior,
  method: string,
  response: ServerResponse,
): Promise<void> => {
  try {
    const { body, contentType, cacheControl } = await files.read(bucket, decodeURIComponent(key));
    response.writeHead(200, {
      ...headers,
      'content-type': contentType,
      'content-length': String(body.length),
      ...(cacheControl === undefined ? {} : { 'cache-control': cacheControl }),
    });
    response.end(method === 'HEAD' ? undefined : body);
  } catch (error) {
    if (!(error instanceof NoSuchKey)) throw error;
    // Without the right to list, S3 does not tell a missing object from a forbidden one.
    response.writeHead(403, { ...headers, 'content-type': 'application/xml' }).end('<Code>AccessDenied</Code>');
  }
};

/** Passes a request on to the HTTP API with the API's own host name. */
const pass = async (
  target: string,
  { headers }: Behavior,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { host: _host, connection: _connection, ...rest } = request.headers;
  await new Promise<void>((resolve, reject) => {
    // A connection of its own: a kept one may be closed under the request, and a change must not be sent twice.
    const how = { method: request.method, headers: rest, agent: false };
    const onward = httpRequest(target, how, (answered) => {
      response.writeHead(answered.statusCode ?? 502, { ...answered.headers, ...headers });
      answered.pipe(response);
      answered.once('end', resolve);
      answered.once('error', reject);
    });
    onward.once('error', reject);
    request.pipe(onward);
    response.once('close', () => {
      if (!response.writableFinished) onward.destroy();
      resolve();
    });
  });
};
