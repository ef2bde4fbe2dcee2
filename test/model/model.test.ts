/**
 * The product against its model (reliability §5.3): commands in any order, with crashes and repeats, on the real engine.
 * `MODEL_RUNS` and `MODEL_COMMANDS` make it longer: the nightly run takes 5,000 × 100.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertOf } from '#shared/contactability/address-change.ts';
import { AddressState } from '#shared/contactability/entities.ts';
import { addressHash } from '#shared/customers/address-hash.ts';
import { Customer } from '#shared/customers/entities.ts';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { addressKey } from '../support/delivery-process.ts';
import { World } from '../support/delivery-world.ts';
import { readBack, violations } from '../support/invariants.ts';
import { anyCommand, deliverOne, newValue, type Real, setHold } from './commands.ts';
import { channels, Model } from './model.ts';

const numRuns = Number(process.env.MODEL_RUNS ?? 100);
const maxCommands = Number(process.env.MODEL_COMMANDS ?? 30);

let engines: DeliveryEngines;
beforeAll(async () => {
  engines = await startDeliveryEngines();
}, 60_000);
afterAll(() => engines?.stop());

/** Two customers who share one dead e-mail address; each has a number of its own. */
const setUp = async (): Promise<{ model: Model; real: Real }> => {
  const world = await World.create(engines, { softThreshold: 1 });
  const model = new Model();
  const people = [];
  const email = newValue('email', 'dead');
  for (const fate of ['busy', 'good'] as const) {
    const addresses = { email, sms: newValue('sms', fate) };
    people.push(await world.addPerson(addresses));
    model.addresses.push(addresses);
    model.paused.push(false);
    model.refused.push({ email: false, sms: false });
  }
  return { model, real: { world, people } };
};

/** Lets what still waits happen, until nothing does. */
const finish = async (model: Model, real: Real): Promise<void> => {
  const { world } = real;
  for (const channel of channels) await setHold(model, real, channel, false);
  for (const waiting of model.waiting) await deliverOne(model, real, waiting);
  for (const { body, channel, value, told } of model.pending) {
    await world.hear(world.start(), [body]);
    if (told !== undefined) model.hear(channel, value, told);
  }
  const calls = world.providers.calls.length;
  await world.settle();
  expect(world.providers.calls, 'calls that nobody expected').toHaveLength(calls);
};

const compare = async (model: Model, { world, people }: Real): Promise<void> => {
  const { of } = await readBack(world);
  const states = of(AddressState);
  for (const [who, person] of people.entries()) {
    for (const channel of channels) {
      const value = model.valueOf(who, channel);
      const hash = addressHash(addressKey, channel, value);
      const state = states.find((each) => each.channel === channel && each.hash === hash);
      const isAlerted = state !== undefined && alertOf(state) !== null;
      expect(isAlerted, `alert of ${value}`).toBe(model.isAlerted(channel, value));
    }
    const customer = of(Customer).find(({ customerId }) => customerId === person.customerId);
    expect(customer?.contactability, person.name).toBe(model.contactabilityOf(who));
  }
};

describe('model', () => {
  it(
    `${numRuns} lives of up to ${maxCommands} commands end as the model says, and the invariants hold`,
    async () => {
      const lives = fc.asyncProperty(fc.commands(anyCommand, { maxCommands, size: 'max' }), async (commands) => {
        const { model, real } = await setUp();
        await fc.asyncModelRun(() => ({ model, real }), commands);
        await finish(model, real);
        await compare(model, real);
        expect(await violations(real.world)).toEqual([]);
      });
      await fc.assert(lives, { numRuns, endOnFailure: process.env.MODEL_RUNS === undefined, verbose: 1 });
    },
    1_000 * 60 * 60 * 8,
  );
});
