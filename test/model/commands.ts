/** What can happen, as commands that run on the product and on the model and compare the two. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { isWaiting } from '#shared/messaging/ledger/transition.ts';
import { minute, type Person, type World } from '../support/delivery-world.ts';
import { type CrashMode, crashAt, crashModes } from '../support/faults.ts';
import { readBack } from '../support/invariants.ts';
import { snsBody } from '../support/provider-doubles.ts';
import { channels, type Model, type ModelChannel, type Waiting } from './model.ts';

export interface Real {
  readonly world: World;
  readonly people: Person[];
}

type Run = (model: Model, real: Real) => Promise<void>;

/** A command with a name that a report of a failure can show. */
const command = (name: string, run: Run, check: (model: Model) => boolean = () => true) => ({
  check,
  async run(model: Model, real: Real) {
    // Providers tell times to the second: no two things happen at one time.
    real.world.time += minute;
    await run(model, real);
  },
  toString: () => name,
});

let keys = 0;

const crashText = (crash?: { position: number; mode: CrashMode }): string =>
  crash === undefined ? '' : `, ${crash.mode} effect ${crash.position}`;

const personOf = (real: Real, who: number): Person => {
  const person = real.people[who];
  if (person === undefined) throw new Error('There is no such customer.');
  return person;
};

const post = (
  who: number,
  channel: ModelChannel,
  isAutomatic: boolean,
  crash?: { position: number; mode: CrashMode },
) =>
  command(
    `post ${who} ${channel}${isAutomatic ? ' automatic' : ''}${crashText(crash)}`,
    async (model, { world, people }) => {
      keys += 1;
      const value = model.valueOf(who, channel);
      const person = personOf({ world, people }, who);
      const more = { purpose: isAutomatic ? 'automatic' : 'manual' };
      const key = `model-${keys}`;
      if (crash !== undefined) {
        const dying = world.start(crashAt(crash.position, crash.mode));
        await world.post(dying, person, channel, key, more).catch(() => undefined);
      }
      const { status, body } = await world.post(world.start(), person, channel, key, more);
      const waiting = { who, channel, value, isAutomatic };
      const isSkipped = status === 202 && body.status === 'skipped';
      expect(status === 202 && !isSkipped, `accepted: ${status} ${body.code ?? body.status}`).toBe(
        model.mayGo(waiting),
      );
      const acceptedAt = world.time;
      if (status === 202 && !isSkipped) model.waiting.push({ messageId: body.messageId, acceptedAt, ...waiting });
    },
  );

/** Notes what the provider will tell of the calls since. */
const notePending = (model: Model, { world }: Real, waiting: Waiting, callsBefore: number): void => {
  const calls = world.providers.calls.slice(callsBefore);
  world.takeEvents();
  for (const { events } of calls) {
    for (const [position, body] of events.entries()) {
      const isFinal = position === events.length - 1;
      const isDead = fateOf(waiting.value) !== 'good';
      const at = world.time + (waiting.channel === 'email' ? 2_000 : position * 1_000);
      const epoch = model.epochOf(waiting.channel, waiting.value);
      const told = isFinal ? ({ kind: isDead ? 'failed' : 'alive', at, epoch } as const) : undefined;
      model.pending.push({ body, channel: waiting.channel, value: waiting.value, told });
    }
  }
};

const take = <Each>(list: readonly Each[], choice: number): Each => {
  const one = list[choice % list.length];
  if (one === undefined) throw new Error('The list is empty.');
  return one;
};

export const deliverOne = async (model: Model, real: Real, waiting: Waiting): Promise<void> => {
  const { world } = real;
  const before = world.providers.calls.length;
  const failed = await world.start().send(waiting.channel, [world.job(waiting.messageId)]);
  expect(failed).toEqual([]);
  expect(world.providers.calls.length - before, waiting.messageId).toBe(model.goes(waiting, world.time) ? 1 : 0);
  if (model.waitsOn(waiting, world.time)) return;
  model.waiting = model.waiting.filter((each) => each !== waiting);
  notePending(model, real, waiting, before);
};

const hasWaiting = (model: Model): boolean => model.waiting.length > 0;

const deliver = (choice: number) =>
  command(`deliver ${choice}`, (model, real) => deliverOne(model, real, take(model.waiting, choice)), hasWaiting);

