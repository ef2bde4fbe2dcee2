import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { assertPortFree, close, listen, localHost } from './ports.ts';
import { MalformedForm, openForm } from './s3-form.ts';
import { partBytes, storeObject } from './s3-parts.ts';
import { checkPolicy, type RefusedUpload, refusal } from './s3-post-policy.ts';
import { corsHeaders, formAnswer, keptHeaders, objectPath, responseOverrides, signedUrlExpiry } from './s3-rules.ts';
import { createBucketVersions } from './s3-versions.ts';
import { answerForCaller, requestForEngine } from './sqs-rules.ts';

/** The address that functions and tests use for SQS, SNS and S3. */
export interface MessagingFront {
  readonly endpoint: string;
  setBucketOrigins(bucket: string, origins: readonly string[]): void;
  /** From now on the bucket keeps what is overwritten or deleted. */
  keepVersions(bucket: string): void;
  stop(): Promise<void>;
}

/**
 * Stands before the engine and adds what it lacks: group ids on standard queues (fair queues), queue URLs at this
 * address, expiry and response headers of pre-signed S3 URLs, conditions of upload forms, objects larger than a request
 * to the engine, cross-origin answers of buckets, versions of objects. Everything else passes through as a stream.
 */
export const startMessagingFront = async (options: {
  port: number;
  enginePort: number;
  now: () => number;
}): Promise<MessagingFront> => {
  await assertPortFree(options.port, 'SQS, SNS and S3');
  const agent = new Agent({ keepAlive: true });
  const engine = { port: options.enginePort, agent };
  const origins = new Map<string, readonly string[]>();
  const versions = createBucketVersions({ port: options.enginePort, agent });
  const server = createServer((incoming, answer) => {
    tellTime(answer, options.now());
    serve(incoming, answer).catch((error: unknown) => {
      if (!answer.headersSent) answer.writeHead(502, { 'content-type': 'text/plain' });
      answer.end(`The messaging engine did not answer: ${String(error)}\n`);
    });
  });
  // Long polls of 20 s and uploads must not be cut.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;

  const serve = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const target = incoming.headers['x-amz-target'];
    if (typeof target === 'string' && target.startsWith('AmazonSQS.')) {
      return serveQueueCall(target.slice('AmazonSQS.'.length), incoming, answer);
    }
    return serveObjectCall(incoming, answer);
  };

  const serveQueueCall = async (action: string, incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const sent = await readAll(incoming);
    const body = Buffer.from(requestForEngine(action, sent.toString('utf8')));
    const { upstream, received } = await forward(incoming, body, answer);
    const text = answerForCaller(action, received.toString('utf8'));
    const local = text.replace(/http:\/\/sqs\.[^/"]+\//g, `http://${localHost}:${options.port}/`);
    const { 'content-length': _length, date: _date, ...headers } = upstream.headers;
    answer.writeHead(upstream.statusCode ?? 502, headers);
    answer.end(local);
  };

  const serveObjectCall = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const url = new URL(incoming.url ?? '/', `http://${localHost}`);
    const bucket = url.pathname.split('/')[1] ?? '';
    const cors = corsHeaders(incoming.headers, origins.get(bucket) ?? []);
    if (incoming.method === 'OPTIONS') {
      answer.writeHead(cors === undefined ? 403 : 200, cors ?? {}).end();
      return;
    }
    const expired = signedUrlExpiry(url.searchParams, options.now());
    if (expired !== undefined) {
      incoming.resume();
      answer.writeHead(403, { 'content-type': 'application/xml', ...cors }).end(expired);
      return;
    }
    const contentType = incoming.headers['content-type'] ?? '';
    if (changesObject(incoming, url)) {
      await versions.keep(decodeURIComponent(bucket), keyOf(url), incoming.method === 'DELETE');
    }
    if (incoming.method === 'POST' && contentType.startsWith('multipart/form-data')) {
      return serveForm(incoming, answer, { contentType, bucket: decodeURIComponent(bucket), cors });
    }
    if (isLargePut(incoming, url)) {
      // Left open when it is refused: destroying the request would take the answer with it.
      const pieces = incoming.iterator({ destroyOnReturn: false });
      const object = { path: url.pathname, headers: keptHeaders(Object.entries(incoming.headers)) };
      const stored = await storeObject(engine, object, pieces, { least: 0, most: Number.POSITIVE_INFINITY });
      await drain(pieces);
      if ('xml' in stored) return refuse(answer, stored, cors);
      answer.writeHead(200, { etag: stored.etag, ...cors }).end();
      return;
    }
    if (await serveVersions(incoming, answer, url)) return;
    const overrides = incoming.method === 'GET' ? responseOverrides(url.searchParams) : {};
    await pass(incoming, answer, { ...cors, ...overrides });
  };

  /** What S3 says and does of single versions. @returns false: it is the engine's to answer */
  const serveVersions = async (incoming: IncomingMessage, answer: ServerResponse, url: URL): Promise<boolean> => {
    const bucket = decodeURIComponent(url.pathname.split('/')[1] ?? '');
    const key = keyOf(url);
    const { method = '' } = incoming;
    const versionId = url.searchParams.get('versionId');
    if (method === 'GET' && key === '' && url.searchParams.has('versions')) {
      const { status, xml } = await versions.list(bucket, url.searchParams.get('prefix') ?? '');
      answer.writeHead(status, { 'content-type': 'application/xml' }).end(xml);
      return true;
    }
    if (versionId === null || key === '') return false;
    if (method === 'DELETE' && versionId !== 'null') {
      const { status } = await versions.remove(bucket, key, versionId);
      answer.writeHead(status).end();
      return true;
    }
    incoming.url = versions.pathOf(bucket, key, versionId);
    return false;
  };

  /** In a bucket with versions: the request replaces or deletes what stands under its key. */
  const changesObject = ({ method = '' }: IncomingMessage, url: URL): boolean => {
    const { searchParams: query } = url;
    if (!versions.isEnabled(decodeURIComponent(url.pathname.split('/')[1] ?? '')) || keyOf(url) === '') return false;
    if (method === 'PUT') return !query.has('partNumber');
    if (method === 'POST') return query.has('uploadId');
    return method === 'DELETE' && !query.has('uploadId') && !query.has('versionId');
  };

  const serveForm = async (
    incoming: IncomingMessage,
    answer: ServerResponse,
    { contentType, bucket, cors }: { contentType: string; bucket: string; cors: Record<string, string> | undefined },
  ): Promise<void> => {
    const pieces: AsyncIterator<Buffer> = incoming.iterator({ destroyOnReturn: false });
    try {
      const { fields, file } = await openForm(pieces, contentType);
      const key = fields.get('key') ?? '';
      const object = { path: objectPath(bucket, key), headers: keptHeaders([...fields]) };
      const allowed = checkPolicy(fields, bucket, options.now());
      if (versions.isEnabled(bucket) && !('xml' in allowed)) await versions.keep(bucket, key, false);
      const stored = 'xml' in allowed ? allowed : await storeObject(engine, object, file, allowed);
      await drain(pieces);
      if ('xml' in stored) return refuse(answer, stored, cors);
      const { status, xml } = formAnswer(fields.get('success_action_status'), { bucket, key, etag: stored.etag });
      answer.writeHead(status, { etag: stored.etag, 'content-type': 'application/xml', ...cors }).end(xml);
    } catch (error) {
      if (!(error instanceof MalformedForm)) throw error;
      await drain(pieces);
      refuse(answer, refusal(400, 'MalformedPOSTRequest', error.message), cors);
    }
  };

  /** Sends a whole body on and reads the whole answer; ends the call at the engine when the caller goes away. */
  const forward = (incoming: IncomingMessage, body: Buffer, answer: ServerResponse) =>
    new Promise<{ upstream: IncomingMessage; received: Buffer }>((resolve, reject) => {
      const headers = { ...incoming.headers, 'content-length': String(body.length) };
      const outgoing = request(
        { host: localHost, port: options.enginePort, method: incoming.method, path: incoming.url, headers, agent },
        (upstream) => {
          readAll(upstream).then((received) => resolve({ upstream, received }), reject);
        },
      );
      outgoing.once('error', reject);
      answer.once('close', () => {
        if (!answer.writableFinished) outgoing.destroy();
      });
      outgoing.end(body);
    });

  const pass = (incoming: IncomingMessage, answer: ServerResponse, extra: Record<string, string>): Promise<void> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: localHost,
          port: options.enginePort,
          method: incoming.method,
          path: incoming.url,
          headers: incoming.headers,
          agent,
        },
        (upstream) => {
          const { date: _date, ...headers } = upstream.headers;
          answer.writeHead(upstream.statusCode ?? 502, { ...headers, ...extra });
          upstream.pipe(answer);
          upstream.once('end', resolve);
          upstream.once('error', reject);
        },
      );
      outgoing.once('error', reject);
      answer.once('close', () => {
        if (!answer.writableFinished) outgoing.destroy();
      });
      incoming.pipe(outgoing);
    });

  await listen(server, options.port, 'SQS, SNS and S3');
  return {
    endpoint: `http://${localHost}:${options.port}`,
    setBucketOrigins: (bucket, allowed) => void origins.set(bucket, allowed),
    keepVersions: (bucket) => versions.enable(bucket),
    async stop() {
      await close(server);
      agent.destroy();
    },
  };
};

