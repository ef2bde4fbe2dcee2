import { createWriteStream, mkdirSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';

/** One request as the access log knows it; `startedAt` in ms since the epoch, `length` in bytes. */
interface AccessEntry {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly routeKey: string;
  readonly status: number;
  readonly length: number;
  readonly startedAt: number;
}

/** Where served requests are noted. */
export interface AccessLog {
  write(entry: AccessEntry): void;
  close(): Promise<void>;
}

/** Notes nothing. */
export const noAccessLog: AccessLog = { write: () => undefined, close: async () => undefined };

/**
 * Appends one line per request in the stage's own format; a `$context` variable that is not known here shows as `-`.
 * Source: API Gateway developer guide, "Customizing HTTP API access logs".
 */
export const openAccessLog = (file: string, format: string): AccessLog => {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file, { flags: 'a' });
  return {
    write(entry) {
      const values = variables(entry);
      stream.write(`${format.replace(/\$context\.([\w.]+)/g, (_, name: string) => values[name] ?? '-')}\n`);
    },
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
};

const variables = ({
  request,
  requestId,
  routeKey,
  status,
  length,
  startedAt,
}: AccessEntry): Record<string, string> => {
  const latency = String(Date.now() - startedAt);
  return {
    requestId,
    routeKey,
    status: String(status),
    responseLength: String(length),
    responseLatency: latency,
    integrationLatency: latency,
    httpMethod: request.method ?? '-',
    protocol: `HTTP/${request.httpVersion}`,
    path: request.url?.split('?')[0] ?? '-',
    requestTime: new Date(startedAt).toISOString(),
    requestTimeEpoch: String(startedAt),
    stage: '$default',
    'identity.sourceIp': request.socket.remoteAddress ?? '-',
    'identity.userAgent': request.headers['user-agent'] ?? '-',
  };
};