const dyingDeliver = (choice: number, position: number, mode: CrashMode) =>
  command(
    `deliver ${choice}, ${mode} effect ${position}`,
    async (model, real) => {
      const { world } = real;
      const waiting = take(model.waiting, choice);
      const before = world.providers.calls.length;
      await world
        .start(crashAt(position, mode))
        .send(waiting.channel, [world.job(waiting.messageId)])
        .catch(() => undefined);
      expect(world.providers.calls.length - before).toBeLessThanOrEqual(model.goes(waiting, world.time) ? 1 : 0);
      notePending(model, real, waiting, before);
      const stored = (await readBack(world)).messages.find(({ messageId }) => messageId === waiting.messageId);
      // Before its claim a message still waits; after it, nobody sends it again.
      if (stored === undefined || !isWaiting(stored)) model.waiting = model.waiting.filter((each) => each !== waiting);
    },
    hasWaiting,
  );

const tell = (model: Model, { channel, value, told }: Model['pending'][number]): void => {
  if (told !== undefined) model.hear(channel, value, told);
};

const hear = (choice: number, crash?: { position: number; mode: CrashMode }) =>
  command(
    `hear ${choice}${crashText(crash)}`,
    async (model, { world }) => {
      const event = take(model.pending, choice);
      if (crash !== undefined) {
        await world.hear(world.start(crashAt(crash.position, crash.mode)), [event.body]).catch(() => undefined);
      }
      await world.hear(world.start(), [event.body]);
      tell(model, event);
      model.pending = model.pending.filter((each) => each !== event);
      model.heard.push(event);
    },
    (model) => model.pending.length > 0,
  );

const hearAgain = (choice: number) =>
  command(
    `hear again ${choice}`,
    (model, { world }) => world.hear(world.start(), [take(model.heard, choice).body]),
    (model) => model.heard.length > 0,
  );

const clear = (who: number, channel: ModelChannel, crash?: { position: number; mode: CrashMode }) =>
  command(`clear ${who} ${channel}${crashText(crash)}`, async (model, real) => {
    const { world } = real;
    const person = personOf(real, who);
    const value = model.valueOf(who, channel);
    const request = {
      call: `POST /v1/customers/${person.customerId}/addresses/${person.addressIds[channel]}/alert/clear`,
      caller: world.caller,
    };
    const isAlerted = model.isAlerted(channel, value);
    if (crash !== undefined)
      await world
        .start(crashAt(crash.position, crash.mode))
        .api(request)
        .catch(() => undefined);
    const { status } = await world.start().api(request);
    if (crash === undefined) expect(status).toBe(isAlerted ? 200 : 409);
    if (isAlerted) model.clear(channel, value);
  });

let replacements = 0;

/** What becomes of messages to an address: a SOFT failure counts like a HARD one where the threshold is one. */
export const fates = ['good', 'dead', 'busy'] as const;
export type Fate = (typeof fates)[number];

const beginnings = { good: '', dead: 'nobody.', busy: 'full.' } as const;
const endings = { good: '5555', dead: '0000', busy: '0001' } as const;

const fateOf = (value: string): Fate =>
  fates.find((fate) => fate !== 'good' && (value.startsWith(beginnings[fate]) || value.endsWith(endings[fate]))) ??
  'good';

/** An address that nobody has yet. */
export const newValue = (channel: ModelChannel, fate: Fate): string => {
  replacements += 1;
  const digits = String(1_000 + (replacements % 9_000));
  return channel === 'email' ? `${beginnings[fate]}p${replacements}@uno.example` : `+569${digits}${endings[fate]}`;
};

const replace = (who: number, channel: ModelChannel, fate: Fate) =>
  command(`replace ${who} ${channel} by a ${fate} one`, async (model, real) => {
    const { world, people } = real;
    const person = personOf(real, who);
    const value = newValue(channel, fate);
    const { status, body } = await world.start().api<{ addresses: { addressId: string; channel: string }[] }>({
      call: `PUT /v1/customers/${person.customerId}/addresses/${person.addressIds[channel]}`,
      body: { value },
      caller: world.caller,
    });
    expect(status).toBe(200);
    const addressIds = Object.fromEntries(body.addresses.map((address) => [address.channel, address.addressId]));
    people[who] = { ...person, addressIds };
    const own = model.addresses[who];
    if (own !== undefined) own[channel] = value;
  });

