/** What a user has open is closed when the user is disabled, and nothing new opens (issue 10, B7). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toItem } from '#platform/table/kernel.ts';
import { User } from '#shared/companies/entities.ts';
import { openConnection } from '#shared/live/open-connection.ts';
import { createConnect } from '../../functions/socket/connect/bindings.ts';
import { createLiveFeed } from '../../functions/streams/live/bindings.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { insertOf, liveDeps, messageRecord, startedAt } from '../support/live-world.ts';

let engine: TestTable;
beforeAll(async () => {
  engine = await startTable();
});
afterAll(() => engine.stop());

const tokenEndsAt = startedAt + 3_600_000;
const ana = { userId: 'ana', name: 'Ana', email: 'ana@x.example', roles: ['advisor' as const], updatedAt: startedAt };
const connectEvent = (tenant: string, connectionId: string) => ({
  requestContext: {
    connectionId,
    eventType: 'CONNECT',
    authorizer: { tenant, userId: 'ana', tokenEndsAt: String(tokenEndsAt) },
  },
});

describe('the sockets of a disabled user', () => {
  it('are told why and closed, those of others stay, and events of the same batch arrive', async () => {
    const deps = liveDeps(engine.table);
    for (const [connectionId, userId] of [
      ['a1', 'ana'],
      ['a2', 'ana'],
      ['b1', 'benito'],
    ] as const) {
      await openConnection(deps, { connectionId, tenant: 'gone-a', userId, tokenEndsAt });
    }
    const disabled = insertOf(toItem(User, { ...ana, tenant: 'gone-a', disabledAt: startedAt }, 2), 1);
    const batch = { Records: [disabled, messageRecord('gone-a', 2)] };
    expect(await createLiveFeed(deps)(batch)).toEqual({ batchItemFailures: [] });
    expect((await deps.live.listConnections('gone-a')).map(({ connectionId }) => connectionId)).toEqual(['b1']);
    for (const connectionId of ['a1', 'a2']) {
      expect(deps.gateway.framesOf(connectionId)).toContainEqual(expect.objectContaining({ code: 'USER_DISABLED' }));
      expect(deps.gateway.closed).toContain(connectionId);
    }
    expect(deps.gateway.closed).not.toContain('b1');
    expect(deps.gateway.framesOf('b1').map(({ type }) => type)).toEqual(['events']);
  });

  it('stay open where the change of a user is another one', async () => {
    const deps = liveDeps(engine.table);
    await openConnection(deps, { connectionId: 'c1', tenant: 'gone-b', userId: 'ana', tokenEndsAt });
    await createLiveFeed(deps)({ Records: [insertOf(toItem(User, { ...ana, tenant: 'gone-b' }, 2), 3)] });
    expect(await deps.live.listConnections('gone-b')).toHaveLength(1);
  });

  it('are not made any more: 401, and nothing on the list', async () => {
    const deps = liveDeps(engine.table);
    const connect = createConnect(deps);
    await engine.table.put(User, { ...ana, tenant: 'gone-c', disabledAt: startedAt }, 'absent');
    expect(await connect(connectEvent('gone-c', 'd1'))).toEqual({ statusCode: 401, body: 'USER_DISABLED' });
    expect(await deps.live.listConnections('gone-c')).toEqual([]);
    await engine.table.put(User, { ...ana, tenant: 'gone-c' }, 'any');
    expect(await connect(connectEvent('gone-c', 'd2'))).toEqual({ statusCode: 200 });
  });
});
