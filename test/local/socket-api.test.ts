/** WebSocket APIs as API Gateway documents them: events, refusals, routes, and the `@connections` API. */
import { createServer } from 'node:http';
import { connect as connectTcp } from 'node:net';
import {
  ApiGatewayManagementApiClient,
  GetConnectionCommand,
  GoneException,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSocketGateway } from '#shared/live/gateway.ts';
import { type FixtureSystem, startFixture } from './fixture/system.ts';

let system: FixtureSystem;
let client: ApiGatewayManagementApiClient;

beforeAll(async () => {
  system = await startFixture(26_440);
  client = new ApiGatewayManagementApiClient({
    endpoint: system.outputs.ManagementUrl ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}, 60_000);

afterAll(async () => {
  client.destroy();
  await system.stop();
});

interface Open {
  readonly socket: WebSocket;
  readonly texts: readonly string[];
  readonly connectionId: string;
  readonly closed: Promise<CloseEvent>;
}

let marks = 0;

/** Opens a connection. @throws Error with the answer's status when it is refused */
const open = async (query: Readonly<Record<string, string>> = {}): Promise<Open> => {
  marks += 1;
  const mark = `m${marks}`;
  const socket = new WebSocket(`${system.outputs.SocketUrl}?${new URLSearchParams({ ...query, mark })}`);
  const texts: string[] = [];
  socket.addEventListener('message', ({ data }) => texts.push(String(data)));
  const closed = new Promise<CloseEvent>((done) => socket.addEventListener('close', done));
  await new Promise((done, fail) => {
    socket.addEventListener('open', done);
    socket.addEventListener('error', () => fail(new Error('refused')));
  });
  const event = await logged(({ queryStringParameters }) => Object(queryStringParameters).mark === mark);
  return { socket, texts, closed, connectionId: Object(event.requestContext).connectionId };
};

/** The event that the fixture's function noted; waits for it. */
const logged = (fits: (event: Record<string, unknown>) => boolean, name = 'fixture-socket') =>
  vi.waitFor(() => {
    const found = system.events(name).find(fits);
    if (found === undefined) throw new Error('No such event yet.');
    return found;
  }, 20_000);

/** Status of an upgrade request, and what is noted of it. */
const statusOf = (query: string, path = new URL(system.outputs.SocketUrl ?? '').pathname): Promise<number> =>
  new Promise((done, fail) => {
    const { hostname, port } = new URL(system.outputs.SocketUrl ?? '');
    const tcp = connectTcp({ host: hostname, port: Number(port) }, () =>
      tcp.write(
        `GET ${path}${query} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nX-Twice: a\r\nX-Twice: b\r\n\r\n',
      ),
    );
    tcp.once('error', fail);
    tcp.once('data', (data) => {
      done(Number(/^HTTP\/1.1 (\d{3})/.exec(data.toString('utf8'))?.[1]));
      tcp.destroy();
    });
  });

const requestContext = (routeKey: string, eventType: string) => ({
  routeKey,
  eventType,
  extendedRequestId: expect.stringMatching(/=$/),
  requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
  messageDirection: 'IN',
  stage: 'v1',
  connectedAt: expect.any(Number),
  requestTimeEpoch: expect.any(Number),
  identity: { sourceIp: '127.0.0.1', userAgent: expect.any(String) },
  requestId: expect.stringMatching(/=$/),
  domainName: '127.0.0.1',
  connectionId: expect.stringMatching(/=$/),
  apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
});

describe('addresses', () => {
  it('are those of the templates on this machine: sockets for clients, HTTP for functions', () => {
    expect(system.outputs.SocketUrl).toBe('ws://127.0.0.1:26448/v1');
    expect(system.outputs.SocketEndpoint).toBe('ws://127.0.0.1:26448');
    expect(system.outputs.ManagementUrl).toBe('http://127.0.0.1:26448/v1');
    expect(system.outputs.ApiUrl).toBe('http://127.0.0.1:26440');
  });
});

describe('events', () => {
  it('of a connection, its frames and its end have the fields that API Gateway documents', async () => {
    expect(await statusOf('?a=1&a=2&mark=raw')).toBe(101);
    const isRaw = ({ queryStringParameters }: Record<string, unknown>) => Object(queryStringParameters).mark === 'raw';
    const parts = {
      headers: expect.objectContaining({ Upgrade: 'websocket', 'X-Twice': 'b' }),
      multiValueHeaders: expect.objectContaining({ Upgrade: ['websocket'], 'X-Twice': ['a', 'b'] }),
      queryStringParameters: { a: '2', mark: 'raw' },
      multiValueQueryStringParameters: { a: ['1', '2'], mark: ['raw'] },
    };
    expect(await logged(isRaw, 'fixture-socket-door')).toEqual({
      type: 'REQUEST',
      methodArn: expect.stringMatching(/^arn:aws:execute-api:[\w-]+:000000000000:[a-z0-9]{10}\/v1\/\$connect$/),
      ...parts,
      stageVariables: {},
      requestContext: requestContext('$connect', 'CONNECT'),
    });
    const connected = await logged(isRaw);
    expect(connected).toEqual({
      ...parts,
      requestContext: {
        ...requestContext('$connect', 'CONNECT'),
        authorizer: { principalId: 'ana', integrationLatency: expect.any(Number), tenant: 'demo', count: 3 },
      },
      isBase64Encoded: false,
    });
    const { connectionId } = Object(connected.requestContext);
    const ended = await logged(
      (event) =>
        Object(event.requestContext).connectionId === connectionId &&
        Object(event.requestContext).routeKey === '$disconnect',
    );
    expect(ended).toMatchObject({
      headers: { Host: '127.0.0.1', 'x-api-key': '', 'x-restapi': '' },
      requestContext: {
        ...requestContext('$disconnect', 'DISCONNECT'),
        disconnectStatusCode: 1006,
        disconnectReason: '',
      },
      isBase64Encoded: false,
    });
  });

  it.each([
    ['{"action":"chosen","x":1}', 'chosen'],
    ['{"action":"other"}', '$default'],
    ['{"action":7}', '$default'],
    ['no JSON', '$default'],
    // The routes of a connection's life are not for frames to choose.
    ['{"action":"$connect"}', '$default'],
    ['{"action":"$disconnect"}', '$default'],
  ])('of the frame %s go to the route %s', async (text, routeKey) => {
    const { socket, connectionId } = await open();
    socket.send(text);
    const event = await logged(
      ({ body, requestContext: context }) => body === text && Object(context).connectionId === connectionId,
    );
    expect(event).toEqual({
      requestContext: {
        ...requestContext(routeKey, 'MESSAGE'),
        messageId: expect.stringMatching(/=$/),
      },
      body: text,
      isBase64Encoded: false,
    });
    socket.close();
  });
});

describe('refusals', () => {
  it.each([
    ['the authorizer says Unauthorized', '?door=unauthorized', 401],
    ['the authorizer denies', '?door=deny', 403],
    ['the authorizer fails', '?door=throw', 500],
    ['the authorizer answers in another form', '?door=nonsense', 500],
    ['$connect answers 403', '?connect=forbid', 403],
    ['$connect fails', '?connect=throw', 502],
  ])('when %s', async (_name, query, status) => {
    expect(await statusOf(query)).toBe(status);
  });

  it('of another path than the stage', async () => {
    expect(await statusOf('', '/')).toBe(403);
  });
});

describe('a frame whose function fails', () => {
  it('is answered by API Gateway itself, and the connection stays', async () => {
    const { socket, texts, connectionId } = await open();
    socket.send('throw');
    await vi.waitFor(() => expect(texts).toHaveLength(1), 20_000);
    expect(JSON.parse(texts[0] ?? '')).toEqual({
      message: 'Internal server error',
      connectionId,
      requestId: expect.any(String),
    });
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.close();
  });

  it('longer than 128 KB ends the connection', async () => {
    const { socket, closed } = await open();
    socket.send('x'.repeat(128 * 1024 + 1));
    expect((await closed).code).toBe(1009);
  });
});

describe('@connections, called as the product calls it', () => {
  const gateway = () => createSocketGateway(client);

  it('posts a frame, tells of a connection, ends it, and says when it is gone (410)', async () => {
    const { texts, connectionId, closed } = await open();
    expect(await gateway().post(connectionId, { type: 'pong', at: '2026-11-24T12:00:00.000Z' })).toBe('sent');
    await vi.waitFor(() => expect(texts).toEqual(['{"type":"pong","at":"2026-11-24T12:00:00.000Z"}']));
    const told = await client.send(new GetConnectionCommand({ ConnectionId: connectionId }));
    expect(told).toMatchObject({ ConnectedAt: expect.any(Date), Identity: { SourceIp: '127.0.0.1' } });
    await gateway().close(connectionId);
    await closed;
    expect(await gateway().post(connectionId, { type: 'pong', at: '2026-11-24T12:00:00.000Z' })).toBe('gone');
    await gateway().close(connectionId);
  });

  it('does not wait for a client that does not read: 2 s, and it is given up', async () => {
    marks += 1;
    const mark = `m${marks}`;
    const { hostname, port, pathname } = new URL(system.outputs.SocketUrl ?? '');
    const tcp = connectTcp({ host: hostname, port: Number(port) }, () =>
      tcp.write(
        `GET ${pathname}?mark=${mark} HTTP/1.1\r\nHost: ${hostname}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      ),
    );
    tcp.pause();
    const event = await logged(({ queryStringParameters }) => Object(queryStringParameters).mark === mark);
    const { connectionId } = Object(event.requestContext);
    const outcomes: string[] = [];
    const cursor = 'x'.repeat(120_000);
    // What fits into the buffers of the operating system counts as sent; then nothing moves any more.
    for (let posts = 0; posts < 200 && !outcomes.includes('failed'); posts += 1) {
      outcomes.push(await gateway().post(connectionId, { type: 'ready', cursor, expiresAt: '' }));
    }
    expect(outcomes.at(-1)).toBe('failed');
    tcp.destroy();
  });

  it('fails, and does not throw, when API Gateway answers nonsense', async () => {
    const server = createServer((_request, response) => response.writeHead(500).end('nonsense'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const other = new ApiGatewayManagementApiClient({
      endpoint: `http://127.0.0.1:${port}/v1`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    expect(await createSocketGateway(other).post('x=', { type: 'pong', at: '' })).toBe('failed');
    await createSocketGateway(other).close('x=');
    other.destroy();
    server.close();
  });
});

describe('many clients', () => {
  it('come and go a thousand times without leaving anything open', async () => {
    const opened = () =>
      system.events('fixture-socket').flatMap((event) => {
        const { routeKey, connectionId } = Object(event.requestContext);
        return routeKey === '$connect' ? [String(connectionId)] : [];
      });
    // Those of the tests above have begun before it begins.
    await system.quiet();
    const before = new Set(opened());
    for (let round = 0; round < 50; round += 1) {
      const sockets = Array.from({ length: 20 }, () => new WebSocket(`${system.outputs.SocketUrl}`));
      await Promise.all(
        sockets.map(
          (socket) =>
            new Promise<void>((done, fail) => {
              socket.addEventListener('open', () => socket.close());
              socket.addEventListener('close', () => done());
              socket.addEventListener('error', () => fail(new Error('refused')));
            }),
        ),
      );
    }
    await system.quiet();
    // API Gateway tells of an end as best it can, so what counts is whether the connection still answers.
    const ids = opened().filter((id) => !before.has(id));
    expect(ids.length).toBeGreaterThan(900);
    for (const ConnectionId of ids) {
      await expect(client.send(new GetConnectionCommand({ ConnectionId }))).rejects.toThrow(GoneException);
    }
  });
});
