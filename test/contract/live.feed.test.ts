/** The feed behind the WebSocket on a real table (issue 3, 2): what is posted to whom, and that nothing is lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerFrame } from '#contract/live.ts';
import { publishEvents } from '#shared/live/publish-events.ts';
import { receiveFrame } from '#shared/live/receive-frame.ts';
import { LiveStore } from '#shared/live/store.ts';
import { createLiveFeed } from '../../functions/streams/live/bindings.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { Lifetime } from '../support/faults.ts';
import { insertOf, liveDeps, messageEvent, messageRecord, startedAt } from '../support/live-world.ts';

let engine: TestTable;
let companies = 0;

beforeAll(async () => {
  engine = await startTable();
});
afterAll(() => engine.stop());

/** A company of its own with open connections. */
const world = async (...connectionIds: readonly string[]) => {
  companies += 1;
  const tenant = `live-${companies}`;
  const deps = liveDeps(engine.table);
  const connect = (connectionId: string, over: { tokenEndsAt?: number; connectedAt?: number; tenant?: string } = {}) =>
    deps.live.addConnection({
      connectionId: `${tenant}-${connectionId}`,
      tenant,
      userId: connectionId,
      connectedAt: startedAt - 60_000,
      tokenEndsAt: startedAt + 3_600_000,
      ...over,
    });
  await Promise.all(connectionIds.map((id) => connect(id)));
  const id = (connectionId: string) => `${tenant}-${connectionId}`;
  const listed = async () => (await deps.live.listConnections(tenant)).map(({ userId }) => userId).sort();
  const resume = (connectionId: string, cursor?: string) =>
    receiveFrame(deps, id(connectionId), JSON.stringify({ action: 'resume', cursor }));
  return { ...deps, deps, tenant, connect, id, listed, resume };
};

const idsOf = (frames: readonly ServerFrame[]) =>
  frames.flatMap((frame) => (frame.type === 'events' ? frame.events.map(({ eventId }) => eventId) : []));
const lastCursor = (frames: readonly ServerFrame[]) => {
  const frame = frames.findLast((one) => 'cursor' in one);
  return frame !== undefined && 'cursor' in frame ? frame.cursor : '';
};

describe('posting', () => {
  it('reaches every connection of the company and none of another', async () => {
    const [mine, other] = [await world('ana', 'leo'), await world('eva')];
    await publishEvents({ ...mine.deps, gateway: mine.gateway }, mine.tenant, [messageEvent(1)]);
    for (const name of ['ana', 'leo']) expect(idsOf(mine.gateway.framesOf(mine.id(name)))).toEqual(['e1']);
    expect(mine.gateway.framesOf(other.id('eva'))).toEqual([]);
  });

  it('removes a connection that is gone, also when nobody told of its end, and spares one that shakes hands', async () => {
    const { deps, gateway, tenant, id, listed, connect } = await world('ana', 'lost');
    await connect('young', { connectedAt: startedAt - 1_000 });
    for (const name of ['lost', 'young']) gateway.behave(id(name), () => 'gone');
    await publishEvents(deps, tenant, [messageEvent(1)]);
    expect(await listed()).toEqual(['ana', 'young']);
    expect(await deps.live.findConnection(id('lost'))).toBeUndefined();
  });

  it('sends nothing after the end of the token: tells why, and closes', async () => {
    const { deps, gateway, tenant, id, listed, connect } = await world('ana');
    await connect('late', { tokenEndsAt: startedAt });
    await publishEvents(deps, tenant, [messageEvent(1)]);
    expect(gateway.framesOf(id('late'))).toMatchObject([{ type: 'error', code: 'TOKEN_EXPIRED' }]);
    expect(gateway.closed).toEqual([id('late')]);
    expect(await listed()).toEqual(['ana']);
  });

  it('closes a slow reader instead of skipping it, and holds up nobody', async () => {
    const { deps, gateway, tenant, id, listed } = await world('ana', 'slow', 'zoe');
    gateway.behave(id('slow'), async () => {
      await new Promise((done) => setTimeout(done, 50));
      return 'failed' as const;
    });
    await publishEvents(deps, tenant, [messageEvent(1)]);
    expect(gateway.closed).toEqual([id('slow')]);
    expect(await listed()).toEqual(['ana', 'zoe']);
    for (const name of ['ana', 'zoe']) expect(idsOf(gateway.framesOf(id(name)))).toEqual(['e1']);
  });

  it('gives up those that it does not reach in time, so that the stream goes on', async () => {
    const names = Array.from({ length: 120 }, (_, i) => `u${String(i).padStart(3, '0')}`);
    const { deps, gateway, tenant, id, time } = await world(...names);
    for (const name of names) {
      gateway.behave(id(name), () => {
        time.now += 2_000;
        return 'failed';
      });
    }
    await publishEvents(deps, tenant, [messageEvent(1)]);
    // Each failing post takes its 2 s: after 8 s of them no other is begun.
    expect(time.now - startedAt).toBeLessThan(120_000);
    expect(gateway.closed).toHaveLength(120);
    expect(await deps.live.listConnections(tenant)).toEqual([]);
  });
});

