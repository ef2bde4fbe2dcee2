/**
 * A merge before each call in turn of what works on messages of the customer that is merged away (Q13, ADR 0043): nothing
 * is lost, all of it is read through the one that stays, and nothing goes out twice.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textFrom } from '../crash/flow.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { type Person, World } from '../support/delivery-world.ts';
import type { Fault } from '../support/faults.ts';

/** Does something once, before the call at a position among all calls of the process. */
const beforeCall = (position: number, act: () => Promise<unknown>) => {
  let calls = 0;
  const state = { struck: false };
  const fault: Fault = async (_call, send) => {
    calls += 1;
    if (calls - 1 === position) {
      state.struck = true;
      await act();
    }
    return send();
  };
  return { state, fault };
};

/** Runs `race` with the merge before call 0, 1, 2 … until the work makes no further call. @returns how many there were */
const beforeEveryCall = async (race: (position: number) => Promise<boolean>): Promise<number> => {
  for (let position = 0; position < 200; position += 1) if (!(await race(position))) return position;
  throw new Error('The work never ends.');
};

interface Thread {
  readonly items: readonly { readonly direction: string; readonly status: string; readonly preview: string }[];
}

describe('messages', () => {
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
    const request = { call, ...(body === undefined ? {} : { body }), caller: world.caller };
    const answer = await world.start().api<Body>(request);
    expect(answer.status, `${call} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body;
  };
  const merge = (own: Person, other: Person) =>
    ask(`POST /v1/customers/${own.customerId}/merge`, { customerId: other.customerId });
  const pair = async () => {
    const number = phone();
    const [own, other] = [await world.addPerson({ sms: phone() }), await world.addPerson({ sms: number })];
    return { own, other, number };
  };
  const threadOf = ({ customerId }: Person) => ask<Thread>(`GET /v1/conversations/${customerId}/messages`);
  const callsFor = (number: string) =>
    world.providers.calls.filter((call) => JSON.stringify(call).includes(number)).length;
  /** All that waits has happened, and lists and conversations follow the table. */
  const settled = async () => {
    await world.settle();
    for (let records = world.takeRecords(); records.length > 0; records = world.takeRecords()) {
      expect(await world.start().project(records)).toBe(0);
    }
  };
  const inboxOf = async (...people: readonly Person[]) => {
    const ids = people.map(({ customerId }) => customerId);
    const { items } = await ask<{ items: { customerId: string; last: { preview: string } | null }[] }>(
      'GET /v1/conversations?limit=100',
    );
    return items.filter(({ customerId }) => ids.includes(customerId));
  };

  it('that arrive are the one customer’s, once, with what they refuse', async () => {
    const positions = await beforeEveryCall(async (position) => {
      const { own, other, number } = await pair();
      const { state, fault } = beforeCall(position, () => merge(own, other));
      const body = textFrom(world, number, 'BAJA', `in-${number}`);
      // What goes back to its queue comes again.
      await world.hear(world.start(fault), [body]).catch(() => world.hear(world.start(), [body]));
      if (!state.struck) await merge(own, other);
      await settled();
      const told = `merged before call ${position}`;
      expect((await threadOf(own)).items, told).toMatchObject([{ direction: 'inbound', preview: 'BAJA' }]);
      const { dnd } = await ask<{ dnd: { source: string }[] }>(`GET /v1/customers/${own.customerId}`);
      expect(dnd, told).toMatchObject([{ source: 'opt_out' }]);
      expect(await inboxOf(own, other), told).toMatchObject([
        { customerId: own.customerId, last: { preview: 'BAJA' } },
      ]);
      return state.struck;
    });
    expect(positions).toBeGreaterThan(5);
    expect((await ask<{ items: object[] }>('GET /v1/inbound/unmatched')).items).toEqual([]);
  });

  it('that are being accepted go out once', async () => {
    const positions = await beforeEveryCall(async (position) => {
      const { own, other, number } = await pair();
      const { state, fault } = beforeCall(position, () => merge(own, other));
      const answer = await world.post(world.start(fault), other, 'sms', `accepted-${number}`);
      const told = `merged before call ${position}`;
      expect(answer.status, `${told} ${JSON.stringify(answer.body)}`).toBe(202);
      // Who had no answer asks again, and nothing more happens.
      const again = await world.post(world.start(), other, 'sms', `accepted-${number}`);
      expect(again.body.messageId, told).toBe(answer.body.messageId);
      if (!state.struck) await merge(own, other);
      await settled();
      expect(callsFor(number), told).toBe(1);
      expect((await threadOf(own)).items, told).toMatchObject([{ direction: 'outbound', status: 'delivered' }]);
      expect(await inboxOf(own, other), told).toMatchObject([{ customerId: own.customerId }]);
      return state.struck;
    });
    expect(positions).toBeGreaterThan(3);
  });

  it('that are being claimed go out once, and their events find them', async () => {
    const positions = await beforeEveryCall(async (position) => {
      const { own, other, number } = await pair();
      const { messageId } = (await world.post(world.start(), other, 'sms', `claimed-${number}`)).body;
      const { state, fault } = beforeCall(position, () => merge(own, other));
      const job = world.job(messageId);
      if ((await world.start(fault).send('sms', [job])).length > 0) await world.start().send('sms', [job]);
      if (!state.struck) await merge(own, other);
      await settled();
      const told = `merged before call ${position}`;
      expect(callsFor(number), told).toBe(1);
      expect((await threadOf(own)).items, told).toMatchObject([{ direction: 'outbound', status: 'delivered' }]);
      return state.struck;
    });
    expect(positions).toBeGreaterThan(3);
  });
});
