/**
 * Two to four handlers at once, with every call to the table in an order that fast-check chooses (reliability §5.3,
 * F4). Each call waits at the port until the scheduler lets it go; one goes at a time.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Customer } from '#shared/customers/entities.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import type { Process } from '../support/delivery-process.ts';
import { minute, type Person, World } from '../support/delivery-world.ts';
import type { Fault } from '../support/faults.ts';
import { readBack, violations } from '../support/invariants.ts';

const numRuns = Number(process.env.INTERLEAVINGS ?? 12);

let engines: DeliveryEngines;
beforeAll(async () => {
  engines = await startDeliveryEngines();
}, 60_000);
afterAll(() => engines?.stop());

/** Holds each call back until the scheduler picks it, and lets it end before the next one begins. */
const inTurn = (scheduler: fc.Scheduler): Fault => {
  let last: Promise<unknown> = Promise.resolve();
  return async ({ name }, send) => {
    await scheduler.schedule(Promise.resolve(name), name);
    const mine = last.then(send);
    last = mine.catch(() => undefined);
    return mine;
  };
};

type Handler = (process: Process) => Promise<unknown>;
interface Scene {
  readonly handlers: readonly Handler[];
  /** What must be true in the end beside the invariants. */
  readonly expect?: (world: World) => Promise<void>;
}

const dead = 'nobody.ana@uno.example';

const sentTo = async (world: World, person: Person, channel: 'email' | 'sms') => {
  await world.post(world.start(), person, channel, `sent-${channel}`);
  await world.drain(world.start(), channel);
  return world.takeEvents();
};

const accepted = async (world: World, person: Person, key: string): Promise<string> => {
  const { body } = await world.post(world.start(), person, 'email', key);
  return body.messageId;
};

const calls = (world: World) => world.providers.calls.length;

const scenes: Readonly<Record<string, (world: World) => Promise<Scene>>> = {
  'a bounce, two workers with one job, and a clearing': async (world) => {
    const person = await world.addPerson({ email: dead });
    await world.addPerson({ email: dead });
    const events = await sentTo(world, person, 'email');
    const messageId = await accepted(world, person, 'second');
    const send: Handler = (process) => process.send('email', [world.job(messageId)]);
    const clear: Handler = (process) =>
      process.api({
        call: `POST /v1/customers/${person.customerId}/addresses/${person.addressIds.email}/alert/clear`,
        caller: world.caller,
      });
    return { handlers: [(process) => world.hear(process, events), send, send, clear] };
  },
  "bounces of a customer's two addresses, and a new address": async (world) => {
    const person = await world.addPerson({ email: dead, sms: '+56912340000' });
    const byMail = await sentTo(world, person, 'email');
    const byText = await sentTo(world, person, 'sms');
    const add: Handler = (process) =>
      process.api({
        call: `POST /v1/customers/${person.customerId}/addresses`,
        body: { channel: 'whatsapp', value: '+56912345678' },
        caller: world.caller,
      });
    return {
      handlers: [(process) => world.hear(process, byMail), (process) => world.hear(process, byText), add],
      expect: async (each) => {
        const [customer] = (await readBack(each)).of(Customer);
        expect(customer).toMatchObject({ contactability: 'problems', alerts: 2 });
      },
    };
  },
  'a claim, a pause, a replacement and a DND': async (world) => {
    const person = await world.addPerson({ email: 'ana@uno.example' });
    const { body } = await world.post(world.start(), person, 'email', 'k', { purpose: 'automatic' });
    const put =
      (path: string, content: object): Handler =>
      (process) =>
        process.api({ call: `PUT /v1/customers/${person.customerId}${path}`, body: content, caller: world.caller });
    const until = new Date(world.time + 60 * minute).toISOString();
    return {
      handlers: [
        (process) => process.send('email', [world.job(body.messageId)]),
        put('/pause', { until }),
        put(`/addresses/${person.addressIds.email}`, { value: 'ana.rojas@uno.example' }),
        put('/dnd', { channel: 'email', active: true, scope: 'all' }),
      ],
      expect: async (each) => {
        const { messages } = await readBack(each);
        const [message] = messages;
        expect(calls(each)).toBe(message?.attempts.length);
      },
    };
  },
  'the events of one message at once, and its own record': async (world) => {
    const person = await world.addPerson({ email: 'complaint@simulator.amazonses.com' });
    const messageId = await accepted(world, person, 'k');
    const heard: Handler = async (process) => {
      // Whoever comes first finds nothing to tell; the rest is told when the world settles.
      for (const body of world.takeEvents()) await world.hear(process, [body]);
    };
    return { handlers: [(process) => process.send('email', [world.job(messageId)]), heard, heard] };
  },
  'one key twice, the sweep, and a worker': async (world) => {
    const person = await world.addPerson({ email: 'ana@uno.example' });
    const messageId = await accepted(world, person, 'first');
    world.time += 20 * minute;
    const post: Handler = (process) => world.post(process, person, 'email', 'same');
    return {
      handlers: [post, post, (process) => process.sweep(), (process) => process.send('email', [world.job(messageId)])],
      expect: async (each) => {
        expect(calls(each)).toBe(2);
      },
    };
  },
};

describe('interleavings', () => {
  it.each(Object.entries(scenes))(
    '%s',
    async (_name, scene) => {
      const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = await World.create(engines);
        const { handlers, ...rest } = await scene(world);
        const fault = inTurn(scheduler);
        // An event that lost too many races goes back to its queue, as it should, and comes again.
        const all = handlers.map((handler) => handler(world.start(fault)).catch((error: unknown) => error));
        await scheduler.waitFor(Promise.all(all));
        for (const again of handlers.slice(0, 1)) await again(world.start());
        await world.settle();
        await rest.expect?.(world);
        expect(await violations(world)).toEqual([]);
      });
      await fc.assert(property, { numRuns, endOnFailure: true });
    },
    600_000,
  );
});
