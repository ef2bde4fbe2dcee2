import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A service of the local runner that answers on `url` until it is stopped. */
export interface RunningService {
  readonly url: string;
  /** Finishes what is under way, closes the port and resolves. Safe to call twice. */
  stop(): Promise<void>;
}

/** What every provider's double needs from the runner. */
export interface ProviderContext {
  /** Port on 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  /** Existing or new folder that belongs to this provider alone; keeps what must survive a restart. */
  readonly dataDir: string;
  /** Publishes one event to an SNS topic; rejects when the topic did not take it. */
  publish(topicArn: string, message: string): Promise<void>;
  /** Takes one line for the runner's log. Never contains addresses or bodies. */
  log(line: string): void;
}

/** Of a provider that puts files into our buckets. */
export interface StoringContext extends ProviderContext {
  /** Writes an object to a bucket, as the provider does. */
  store(bucket: string, key: string, bytes: Uint8Array, contentType: string): Promise<void>;
}

/** One HTTP request, read completely. `path` is still percent-encoded and has no query. */
export interface ProviderRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** One HTTP answer. */
export interface ProviderAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** What happens to a request: an answer, no answer ever (`hang`), or a broken connection (`reset`). */
export type Handling = ProviderAnswer | 'hang' | 'reset';

/** The largest request that a double reads: SES takes 40 MB of message, which base64 makes about 54 MB. */
const maxRequestBytes = 60 * 1024 * 1024;

export const jsonAnswer = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

/**
 * Opens an HTTP service on 127.0.0.1.
 *
 * @param options.name what the service is called in messages
 * @throws Error that says what to do when the port is taken
 */
export const listen = async (options: {
  readonly port: number;
  readonly name: string;
  handle(request: ProviderRequest): Promise<Handling>;
  log(line: string): void;
}): Promise<RunningService> => {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, options.handle).catch((error: unknown) => {
      options.log(`${options.name}: request failed: ${error instanceof Error ? error.stack : String(error)}`);
      if (outgoing.headersSent) outgoing.destroy();
      else
        outgoing
          .writeHead(500, { 'content-type': 'application/json' })
          .end('{"message":"The double failed; see its log."}');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new Error(`${options.name}: port ${options.port} is in use. Stop what uses it, or start on other ports.`)
          : error,
      );
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  let closed: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      closed ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
};

const answer = async (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: ProviderRequest) => Promise<Handling>,
): Promise<void> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > maxRequestBytes) {
      outgoing.writeHead(413, { connection: 'close' }).end();
      return;
    }
    chunks.push(bytes);
  }
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const handling = await handle({
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  });
  if (handling === 'hang') return;
  if (handling === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  outgoing.writeHead(handling.status, handling.headers).end(handling.body);
};