/** Key of the object that a request is about; empty where it is about the bucket. */
const keyOf = ({ pathname }: URL): string => pathname.split('/').slice(2).map(decodeURIComponent).join('/');

/**
 * The system's clock, which may have been set; Node.js would state the machine's. The SDK takes a server's time for the right
 * one and signs with it from the next call on: upload forms would have expired before they are filled in.
 */
const tellTime = (answer: ServerResponse, now: number): void => {
  answer.setHeader('date', new Date(now).toUTCString());
};

const refuse = (
  answer: ServerResponse,
  { status, xml }: RefusedUpload,
  cors: Record<string, string> | undefined,
): void => {
  answer.writeHead(status, { 'content-type': 'application/xml', ...cors }).end(xml);
};

/** A PUT of an object that the engine would not take at once. Bodies in signed chunks pass through as they are. */
const isLargePut = ({ method, headers }: IncomingMessage, { searchParams }: URL): boolean => {
  const isPart = searchParams.has('partNumber');
  const isChunked = headers['content-encoding']?.includes('aws-chunked') ?? false;
  return method === 'PUT' && !isPart && !isChunked && Number(headers['content-length'] ?? 0) > partBytes;
};

/** Takes what still comes, so that its sender reads the answer instead of a closed connection. */
const drain = async (pieces: AsyncIterator<unknown>): Promise<void> => {
  while ((await pieces.next()).done !== true);
};

const readAll = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};
