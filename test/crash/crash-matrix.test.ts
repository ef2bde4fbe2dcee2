/**
 * The crash matrix of reliability §5.4, generated: a clean run counts the calls with an effect, then each of them is
 * struck in every mode that it knows. After it the input comes twice more, everything that happens by itself happens,
 * and the invariants of §5.1 hold.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliveryEngines, startDeliveryEngines } from '../support/delivery-engines.ts';
import { World } from '../support/delivery-world.ts';
import { canStrike, crashAt, crashModes, type Fault } from '../support/faults.ts';
import { readBack, violations } from '../support/invariants.ts';
import type { Flow } from './flow.ts';
import { flows } from './flows.ts';

let engines: DeliveryEngines;
let cases = 0;

beforeAll(async () => {
  engines = await startDeliveryEngines();
}, 60_000);
afterAll(async () => {
  console.info(`crash matrix: ${cases} cases over ${flows.length} flows`);
  await engines?.stop();
});

/** @returns names of the calls with an effect that the first process made, and what does not hold in the end */
const play = async (flow: Flow, fault: Fault | undefined) => {
  const { softThreshold } = flow;
  const world = await World.create(engines, softThreshold === undefined ? {} : { softThreshold });
  const input = await flow.prepare(world);
  const first = world.start(fault);
  await input(first).catch(() => undefined);
  for (const again of [world.start(), world.start()]) await input(again);
  await world.settle();
  await flow.settle?.(world);
  const snapshot = await readBack(world);
  const broken = (await violations(world)).filter((each) => flow.statesAlerts !== true || !each.startsWith('I7:'));
  const unmet = [...broken, ...((await flow.expect?.({ world, snapshot })) ?? [])];
  return { effects: first.lifetime.effects, unmet };
};

describe('crash matrix', () => {
  it.each(flows.map((flow) => [flow.name, flow] as const))(
    '%s',
    async (_name, flow) => {
      const clean = await play(flow, undefined);
      expect(clean.unmet, 'without a crash').toEqual([]);
      expect(clean.effects.length, 'a flow has effects').toBeGreaterThan(0);
      for (const [position, effect] of clean.effects.entries()) {
        for (const mode of crashModes.filter((each) => canStrike(effect, each))) {
          cases += 1;
          const { unmet } = await play(flow, crashAt(position, mode));
          expect(unmet, `${mode} call ${position} of ${clean.effects.join(', ')}`).toEqual([]);
        }
      }
    },
    300_000,
  );
});
