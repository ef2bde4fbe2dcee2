/** What was accepted for a customer goes on when it becomes part of another, as that one's gate allows (Q13, I8). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCursors } from '#platform/cursor.ts';
import { MessageStore } from '#shared/messaging/ledger/message-store.ts';
import { interactionsRoutes } from '../../functions/api/interactions/bindings.ts';
import { createIntegrityCheck } from '../../functions/schedules/integrity/bindings.ts';
import { textFrom } from '../crash/flow.ts';
import { callApi } from '../support/call-api.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { hour, type Person, World } from '../support/delivery-world.ts';
import { quietLog } from '../support/inbox-world.ts';

let engines: DeliveryEngines;
let world: World;
let made = 0;

beforeAll(async () => {
  engines = await startDeliveryEngines();
  world = await World.create(engines);
}, 60_000);
afterAll(() => engines?.stop());

const phone = () => {
  made += 1;
  return `+5691234${String(5600 + made).padStart(4, '0')}`;
};
const ask = async <Body>(call: string, body?: unknown) => {
  const answer = await world.start().api<Body>({ call, ...(body === undefined ? {} : { body }), caller: world.caller });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
};
const merge = (own: Person, other: Person) =>
  ask(`POST /v1/customers/${own.customerId}/merge`, { customerId: other.customerId });
const later = async (person: Person, key: string) => {
  const sendAt = new Date(world.time + hour).toISOString();
  return (await world.post(world.start(), person, 'sms', key, { sendAt })).body.messageId;
};
const statusOf = async (messageId: string) => (await ask<{ status: string }>(`GET /v1/messages/${messageId}`)).status;
const storedMessage = async (messageId: string) => {
  const stored = await new MessageStore(world.start().table).find(world.tenant, messageId, { consistent: true });
  if (stored === undefined) throw new Error(`${messageId} is gone.`);
  return stored.value;
};
const callsFor = (number: string) =>
  world.providers.calls.filter((call) => JSON.stringify(call).includes(number)).length;

describe('messages of a merged customer', () => {
  it('that wait go out once, also to an address that both had', async () => {
    const shared = phone();
    const [own, other] = [await world.addPerson({ sms: shared }), await world.addPerson({ sms: shared })];
    const third = await world.addPerson({ sms: phone() });
    const messages = [await later(other, 'merged-shared'), await later(third, 'merged-moved')];
    await merge(own, other);
    await merge(own, third);
    await world.settle();
    for (const messageId of messages) expect(await statusOf(messageId)).toBe('delivered');
    expect(callsFor(shared)).toBe(1);
    const clock = { now: () => world.time };
    const register = callApi(interactionsRoutes({ table: world.start().table, clock, cursors: createCursors('k') }));
    for (const { customerId } of [own, third]) {
      const { body } = await register<{ items: { messageId: string }[] }>({
        call: `GET /v1/interactions?customerId=${customerId}&from=2026-11-20&to=2026-11-21`,
        caller: world.caller,
      });
      expect(body.items.map(({ messageId }) => messageId).sort()).toEqual(messages.toSorted());
    }
  });

  it('stop where communications with the one are stopped', async () => {
    const number = phone();
    const [own, other] = [await world.addPerson({ sms: phone() }), await world.addPerson({ sms: number })];
    const messageId = await later(other, 'merged-stopped');
    await merge(own, other);
    await ask(`PUT /v1/customers/${own.customerId}/stop`, { stopped: true, reason: 'Falleció' });
    await world.settle();
    expect(['blocked', 'skipped']).toContain(await statusOf(messageId));
    expect(callsFor(number)).toBe(0);
  });

  it('D13 Q7: who writes from its address, or refuses there, is the one customer', async () => {
    const number = phone();
    const [own, other] = [await world.addPerson({ sms: phone() }), await world.addPerson({ sms: number })];
    await merge(own, other);
    await world.hear(world.start(), [textFrom(world, number, 'BAJA', `in-${number}`)]);
    await world.settle();
    const { items } = await ask<{ items: { recipient: string; direction: string }[] }>(
      `GET /v1/conversations/${own.customerId}/messages`,
    );
    expect(items).toMatchObject([{ direction: 'inbound', recipient: number }]);
    const { dnd } = await ask<{ dnd: { source: string }[] }>(`GET /v1/customers/${own.customerId}`);
    expect(dnd).toMatchObject([{ source: 'opt_out' }]);
    const undone = await ask<{ customer: { dnd: object[] }; restored: { dnd: object[] } }>(
      `POST /v1/customers/${own.customerId}/unmerge`,
    );
    expect(undone.restored.dnd).toHaveLength(1);
  });

  it('Q14: an answer marks what was sent to the merged one, also to an address that both had', async () => {
    const [shared, moved] = [phone(), phone()];
    const [own, other] = [await world.addPerson({ sms: shared }), await world.addPerson({ sms: shared })];
    const third = await world.addPerson({ sms: moved });
    const [toShared, toMoved] = [
      (await world.post(world.start(), other, 'sms', 'asks-shared')).body.messageId,
      (await world.post(world.start(), third, 'sms', 'asks-moved')).body.messageId,
    ];
    await world.settle();
    await merge(own, other);
    await merge(own, third);
    world.time += hour;
    for (const number of [shared, moved]) {
      await world.hear(world.start(), [textFrom(world, number, 'Sí, gracias', `answers-${number}`)]);
    }
    for (const messageId of [toShared, toMoved]) {
      const { facts } = await storedMessage(messageId);
      expect(facts.map(({ kind }) => kind)).toContain('replied');
    }
  });

  it('the nightly check finds nothing amiss in customers that were merged', async () => {
    for (let records = world.takeRecords(); records.length > 0; records = world.takeRecords()) {
      expect(await world.start().project(records)).toBe(0);
    }
    const { table } = world.start();
    const check = createIntegrityCheck({ table, log: quietLog, clock: { now: () => world.time }, confirmAfterMs: 0 });
    const context = { awsRequestId: 'check', getRemainingTimeInMillis: () => 800_000 };
    const answer = await check({ tenant: world.tenant }, context);
    expect(answer).toMatchObject({ done: true, integrity: { findings: [], repaired: 0, left: 0 } });
  });
});
