/** Connections come and go (issue 3, 2): bounded, found again by their id, closed when their token ends. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetConnection } from '#shared/live/forget-connection.ts';
import { openConnection } from '#shared/live/open-connection.ts';
import { receiveFrame } from '#shared/live/receive-frame.ts';
import { createConnect } from '../../functions/socket/connect/bindings.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { liveDeps, startedAt } from '../support/live-world.ts';

let engine: TestTable;

beforeAll(async () => {
  engine = await startTable();
});
afterAll(() => engine.stop());

const tokenEndsAt = startedAt + 3_600_000;

describe('connections', () => {
  it('are those of the authorizer, and of nothing else in the request', async () => {
    const deps = liveDeps(engine.table);
    const connect = createConnect(deps);
    const authorizer = { tenant: 'wsa', userId: 'ana', tokenEndsAt: String(tokenEndsAt), principalId: 'ana' };
    const event = {
      headers: { 'x-tenant': 'acme' },
      queryStringParameters: { tenant: 'acme' },
      requestContext: { connectionId: 'c1', eventType: 'CONNECT', authorizer },
    };
    expect(await connect(event)).toEqual({ statusCode: 200 });
    expect(await deps.live.listConnections('wsa')).toEqual([
      { connectionId: 'c1', tenant: 'wsa', userId: 'ana', connectedAt: startedAt, tokenEndsAt },
    ]);
    await expect(connect({ requestContext: { connectionId: 'c2', eventType: 'CONNECT' } })).rejects.toThrow();
    const frame = { requestContext: { connectionId: 'c2', eventType: 'MESSAGE', authorizer } };
    await expect(connect(frame)).rejects.toThrow('MESSAGE');
  });

  it('end when API Gateway says so, twice as well as once', async () => {
    const deps = liveDeps(engine.table);
    await openConnection(deps, { connectionId: 'c3', tenant: 'wsb', userId: 'ana', tokenEndsAt });
    await forgetConnection(deps, 'c3');
    await forgetConnection(deps, 'c3');
    expect(await deps.live.listConnections('wsb')).toEqual([]);
  });

  it('stay few over a thousand reconnects of which no end was told', async () => {
    const deps = liveDeps(engine.table);
    for (let number = 0; number < 1_000; number += 1) {
      deps.time.now += 1;
      const connectionId = `r${String(number).padStart(4, '0')}`;
      await openConnection(deps, { connectionId, tenant: 'wsc', userId: 'ana', tokenEndsAt });
    }
    const left = (await deps.live.listConnections('wsc')).map(({ connectionId }) => connectionId);
    expect(left).toEqual(Array.from({ length: 10 }, (_, i) => `r${990 + i}`.replace('r', 'r0')));
    expect(deps.gateway.closed).toHaveLength(990);
    expect(deps.gateway.framesOf('r0000')).toMatchObject([{ type: 'error', code: 'CONNECTION_REPLACED' }]);
  });
});

describe('frames', () => {
  it('of a connection that nobody knows any more are answered with its end, so that the client comes back', async () => {
    const deps = liveDeps(engine.table);
    await receiveFrame(deps, 'unknown', '{"action":"ping"}');
    expect(deps.gateway.framesOf('unknown')).toMatchObject([{ code: 'CONNECTION_REPLACED' }]);
    expect(deps.gateway.closed).toEqual(['unknown']);
  });

  it('after the end of the token get no answer but that', async () => {
    const deps = liveDeps(engine.table);
    await openConnection(deps, { connectionId: 'c4', tenant: 'wsd', userId: 'ana', tokenEndsAt });
    deps.time.now = tokenEndsAt;
    await receiveFrame(deps, 'c4', '{"action":"resume"}');
    expect(deps.gateway.framesOf('c4')).toMatchObject([{ type: 'error', code: 'TOKEN_EXPIRED' }]);
    expect(deps.gateway.closed).toEqual(['c4']);
    expect(await deps.live.findConnection('c4')).toBeUndefined();
  });

  it('that are no text are refused', async () => {
    const deps = liveDeps(engine.table);
    await openConnection(deps, { connectionId: 'c5', tenant: 'wsd', userId: 'ana', tokenEndsAt });
    await receiveFrame(deps, 'c5', undefined);
    expect(deps.gateway.framesOf('c5')).toMatchObject([{ code: 'FRAME_INVALID' }]);
  });
});
