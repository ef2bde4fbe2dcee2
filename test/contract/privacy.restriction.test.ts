/** Opposition and blocking (Ley 21.719 arts. 8, 8 ter; LGPD art. 18; ADR 62): checked when a message is accepted and when it is claimed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromItem } from '#platform/table/kernel.ts';
import { AuditRecord } from '#shared/audit/entities.ts';
import { projectConversation } from '#shared/conversations/project-conversation.ts';
import { CustomerHistory, Gate } from '#shared/customers/entities.ts';
import { projectCustomer } from '#shared/customers/project-customer.ts';
import { inbox } from '../../functions/composition/conversations.ts';
import { customers, listings } from '../../functions/composition/customers.ts';
import { take } from '../../functions/composition/part.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { World } from '../support/delivery-world.ts';
import { readBack } from '../support/invariants.ts';

let engines: DeliveryEngines;
beforeAll(async () => {
  engines = await startDeliveryEngines();
}, 60_000);
afterAll(() => engines?.stop());

const restrict = async (world: World, customerId: string, kind: 'opposition' | 'blocking' | null) => {
  const { status, body } = await world.start().api<{ restriction?: { kind: string; by: string } }>({
    call: `PUT /v1/customers/${customerId}/restriction`,
    body: { kind, reason: 'SOL-1' },
    caller: world.caller,
  });
  expect(status).toBe(200);
  return body.restriction;
};

const check = async (world: World, customerId: string, purpose: 'manual' | 'automatic') => {
  const { body } = await world.start().api<{ allowed: boolean; reasons: { code: string }[] }>({
    call: `GET /v1/customers/${customerId}/contact-check?channel=email&purpose=${purpose}`,
    caller: world.caller,
  });
  return [body.allowed, body.reasons.map(({ code }) => code)];
};

/** What the customers' list and the inbox say of the customer, once they have followed the stream. */
const listed = async ({ tenant }: World, customerId: string) => {
  const on = { table: engines.table };
  const lists = take(on, { customers, listings });
  await projectCustomer(lists, tenant, customerId);
  await projectConversation(inbox(on), { tenant, customerId, messageIds: [], customer: true });
  const listing = await lists.listings.find(tenant, customerId);
  const conversation = await inbox(on).conversations.find(tenant, customerId);
  return [listing?.value.row.restriction, conversation?.value.restriction];
};

