/**
 * The real clients of the providers against a server that loses the answer: one request each, and an outcome that
 * nobody knows (reliability §5.2.3). The SDK's own retries would send twice behind our back.
 */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { nothingToPrepare, type OutboundMessage } from '#shared/messaging/providers/channel.ts';
import { createEmailChannel, createEmailClient } from '#shared/messaging/providers/email/email.ts';
import { createSmsChannel, createSmsClient } from '#shared/messaging/providers/sms/sms.ts';
import { createWhatsAppChannel, createWhatsAppClient } from '#shared/messaging/providers/whatsapp/whatsapp.ts';
import { freePort } from '../support/engines.ts';

type Answer = 'reset' | 500 | 503 | 429;

let server: Server;
let requests = 0;
let answer: Answer = 500;

beforeAll(async () => {
  const port = await freePort();
  server = createServer((request, response) => {
    requests += 1;
    request.resume().on('end', () => {
      if (answer === 'reset') request.socket.destroy();
      else response.writeHead(answer, { 'content-type': 'application/json' }).end('{"message":"no"}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests = 0;
});

const message: OutboundMessage = {
  tenant: 'acme',
  customerId: 'c1',
  messageId: 'c1-m1',
  attemptId: 'c1-m1-1',
  recipient: '+56912345678',
  subject: 'Aviso',
  body: 'Hola',
  template: null,
  files: [],
  automatic: true,
  answers: null,
  parts: undefined,
  senders: {
    email: { fromAddress: 'cobranza@acme.example', fromName: 'Acme', tenantName: 'acme' },
    sms: { originationIdentity: '+56220000001' },
    whatsapp: { phoneNumberId: 'phone-number-id-00000000000000000000000000000001', displayNumber: '+56220000002' },
  },
};

const replies = { domain: 'in.acme.example', key: 'key' };
const noFiles = { read: async () => undefined };
const channels = {
  email: () => createEmailChannel(createEmailClient(), 'configuration', replies, noFiles),
  sms: () => createSmsChannel(createSmsClient(), 'configuration'),
  whatsapp: () => createWhatsAppChannel(createWhatsAppClient(), 'files'),
};

describe.each(Object.entries(channels))('%s', (_name, create) => {
  it.each(['reset', 500, 503] as const)(
    'a call that ends with %s is made once, and its outcome is unknown',
    async (how) => {
      answer = how;
      expect(await create().send(message, nothingToPrepare)).toMatchObject({ kind: 'unknown' });
      expect(requests).toBe(1);
    },
  );

  it('a throttled call is made once, and is a certain refusal that may be tried later', async () => {
    answer = 429;
    expect(await create().send(message, nothingToPrepare)).toMatchObject({
      kind: 'refused',
      class: 'RETRY',
      retryable: true,
    });
    expect(requests).toBe(1);
  });
});
