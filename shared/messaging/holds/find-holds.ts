/** The holds as a worker asks for them: before every claim, so remembered for moments only. */
import type { Clock } from '#platform/clock.ts';
import type { Hold } from './hold.ts';
import type { HoldStore } from './hold-store.ts';

/** The deployment's hold and the company's. */
export type FindHolds = (tenant: string) => Promise<readonly Hold[]>;

/** A hold is in force everywhere within 5 s: this, and what a read that lags and a call that has begun take, ms. */
const rememberedMs = 2_000;
/** Companies that one worker remembers; beyond it the oldest is forgotten. */
const remembered = 500;

export const createFindHolds = (deps: {
  readonly holds: Pick<HoldStore, 'find' | 'findDeployment'>;
  readonly clock: Clock;
}): FindHolds => {
  const known = new Map<string, { readonly holds: readonly Hold[]; readonly until: number }>();
  let deployment: { readonly hold: Hold | undefined; readonly until: number } | undefined;
  const deploymentHold = async (now: number) => {
    if (deployment === undefined || deployment.until <= now) {
      deployment = { hold: await deps.holds.findDeployment(), until: now + rememberedMs };
    }
    return deployment.hold;
  };
  return async (tenant) => {
    const now = deps.clock.now();
    const hit = known.get(tenant);
    if (hit !== undefined && now < hit.until) return hit.holds;
    known.delete(tenant);
    const [own, whole] = await Promise.all([deps.holds.find(tenant), deploymentHold(now)]);
    const holds = whole === undefined ? own : [whole, ...own];
    const [oldest] = known.keys();
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
    known.set(tenant, { holds, until: now + rememberedMs });
    return holds;
  };
};