describe('opposition and blocking', () => {
  it('an objection stops what is automatic, a block everything, and lifting ends both', async () => {
    const world = await World.create(engines);
    const { customerId } = await world.addPerson({ email: 'ana@uno.example' });
    expect(await check(world, customerId, 'automatic')).toEqual([true, []]);
    expect(await restrict(world, customerId, 'opposition')).toMatchObject({ kind: 'opposition', by: 'ana' });
    expect(await check(world, customerId, 'automatic')).toEqual([false, ['DATA_OPPOSED']]);
    expect(await check(world, customerId, 'manual')).toEqual([true, ['DATA_OPPOSED']]);
    await restrict(world, customerId, 'blocking');
    expect(await check(world, customerId, 'manual')).toEqual([false, ['DATA_BLOCKED']]);
    // Told again: nothing new.
    await restrict(world, customerId, 'blocking');
    expect(await restrict(world, customerId, null)).toBeUndefined();
    expect(await check(world, customerId, 'automatic')).toEqual([true, []]);
    const snapshot = await readBack(world);
    expect(snapshot.of(CustomerHistory).map(({ kind, by, reason }) => [kind, by, reason])).toEqual(
      expect.arrayContaining([
        ['data_opposed', 'ana', 'SOL-1'],
        ['data_blocked', 'ana', 'SOL-1'],
        ['data_released', 'ana', 'SOL-1'],
      ]),
    );
    const { items } = await engines.table.query({ pk: `T#${world.tenant}#AUDIT`, consistent: true });
    const audited = items.map((item) => fromItem(AuditRecord, item).value).filter(({ kind }) => kind === 'restriction');
    // All at one moment of the test's clock, so in any order.
    expect(audited.map(({ action, subjectId }) => [action, subjectId]).toSorted()).toEqual([
      ['changed', customerId],
      ['created', customerId],
      ['deleted', customerId],
    ]);
  });

  it('holds at the claim: what was accepted before does not go out', async () => {
    const world = await World.create(engines);
    const person = await world.addPerson({ email: 'ana@uno.example' });
    expect((await world.post(world.start(), person, 'email', 'k-1')).status).toBe(202);
    await restrict(world, person.customerId, 'blocking');
    await world.settle();
    const { messages } = await readBack(world);
    expect(messages).toMatchObject([{ status: 'blocked' }]);
    expect(world.providers.calls).toEqual([]);
    expect((await world.post(world.start(), person, 'email', 'k-2')).body.code).toBe('DATA_BLOCKED');
  });

  it('is for supervisors and administrators, and the stricter of two who are merged holds', async () => {
    const world = await World.create(engines);
    const [own, other] = [
      await world.addPerson({ email: 'ana@uno.example' }),
      await world.addPerson({ email: 'ana@dos.example' }),
    ];
    const refused = await world.start().api({
      call: `PUT /v1/customers/${own.customerId}/restriction`,
      body: { kind: 'blocking', reason: 'X' },
      caller: { ...world.caller, roles: ['advisor'] },
    });
    expect(refused.status).toBe(403);
    await restrict(world, own.customerId, 'opposition');
    await restrict(world, other.customerId, 'blocking');
    const merge = (verb: string, customerId: string, body?: object) =>
      world.start().api({
        call: `POST /v1/customers/${customerId}/${verb}`,
        ...(body === undefined ? {} : { body }),
        caller: world.caller,
      });
    expect((await merge('merge', own.customerId, { customerId: other.customerId })).status).toBe(200);
    expect(await check(world, own.customerId, 'manual')).toEqual([false, ['DATA_BLOCKED']]);
    expect((await merge('unmerge', other.customerId)).status).toBe(200);
    const gates = new Map((await readBack(world)).of(Gate).map((gate) => [gate.customerId, gate.restriction?.kind]));
    expect([gates.get(own.customerId), gates.get(other.customerId)]).toEqual(['opposition', 'blocking']);
  });

  it('stands in the rows of lists and inbox, and leaves them when it is lifted or was the other one’s', async () => {
    const world = await World.create(engines);
    const [own, other] = [
      await world.addPerson({ email: 'ana@uno.example' }),
      await world.addPerson({ email: 'ana@dos.example' }),
    ];
    await world.post(world.start(), own, 'email', 'k-1');
    await projectConversation(inbox({ table: engines.table }), {
      ...{ tenant: world.tenant, customerId: own.customerId, messageIds: 'all', customer: true },
    });
    expect(await listed(world, own.customerId)).toEqual([null, null]);
    await restrict(world, own.customerId, 'opposition');
    expect(await listed(world, own.customerId)).toEqual(['opposition', 'opposition']);
    await restrict(world, own.customerId, null);
    expect(await listed(world, own.customerId)).toEqual([null, null]);
    await restrict(world, other.customerId, 'blocking');
    const caller = world.caller;
    const merging = {
      call: `POST /v1/customers/${own.customerId}/merge`,
      body: { customerId: other.customerId },
      caller,
    };
    expect((await world.start().api(merging)).status).toBe(200);
    expect(await listed(world, own.customerId)).toEqual(['blocking', 'blocking']);
    const undoing = { call: `POST /v1/customers/${other.customerId}/unmerge`, caller };
    expect((await world.start().api(undoing)).status).toBe(200);
    expect(await listed(world, own.customerId)).toEqual([null, null]);
    expect((await listed(world, other.customerId))[0]).toBe('blocking');
  });
});