describe('the stream', () => {
  it('makes one entry per company and batch, and parks a poison record alone', async () => {
    const [one, two] = [await world('ana'), await world('eva')];
    const feed = createLiveFeed(one.deps);
    const poison = insertOf({ pk: 'T#x#M#c', sk: '1', type: 'message', st: 'invented' }, 2);
    const batch = [messageRecord(one.tenant, 1), poison, messageRecord(two.tenant, 3), messageRecord(one.tenant, 4)];
    const answer = await feed({ Records: batch });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '000000000000000000002' }] });
    expect(idsOf(one.gateway.framesOf(one.id('ana')))).toEqual(['event-1', 'event-4']);
    expect(idsOf(one.gateway.framesOf(two.id('eva')))).toEqual(['event-3']);
    expect(await one.live.listEntries(one.tenant, startedAt, 10)).toHaveLength(1);
  });

  it('gives a repeated batch the same event ids, so that clients tell repeats', async () => {
    const { deps, gateway, tenant, id } = await world('ana');
    const feed = createLiveFeed(deps);
    const batch = { Records: [messageRecord(tenant, 1), messageRecord(tenant, 2)] };
    await feed(batch);
    await feed(batch);
    const ids = idsOf(gateway.framesOf(id('ana')));
    expect(ids).toEqual(['event-1', 'event-2', 'event-1', 'event-2']);
    expect(new Set(ids).size).toBe(2);
  });

  it('fails the records of a company whose entry is not taken, posts nothing of them, and serves the others', async () => {
    const [broken, fine] = [await world('ana'), await world('eva')];
    const lifetime = new Lifetime((call, send) =>
      call.name === 'PutCommand' && JSON.stringify(call.command).includes(broken.tenant)
        ? Promise.reject(new Error('the table does not answer'))
        : send(),
    );
    const deps = { ...broken.deps, live: new LiveStore(engine.through(lifetime.wrap(engine.client))) };
    const answer = await createLiveFeed(deps)({
      Records: [messageRecord(broken.tenant, 1), messageRecord(fine.tenant, 2)],
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '000000000000000000001' }] });
    expect(deps.gateway.framesOf(broken.id('ana'))).toEqual([]);
    expect(idsOf(deps.gateway.framesOf(fine.id('eva')))).toEqual(['event-2']);
  });
});

