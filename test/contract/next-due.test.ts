/** When due work has something to do next: a clock that is walked ahead runs no minute before it, and misses none. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { day, hour, minute, type Person, World } from '../support/delivery-world.ts';

let engines: DeliveryEngines;
let world: World;
let person: Person;

beforeAll(async () => {
  engines = await startDeliveryEngines();
  world = await World.create(engines);
  person = await world.addPerson({ email: 'ana@uno.example', sms: '+56912345678' });
});
afterAll(() => engines?.stop());

const accept = async (channel: 'email' | 'sms', more: object) => {
  const { status, body } = await world.post(world.start(), person, channel, `key-${JSON.stringify(more)}`, more);
  expect(status, JSON.stringify(body)).toBe(202);
  return body.messageId;
};
const hold = async (held: boolean) => {
  const caller = { tenant: world.tenant, userId: 'eva', roles: ['admin'] as const };
  const body = { scope: { kind: 'channel', id: 'sms' }, held, reason: 'Prueba' };
  expect((await world.start().api({ call: 'PUT /v1/settings/holds', body, caller })).status).toBe(200);
};
const nextDue = () => world.start().nextDue();

it('is the time of what is scheduled, the last useful time of what is held, and at once what a lifted hold lets go', async () => {
  expect(await nextDue()).toBe(Number.POSITIVE_INFINITY);

  const sendAt = world.time + 3 * day;
  await accept('email', { sendAt: new Date(sendAt).toISOString() });
  expect(await nextDue()).toBe(sendAt);

  await hold(true);
  const usefulUntil = world.time + 5 * hour;
  await accept('sms', { usefulUntil: new Date(usefulUntil).toISOString() });
  await world.drain(world.start(), 'sms');
  expect(await nextDue()).toBe(usefulUntil);

  await hold(false);
  expect(await nextDue()).toBeLessThanOrEqual(world.time);
  world.time += minute;
  await world.start().sweep();
  await world.drain(world.start(), 'sms');
  // The rule remembers a lifted hold for as long as a worker may not know of it.
  expect(await nextDue()).toBeLessThanOrEqual(world.time);
  world.time += hour;
  await world.start().sweep();
  expect(await nextDue()).toBe(sendAt);

  world.time = sendAt;
  expect(await nextDue()).toBeLessThanOrEqual(world.time);
  await world.start().sweep();
  await world.drain(world.start(), 'email');
  expect(await nextDue()).toBe(Number.POSITIVE_INFINITY);
});
