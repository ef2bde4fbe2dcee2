/** The breaker: an account that fares badly warns, pauses itself, tells why, and is resumed by a person (F18, G73). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromItem } from '#platform/table/kernel.ts';
import { Health, healthPartition, sumOf } from '#shared/messaging/holds/health.ts';
import { textFrom, writes } from '../crash/flow.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { type Person, World } from '../support/delivery-world.ts';

let engines: DeliveryEngines;
let world: World;

beforeAll(async () => {
  engines = await startDeliveryEngines();
  world = await World.create(engines);
});
afterAll(() => engines?.stop());

interface Answer {
  readonly holds: readonly { scope: { kind: string; id: string; name: string }; source: string; reason: string }[];
  readonly warnings: readonly { scope: { kind: string; id: string }; reason: string }[];
}
const admin = () => ({ tenant: world.tenant, userId: 'eva', roles: ['admin'] as const });
const shown = async () => (await world.start().api<Answer>({ call: 'GET /v1/settings/holds', caller: admin() })).body;

let keys = 0;
const accept = async (person: Person): Promise<string> => {
  keys += 1;
  const { status, body } = await world.post(world.start(), person, 'email', `breaker-${keys}`);
  expect(status, JSON.stringify(body)).toBe(202);
  return body.messageId;
};
/** Sends what waits, hears what the provider tells, and lets the stream's functions see it. @returns what was told */
const happen = async (): Promise<readonly string[]> => {
  await world.drain(world.start(), 'email');
  const events = world.takeEvents();
  await world.hear(world.start(), events);
  expect(await world.start().project(world.takeRecords())).toBe(0);
  return events;
};
const counted = async () => {
  const [{ scope } = { scope: { id: '' } }] = [...(await shown()).holds, ...(await shown()).warnings];
  const found = [];
  for await (const item of engines.table.queryAll({ pk: healthPartition(world.tenant, `account:${scope.id}`) })) {
    found.push(fromItem(Health, item).value);
  }
  return sumOf(found);
};

describe('an account whose mails bounce', () => {
  it('warns at half of the limit, pauses at it, counts each message once, and goes on when a person says so', async () => {
    const good = await world.addPerson({ email: 'ana@uno.example' });
    for (let turn = 0; turn < 48; turn += 1) await accept(good);
    await happen();
    expect(await shown()).toEqual({ holds: [], warnings: [] });

    const bounce = async (name: string) => accept(await world.addPerson({ email: `nobody.${name}@uno.example` }));
    await bounce('uno');
    await bounce('dos');
    const told = await happen();
    // 2 of 50 bounced: 4 %.
    expect((await shown()).warnings).toMatchObject([{ scope: { kind: 'account' }, reason: 'BOUNCE_RATE' }]);
    expect((await shown()).holds).toEqual([]);

    // The same events again add nothing.
    await world.hear(world.start(), told);
    await world.start().project(world.takeRecords());
    expect(await counted()).toMatchObject({ tried: 50, bounced: 2 });
    expect((await shown()).holds).toEqual([]);

    await bounce('tres');
    await happen();
    const [hold] = (await shown()).holds;
    expect(hold).toMatchObject({ scope: { kind: 'account' }, source: 'system', reason: 'BOUNCE_RATE' });
    expect((await shown()).warnings).toEqual([]);
    expect(await counted()).toMatchObject({ tried: 51, bounced: 3, failed: 0, complained: 0 });

    const waits = await accept(good);
    await happen();
    const statusOf = async (messageId: string) =>
      (await world.start().api<{ status: string }>({ call: `GET /v1/messages/${messageId}`, caller: admin() })).body
        .status;
    expect(await statusOf(waits)).toBe('deferred');
    // It does not end by itself.
    world.time += 2 * 3_600_000;
    expect(await world.start().sweep()).toBe(0);
    await happen();
    expect(await statusOf(waits)).toBe('deferred');
    world.time -= 2 * 3_600_000 - 60_000;

    const body = { scope: { kind: 'account', id: hold?.scope.id }, held: false, reason: 'Lista depurada' };
    expect((await world.start().api({ call: 'PUT /v1/settings/holds', body, caller: admin() })).status).toBe(200);
    world.time += 5 * 60_000;
    expect(await world.start().sweep()).toBe(0);
    await happen();
    expect(await statusOf(waits)).toBe('delivered');
    // What was counted before is not held against it: 1 of 2 since then is too few to judge.
    await bounce('cuatro');
    await happen();
    expect((await shown()).holds).toEqual([]);
    const audit = await world
      .start()
      .api<{ items: { actor: string }[] }>({ call: 'GET /v1/audit?kind=hold', caller: admin() });
    expect(audit.body.items.map(({ actor }) => actor)).toEqual(['user', 'system']);
  });
});

describe('an account whose text messages are answered with STOP', () => {
  it.each(['sms', 'whatsapp'] as const)(
    '%s: each person counts once, whatever is written before and again',
    async (channel) => {
      const texts = await World.create(engines);
      const asked = { tenant: texts.tenant, userId: 'eva', roles: ['admin'] as const };
      const told = async () =>
        (await texts.start().api<Answer>({ call: 'GET /v1/settings/holds', caller: asked })).body;
      let ids = 0;
      const says = async (number: string, words: string) => {
        ids += 1;
        const id = `${channel}-${ids}`;
        const body =
          channel === 'sms'
            ? textFrom(texts, number, words, id)
            : await writes(texts, number, words, `wamid.${texts.tenant}.${id}`);
        await texts.hear(texts.start(), [body]);
      };
      const numbers = Array.from({ length: 4 }, (_, index) => `+5691234570${index}`);
      const people: Person[] = [];
      for (const number of numbers) {
        people.push(await texts.addPerson({ [channel]: number }));
        // WhatsApp takes free text within a day of the customer's last message.
        if (channel === 'whatsapp') await says(number, 'hola');
      }
      const project = async () => expect(await texts.start().project(texts.takeRecords())).toBe(0);
      const send = async (person: Person | undefined) => {
        if (person === undefined) throw new Error('There is no such person.');
        keys += 1;
        expect((await texts.post(texts.start(), person, channel, `stop-${keys}`)).status).toBe(202);
      };
      for (let turn = 0; turn < 47; turn += 1) await send(people[0]);
      for (const person of people.slice(1)) await send(person);
      await texts.drain(texts.start(), channel);
      await texts.hear(texts.start(), texts.takeEvents());
      await project();
      texts.time += 60_000;
      await says(numbers[1] ?? '', 'hola, ¿quién es?');
      await says(numbers[1] ?? '', 'STOP');
      await says(numbers[1] ?? '', 'STOP');
      await project();
      expect(await told(), '1 of 50 is below half of the limit').toEqual({ holds: [], warnings: [] });
      await says(numbers[2] ?? '', 'no me escriban más');
      await project();
      expect(await told()).toMatchObject({
        holds: [],
        warnings: [{ scope: { kind: 'account' }, reason: 'OPT_OUT_RATE' }],
      });
      await says(numbers[3] ?? '', 'STOP');
      await project();
      expect((await told()).holds).toMatchObject([
        { scope: { kind: 'account' }, source: 'system', reason: 'OPT_OUT_RATE' },
      ]);
    },
  );
});