const pause = (who: number, isOn: boolean) =>
  command(`${isOn ? 'pause' : 'resume'} ${who}`, async (model, real) => {
    const { world } = real;
    const until = isOn ? new Date(world.time + 300 * 24 * 60 * minute).toISOString() : null;
    const { status } = await world.start().api({
      call: `PUT /v1/customers/${personOf(real, who).customerId}/pause`,
      body: { until },
      caller: world.caller,
    });
    expect(status).toBe(200);
    model.paused[who] = isOn;
  });

const refuse = (who: number, channel: ModelChannel, active: boolean) =>
  command(`${active ? 'set' : 'lift'} DND ${who} ${channel}`, async (model, real) => {
    const { world } = real;
    const { status } = await world.start().api({
      call: `PUT /v1/customers/${personOf(real, who).customerId}/dnd`,
      body: { channel, active, scope: 'all' },
      caller: world.caller,
    });
    expect(status).toBe(200);
    const own = model.refused[who];
    if (own !== undefined) own[channel] = active;
  });

export const setHold = async (model: Model, { world }: Real, channel: ModelChannel, held: boolean): Promise<void> => {
  const { status } = await world.start().api({
    call: 'PUT /v1/settings/holds',
    body: { scope: { kind: 'channel', id: channel }, held, reason: 'Prueba' },
    caller: { ...world.caller, roles: ['admin'] },
  });
  expect(status).toBe(200);
  model.held[channel] = held;
};

const hold = (channel: ModelChannel, held: boolean) =>
  command(`${held ? 'hold' : 'lift'} ${channel}`, (model, real) => setHold(model, real, channel, held));

const write = (who: number) =>
  command(`inbound of ${who}`, async (model, { world }) => {
    const value = model.valueOf(who, 'sms');
    const inbound = {
      originationNumber: value,
      destinationNumber: world.smsNumber,
      messageBody: 'ya pagué',
      inboundMessageId: `in-${world.time}`,
    };
    const body = snsBody(inbound, world.time);
    await world.hear(world.start(), [body]);
    await world.hear(world.start(), [body]);
    model.hear('sms', value, { kind: 'alive', at: world.time, epoch: 0 });
  });

const sweep = (minutes: number) =>
  command(`sweep after ${minutes} min`, async (_model, { world }) => {
    world.time += minutes * minute;
    const calls = world.providers.calls.length;
    expect(await world.start().sweep()).toBe(0);
    expect(world.providers.calls).toHaveLength(calls);
  });

const who = fc.nat({ max: 1 });
const channel = fc.constantFrom(...channels);
const choice = fc.nat({ max: 20 });
const crash = fc.record({ position: fc.nat({ max: 4 }), mode: fc.constantFrom(...crashModes.slice(0, 3)) });

/** Everything that can happen; what matters most is most frequent. */
export const anyCommand = [
  fc.tuple(who, channel, fc.boolean()).map((args) => post(...args)),
  fc.tuple(who, channel, fc.boolean()).map((args) => post(...args)),
  fc.tuple(who, channel, fc.boolean(), crash).map((args) => post(...args)),
  choice.map((each) => deliver(each)),
  choice.map((each) => deliver(each)),
  fc.tuple(choice, crash).map(([each, { position, mode }]) => dyingDeliver(each, position, mode)),
  choice.map((each) => hear(each)),
  choice.map((each) => hear(each)),
  fc.tuple(choice, crash).map(([each, how]) => hear(each, how)),
  choice.map((each) => hearAgain(each)),
  fc.tuple(who, channel).map(([person, by]) => clear(person, by)),
  fc.tuple(who, channel, crash).map(([person, by, how]) => clear(person, by, how)),
  fc.tuple(who, channel, fc.constantFrom(...fates)).map((args) => replace(...args)),
  fc.tuple(who, fc.boolean()).map((args) => pause(...args)),
  fc.tuple(who, channel, fc.boolean()).map((args) => refuse(...args)),
  fc.tuple(channel, fc.boolean()).map((args) => hold(...args)),
  who.map((person) => write(person)),
  fc.constantFrom(1, 5, 20, 300).map((minutes) => sweep(minutes)),
];
