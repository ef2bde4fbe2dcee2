/** Faults that are no crash: poison, too little time, throttles, conflicts, reads that fail or lag (reliability §5.4). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Customer } from '#shared/customers/entities.ts';
import { ParkedEvent } from '#shared/messaging/events/entities.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { day, type Person, World } from '../support/delivery-world.ts';
import {
  type Call,
  cancellationCodes,
  cancelled,
  crashAt,
  failFirst,
  laggingReads,
  sdkError,
  throttled,
} from '../support/faults.ts';
import { readBack, violations } from '../support/invariants.ts';
import { snsBody } from '../support/provider-doubles.ts';

let engines: DeliveryEngines;
let world: World;
let person: Person;

beforeAll(async () => {
  engines = await startDeliveryEngines();
}, 60_000);
afterAll(() => engines?.stop());
beforeEach(async () => {
  world = await World.create(engines);
  person = await world.addPerson({ email: 'ana@uno.example', sms: '+56912345678' });
});
// Worlds share their queues: what one leaves there the next would work on.
afterEach(() => world.settle());

let keys = 0;
const accept = async (channel: 'email' | 'sms' = 'email', to = person): Promise<string> => {
  keys += 1;
  const { status, body } = await world.post(world.start(), to, channel, `key-${keys}`);
  expect(status).toBe(202);
  return body.messageId;
};

const messageOf = async (messageId: string) => {
  const found = (await readBack(world)).messages.find((message) => message.messageId === messageId);
  if (found === undefined) throw new Error(`${messageId} is gone.`);
  return found;
};

const isTransaction = ({ name }: Call): boolean => name === 'TransactWriteCommand';
const isWrite = ({ kind, name }: Call): boolean => kind === 'effect' && !name.startsWith('Send');

describe('batches', () => {
  it('one poison record of ten goes back alone, the nine others are sent once', async () => {
    const ids: string[] = [];
    for (let each = 0; each < 9; each += 1) ids.push(await accept());
    const bodies = ids.map((id) => world.job(id));
    bodies.splice(4, 0, '{"tenant":"');
    const process = world.start();
    expect(await process.send('email', bodies)).toEqual([4]);
    expect(await process.send('email', bodies)).toEqual([4]);
    expect(world.providers.calls).toHaveLength(9);
    await world.settle();
    expect(await violations(world)).toEqual([]);
  });

  it('a job that names another company finds nothing and changes nothing', async () => {
    const messageId = await accept();
    const forged = JSON.stringify({ tenant: 'world-of-others', messageId });
    expect(await world.start().send('email', [forged])).toEqual([]);
    expect(world.providers.calls).toHaveLength(0);
    expect((await messageOf(messageId)).phase).toBe('queued');
  });

  it('with 1 ms left the job goes back unclaimed, and the next worker sends it', async () => {
    const messageId = await accept();
    expect(await world.start().send('email', [world.job(messageId)], 1)).toEqual([0]);
    expect(await messageOf(messageId)).toMatchObject({ phase: 'queued', attempts: [] });
    await world.settle();
    expect(await messageOf(messageId)).toMatchObject({ status: 'delivered' });
    expect(world.providers.calls).toHaveLength(1);
  });
});

describe('the table is busy', () => {
  it.each([
    ['throttled', throttled],
    ['in conflict', () => sdkError('TransactionConflictException')],
    ['cancelled by a conflict', () => cancelled('TransactionConflict')],
  ] as const)('%s five times, a claim is tried until it holds, and the message goes once', async (_name, error) => {
    const messageId = await accept();
    const process = world.start(failFirst(5, isTransaction, error));
    expect(await process.send('email', [world.job(messageId)])).toEqual([]);
    expect(world.providers.calls).toHaveLength(1);
    await world.settle();
    expect((await messageOf(messageId)).status).toBe('delivered');
    expect(await violations(world)).toEqual([]);
  });

  it.each(cancellationCodes)('a claim cancelled for %s for good makes no call, and the job goes back', async (code) => {
    const messageId = await accept();
    const process = world.start(failFirst(Number.POSITIVE_INFINITY, isTransaction, () => cancelled(code)));
    expect(await process.send('email', [world.job(messageId)])).toEqual([0]);
    expect(world.providers.calls).toHaveLength(0);
    expect(await messageOf(messageId)).toMatchObject({ phase: 'queued', attempts: [] });
    await world.settle();
    expect((await messageOf(messageId)).status).toBe('delivered');
  });

  it('an event that finds the table throttled comes back, and is applied then', async () => {
    const messageId = await accept();
    await world.drain(world.start(), 'email');
    const events = world.takeEvents();
    const process = world.start(failFirst(Number.POSITIVE_INFINITY, isWrite, throttled));
    await expect(world.hear(process, events)).rejects.toThrow('went back');
    expect((await messageOf(messageId)).status).toBe('sent');
    await world.hear(world.start(), events);
    expect((await messageOf(messageId)).status).toBe('delivered');
    expect(await violations(world)).toEqual([]);
  });

  it('an outcome that nobody can write stays claimed; its events close it, nothing is sent again', async () => {
    const messageId = await accept();
    let claims = 0;
    const process = world.start((call, send) => {
      if (!isWrite(call)) return send();
      claims += 1;
      return claims === 1 ? send() : Promise.reject(throttled());
    });
    expect(await process.send('email', [world.job(messageId)])).toEqual([]);
    expect(process.log.counts.get('OutcomeNotRecorded')).toBe(1);
    expect((await messageOf(messageId)).phase).toBe('sending');
    await world.settle();
    expect(await messageOf(messageId)).toMatchObject({ status: 'delivered', phase: 'accepted' });
    expect(world.providers.calls).toHaveLength(1);
    expect(await violations(world)).toEqual([]);
  });
});

describe('I5: no call where a rule could not be asked', () => {
  it('whatever read fails before the claim, nothing goes out', async () => {
    const first = await accept();
    const clean = world.start();
    await clean.send('email', [world.job(first)]);
    const made = world.providers.calls.length;
    // Reads up to the claim; those after the provider's answer come later than the call.
    const messageId = await accept();
    for (const [position] of clean.lifetime.reads.entries()) {
      const process = world.start((call, send) =>
        call.kind === 'read' && call.position === position ? Promise.reject(sdkError('InternalServerError')) : send(),
      );
      expect(await process.send('email', [world.job(messageId)]), clean.lifetime.reads.join()).toEqual([0]);
      expect(world.providers.calls, `read ${position}`).toHaveLength(made);
    }
    expect(clean.lifetime.reads.length).toBeGreaterThanOrEqual(4);
    expect((await messageOf(messageId)).attempts).toEqual([]);
  });

  it('a stale image of the address lets nothing through: the claim is conditioned on the address itself', async () => {
    const other = await world.addPerson({ email: 'nobody.eva@uno.example' });
    const [, second] = [await accept('email', other), await accept('email', other)];
    const lagging = laggingReads();
    const process = world.start(lagging.fault);
    // The process has read address and gate as they were before the bounce.
    expect(await process.send('email', [world.job(second)], 1)).toEqual([0]);
    const early = await accept('email', other);
    await process.send('email', [world.job(early)]);
    lagging.lag();
    await world.hear(world.start(), world.takeEvents());
    const calls = world.providers.calls.length;
    expect(await process.send('email', [world.job(second)])).toEqual([]);
    expect(lagging.served()).toBeGreaterThan(0);
    expect(world.providers.calls).toHaveLength(calls);
    expect((await messageOf(second)).status).toBe('blocked');
    await world.settle();
    expect(await violations(world)).toEqual([]);
  });
});

describe('everything at once', () => {
  it('twenty tellings of the bounces of five addresses of one customer leave one right state', async () => {
    const values = Array.from({ length: 5 }, (_, each) => `nobody.eva${each}@uno.example`);
    const hot = await world.addPerson({ email: values[0] ?? '' });
    const addressIds = [hot.addressIds.email];
    for (const value of values.slice(1)) {
      const { body } = await world.start().api<{ addresses: { addressId: string; value: string }[] }>({
        call: `POST /v1/customers/${hot.customerId}/addresses`,
        body: { channel: 'email', value },
        caller: world.caller,
      });
      addressIds.push(body.addresses.find((address) => address.value === value)?.addressId);
    }
    for (const addressId of addressIds) await accept('email', { ...hot, addressIds: { email: addressId ?? '' } });
    await world.drain(world.start(), 'email');
    const events = world.takeEvents();
    const tellings = Array.from({ length: 20 }, (_, each) => events.slice((each % 5) * 2, (each % 5) * 2 + 2));
    // Whoever loses too many races goes back to the queue and comes again.
    const tell = (bodies: readonly string[]): Promise<void> =>
      world.hear(world.start(), bodies).catch(() => tell(bodies));
    await Promise.all(tellings.map(tell));
    await world.settle();
    const customer = (await readBack(world)).of(Customer).find(({ customerId }) => customerId === hot.customerId);
    expect(customer).toMatchObject({ contactability: 'none', contactabilityReason: 'ALL_ALERTED', alerts: 5 });
    expect(await violations(world)).toEqual([]);
  });

  it('thirty workers with one job: one call', async () => {
    const messageId = await accept();
    const workers = Array.from({ length: 30 }, () => world.start().send('email', [world.job(messageId)]));
    await Promise.all(workers);
    expect(world.providers.calls).toHaveLength(1);
    await world.settle();
    expect((await messageOf(messageId)).attempts).toHaveLength(1);
    expect(await violations(world)).toEqual([]);
  });
});

describe('reads that lag', () => {
  it('an index that does not know the message yet parks its event, and the sweep applies it', async () => {
    const messageId = await accept('sms');
    await world.drain(world.start(), 'sms');
    const [call] = world.providers.calls;
    world.takeEvents();
    // A receipt without our tags is found by the provider's id alone, which stands in an index.
    const receipt = snsBody(
      { eventType: 'TEXT_DELIVERED', eventTimestamp: world.time + 2_000, messageId: call?.providerId, context: {} },
      world.time,
    );
    const behind = world.start((each, send) =>
      each.name === 'QueryCommand' ? Promise.resolve({ Items: [] }) : send(),
    );
    await world.hear(behind, [receipt]);
    expect((await messageOf(messageId)).status).toBe('sent');
    expect((await readBack(world)).of(ParkedEvent)).toHaveLength(1);
    await world.settle();
    expect((await messageOf(messageId)).status).toBe('delivered');
    expect((await readBack(world)).of(ParkedEvent)).toHaveLength(0);
    expect(await violations(world)).toEqual([]);
  });

  it('a table that shows old images to all reads that may lag changes no end', async () => {
    const other = await world.addPerson({ email: 'nobody.leo@uno.example', sms: '+56912345679' });
    const lagging = laggingReads();
    const process = world.start(lagging.fault);
    const messageId = await accept('email', other);
    await process.send('email', [world.job(messageId)]);
    const events = world.takeEvents();
    await world.hear(process, events.slice(0, 1));
    lagging.lag();
    await world.hear(process, events);
    await world.hear(process, events);
    expect(lagging.served()).toBeGreaterThan(0);
    expect((await messageOf(messageId)).status).toBe('failed');
    await world.settle();
    const customer = (await readBack(world)).of(Customer).find(({ customerId }) => customerId === other.customerId);
    expect(customer).toMatchObject({ contactability: 'problems', alerts: 1 });
    expect(await violations(world)).toEqual([]);
  });
});

describe('repeats after a long time', () => {
  it.each([
    ['11 minutes', 11 * 60_000],
    ['61 minutes', 61 * 60_000],
    ['25 hours', 25 * 3_600_000],
    ['15 days', 15 * day],
    ['24 days', 24 * day],
    ['31 days', 31 * day],
  ])('a job and its events that come again after %s change nothing', async (_name, later) => {
    const messageId = await accept();
    const process = world.start();
    await process.send('email', [world.job(messageId)]);
    const events = world.takeEvents();
    await world.hear(world.start(), events);
    const before = await messageOf(messageId);
    world.time += later;
    const again = world.start();
    await again.send('email', [world.job(messageId)]);
    await world.hear(again, events.toReversed());
    expect(await messageOf(messageId)).toEqual(before);
    expect(world.providers.calls).toHaveLength(1);
  });

  it('a request that is repeated after its job was lost is sent at once, not when the sweep comes', async () => {
    // Key, message, queue: it dies before the third.
    await world.post(world.start(crashAt(2, 'before')), person, 'email', 'again').catch(() => undefined);
    expect((await world.post(world.start(), person, 'email', 'again')).status).toBe(202);
    await world.drain(world.start(), 'email');
    expect(world.providers.calls).toHaveLength(1);
  });

  it('one request with one key ten times at once is one message', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.post(world.start(), person, 'email', 'same')),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(world.accepted.size).toBe(1);
    await world.settle();
    expect(world.providers.calls).toHaveLength(1);
    expect(await violations(world)).toEqual([]);
  });

  it('a batch of ten of which three died on the way is repeated three times: each message goes once', async () => {
    const ids: string[] = [];
    for (let each = 0; each < 10; each += 1) ids.push(await accept());
    const bodies = ids.map((id) => world.job(id));
    await world
      .start(crashAt(9, 'after'))
      .send('email', bodies)
      .catch(() => undefined);
    for (let round = 0; round < 3; round += 1) await world.start().send('email', bodies);
    await world.settle();
    expect(new Set(world.providers.calls.map((call) => call.messageId)).size).toBe(world.providers.calls.length);
    expect(await violations(world)).toEqual([]);
  });
});