describe('resuming', () => {
  it('finds what was written before a crash and never posted', async () => {
    const { deps, gateway, tenant, id, resume, time } = await world('ana');
    await resume('ana');
    const cursor = lastCursor(gateway.framesOf(id('ana')));
    time.now += 60_000;
    // The process dies between the entry and the list of connections.
    const lifetime = new Lifetime((call, send, self) => (call.name === 'QueryCommand' ? self.die() : send()));
    const dying = { ...deps, live: new LiveStore(engine.through(lifetime.wrap(engine.client))) };
    await expect(publishEvents(dying, tenant, [messageEvent(7)])).rejects.toThrow('died');
    expect(idsOf(gateway.framesOf(id('ana')))).toEqual([]);
    await resume('ana', cursor);
    expect(idsOf(gateway.framesOf(id('ana')))).toEqual(['e7']);
  });

  it('tells all that was missed in order, then that the client is up to date', async () => {
    const { deps, gateway, tenant, id, resume, connect, time } = await world('ana');
    await resume('ana');
    const cursor = lastCursor(gateway.framesOf(id('ana')));
    await deps.live.removeConnection({ tenant, connectionId: id('ana') });
    for (const number of [1, 2, 3]) {
      time.now += 120_000;
      await publishEvents(deps, tenant, [messageEvent(number)]);
    }
    await connect('back');
    await resume('back', cursor);
    const frames = gateway.framesOf(id('back'));
    expect(idsOf(frames)).toEqual(['e1', 'e2', 'e3']);
    expect(frames.at(-1)).toMatchObject({ type: 'ready', expiresAt: '2026-11-24T13:00:00.000Z' });
    // From the second entry's cursor on: the third, and again what lies within the overlap.
    const second = frames[1];
    await connect('third');
    await resume('third', second !== undefined && 'cursor' in second ? second.cursor : '');
    expect(idsOf(gateway.framesOf(id('third')))).toEqual(['e2', 'e3']);
  });

  it('finds an entry that another shard wrote late, at an earlier place than the cursor', async () => {
    const { deps, gateway, tenant, id, resume, time } = await world('ana');
    time.now += 60_000;
    await publishEvents(deps, tenant, [messageEvent(1)]);
    const cursor = lastCursor(gateway.framesOf(id('ana')));
    await deps.live.addEntry({ tenant, at: time.now - 15_000, entryId: 'late', events: [messageEvent(2)] });
    await resume('ana', cursor);
    expect(idsOf(gateway.framesOf(id('ana')))).toContain('e2');
  });

  it('asks the client to load anew after a day, or when more was missed than is worth telling', async () => {
    const { deps, gateway, tenant, id, resume, connect, time } = await world('ana');
    await resume('ana');
    const cursor = lastCursor(gateway.framesOf(id('ana')));
    for (let number = 0; number < 201; number += 1) {
      await deps.live.addEntry({ tenant, at: startedAt + number, entryId: 'x', events: [messageEvent(number)] });
    }
    await resume('ana', cursor);
    expect(gateway.framesOf(id('ana')).slice(1)).toMatchObject([{ type: 'reset' }]);
    time.now += 86_400_000;
    await connect('tomorrow', { tokenEndsAt: time.now + 1_000 });
    await resume('tomorrow', cursor);
    expect(gateway.framesOf(id('tomorrow'))).toMatchObject([{ type: 'reset' }]);
    // Events go on from the cursor that came with it.
    await resume('tomorrow', lastCursor(gateway.framesOf(id('tomorrow'))));
    expect(gateway.framesOf(id('tomorrow')).at(-1)).toMatchObject({ type: 'ready' });
  });

  it('refuses the cursor of another company as it refuses a forged one (I17)', async () => {
    const [mine, other] = [await world('ana'), await world('eva')];
    await other.resume('eva');
    for (const cursor of [lastCursor(other.gateway.framesOf(other.id('eva'))), 'forged']) {
      await mine.resume('ana', cursor);
      expect(mine.gateway.framesOf(mine.id('ana')).at(-1)).toMatchObject({ code: 'CURSOR_INVALID' });
    }
    expect(mine.gateway.closed).toEqual([]);
  });

  it('closes a client that breaks off in the middle, so that it asks again', async () => {
    const { deps, gateway, tenant, id, resume, listed, time } = await world('ana');
    await resume('ana');
    const cursor = lastCursor(gateway.framesOf(id('ana')));
    time.now += 1_000;
    await deps.live.addEntry({ tenant, at: time.now, entryId: 'x', events: [messageEvent(1)] });
    gateway.behave(id('ana'), () => 'failed');
    await resume('ana', cursor);
    expect(gateway.closed).toEqual([id('ana')]);
    expect(await listed()).toEqual([]);
  });
});
