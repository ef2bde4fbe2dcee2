/** What is told live to a user who sees only their own customers (MA13, ADR 59). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveEvent } from '#contract/live.ts';
import { toItem } from '#platform/table/kernel.ts';
import { User } from '#shared/companies/entities.ts';
import { Customer } from '#shared/customers/entities.ts';
import { openConnection } from '#shared/live/open-connection.ts';
import { publishEvents } from '#shared/live/publish-events.ts';
import { receiveFrame } from '#shared/live/receive-frame.ts';
import { createLiveFeed } from '../../functions/streams/live/bindings.ts';
import { startTable, type TestTable } from '../support/engines.ts';
import { inboxCustomer } from '../support/inbox-customers.ts';
import { insertOf, liveDeps, startedAt, updateOf } from '../support/live-world.ts';

let engine: TestTable;
beforeAll(async () => {
  engine = await startTable();
});
afterAll(() => engine.stop());

const tokenEndsAt = startedAt + 3_600_000;
const camila = {
  userId: 'camila',
  name: 'Camila',
  email: 'c@x.example',
  roles: ['advisor' as const],
  updatedAt: startedAt,
};

const contactability = (customerId: string): LiveEvent => ({
  type: 'contactability',
  eventId: `e-${customerId}`,
  at: '2026-11-24T12:00:00.000Z',
  revision: 1,
  customerId,
  contactability: 'ok',
  alerts: 0,
  callOnly: false,
});
const process: LiveEvent = {
  type: 'process',
  eventId: 'e-process',
  at: '2026-11-24T12:00:00.000Z',
  revision: 1,
  processId: 'p1',
  kind: 'export',
  state: 'processing',
  progress: { done: 0, total: null },
};

const seed = async (
  tenant: string,
  ...advisors: readonly (readonly [customerId: string, advisorId: string | null])[]
) => {
  await engine.table.put(User, { ...camila, tenant, ownCustomersOnly: true }, 'any');
  for (const [customerId, advisorId] of advisors) {
    await engine.table.put(Customer, inboxCustomer(customerId, { tenant, advisorId }), 'any');
  }
};

const idsTold = (frames: readonly object[]): readonly string[] =>
  frames.flatMap((frame) =>
    'events' in frame && Array.isArray(frame.events)
      ? frame.events.map(({ eventId }: { eventId: string }) => eventId)
      : [],
  );

describe('the live feed of own customers', () => {
  it('tells of them alone, and no processes; others are told all', async () => {
    const deps = liveDeps(engine.table);
    await seed('own-a', ['c-own', 'camila'], ['c-other', 'diego'], ['c-free', null]);
    for (const userId of ['camila', 'diego']) {
      await openConnection(deps, { connectionId: `a-${userId}`, tenant: 'own-a', userId, tokenEndsAt });
    }
    const events = [contactability('c-own'), contactability('c-other'), contactability('c-free'), process];
    await publishEvents(deps, 'own-a', events);
    expect(idsTold(deps.gateway.framesOf('a-camila'))).toEqual(['e-c-own']);
    expect(idsTold(deps.gateway.framesOf('a-diego'))).toEqual(events.map(({ eventId }) => eventId));
  });

  it('tells after a break what is theirs by now', async () => {
    const deps = liveDeps(engine.table);
    await seed('own-b', ['c-own', 'camila'], ['c-other', 'diego']);
    await openConnection(deps, { connectionId: 'b1', tenant: 'own-b', userId: 'camila', tokenEndsAt });
    const resume = (cursor?: string) =>
      receiveFrame(deps, 'b1', JSON.stringify({ action: 'resume', ...(cursor === undefined ? {} : { cursor }) }));
    await resume();
    const [ready] = deps.gateway.framesOf('b1');
    const cursor = ready !== undefined && 'cursor' in ready ? ready.cursor : '';
    deps.time.now += 1_000;
    await publishEvents(deps, 'own-b', [contactability('c-own'), contactability('c-other'), process]);
    const before = deps.gateway.framesOf('b1').length;
    // Handed over and taken over meanwhile.
    await seed('own-b', ['c-own', 'diego'], ['c-other', 'camila']);
    await resume(cursor);
    expect(idsTold(deps.gateway.framesOf('b1').slice(before))).toEqual(['e-c-other']);
  });

  it('closes what a user has open whose right changes, without a word: the client comes back', async () => {
    const deps = liveDeps(engine.table);
    await openConnection(deps, { connectionId: 'c1', tenant: 'own-c', userId: 'camila', tokenEndsAt });
    await openConnection(deps, { connectionId: 'c2', tenant: 'own-c', userId: 'diego', tokenEndsAt });
    const plain = toItem(User, { ...camila, tenant: 'own-c' }, 1);
    const limited = toItem(User, { ...camila, tenant: 'own-c', ownCustomersOnly: true }, 2);
    await createLiveFeed(deps)({ Records: [insertOf(plain, 1)] });
    expect(await deps.live.listConnections('own-c')).toHaveLength(2);
    expect(await createLiveFeed(deps)({ Records: [updateOf(plain, limited, 2)] })).toEqual({ batchItemFailures: [] });
    expect((await deps.live.listConnections('own-c')).map(({ userId }) => userId)).toEqual(['diego']);
    expect(deps.gateway.closed).toEqual(['c1']);
  });
});
