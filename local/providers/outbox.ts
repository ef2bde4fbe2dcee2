import { createRequire } from 'node:module';
import { badRequest, type SendEmailRequest } from './email-request.ts';
import type { ProviderAnswer, ProviderRequest } from './service.ts';

/** The sent e-mails, held and shown by aws-ses-v2-local. In memory: a restart empties it. */
interface Outbox {
  /** @throws ProviderError BadRequestException when aws-ses-v2-local refuses the message */
  deliver(request: SendEmailRequest, messageId: string): Promise<void>;
  /** Answers a request for the outbox's page or its data; undefined when it is for something else. */
  show(request: ProviderRequest): Promise<ProviderAnswer | undefined>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

// A CommonJS package whose function is a default inside the default: loaders disagree about it, require does not.
const sesLocal: typeof import('aws-ses-v2-local') = createRequire(import.meta.url)('aws-ses-v2-local');

/** Paths of aws-ses-v2-local's page. */
const pages = new Set(['GET /', 'GET /store', 'GET /get-emlContent', 'POST /clear-store']);

/** aws-ses-v2-local asks for any AWS authorization and checks nothing of it. */
const requestHeaders = { 'content-type': 'application/json', authorization: 'AWS4-HMAC-SHA256 local' };

/** Starts aws-ses-v2-local inside this process on a free port of its own. */
export const startOutbox = async (): Promise<Outbox> => {
  const server = await sesLocal.default({ host: '127.0.0.1', port: 0 });
  if (!server.listening) await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The e-mail outbox has no port.');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    async deliver(request, messageId) {
      const response = await fetch(`${url}/v2/email/outbound-emails`, {
        method: 'POST',
        headers: requestHeaders,
        body: JSON.stringify(markedWith(request, messageId)),
      });
      const answer = await response.text();
      if (!response.ok) throw badRequest(`The outbox refused the message: ${answer}`);
    },
    async show(request) {
      if (!pages.has(`${request.method} ${request.path}`)) return undefined;
      const response = await fetch(`${url}${request.path}?${request.query}`, { method: request.method });
      return {
        status: response.status,
        headers: { 'content-type': response.headers.get('content-type') ?? 'application/octet-stream' },
        body: Buffer.from(await response.arrayBuffer()),
      };
    },
    async clear() {
      await fetch(`${url}/clear-store`, { method: 'POST' });
    },
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
};

/** aws-ses-v2-local makes ids of its own; a header tells which of ours an e-mail in the outbox is. */
const markedWith = (request: SendEmailRequest, messageId: string): SendEmailRequest => {
  const simple = request.Content.Simple;
  if (!simple) return request;
  const headers = [...(simple.Headers ?? []), { Name: 'X-SES-Message-Id', Value: messageId }];
  return { ...request, Content: { Simple: { ...simple, Headers: headers } } };
};
