/** The limits of the company, and how much of them is used (B8). */
import type * as z from 'zod';
import { limitNames } from '#contract/limit-words.ts';
import type { getLimits } from '#contract/limits.ts';
import { type Clock, isoTime } from '#platform/clock.ts';
import { type FindStanding, meterOf } from './admit-request.ts';
import { windowStart } from './usage-counter.ts';
import type { UsageStore } from './usage-store.ts';

export const listLimits = async (
  deps: { readonly findStanding: FindStanding; readonly usage: Pick<UsageStore, 'findMany'>; readonly clock: Clock },
  caller: { readonly tenant: string; readonly userId: string },
): Promise<z.input<(typeof getLimits)['answer']>> => {
  const { limits } = await deps.findStanding(caller.tenant, caller.userId);
  const now = deps.clock.now();
  const meters = limitNames.map((name) => {
    const meter = meterOf(name, limits, caller);
    return { name, ...meter, start: windowStart(now, meter.seconds) };
  });
  const used = await deps.usage.findMany(meters);
  return {
    items: meters.map(({ name, counter, limit, start, seconds }) => ({
      name,
      limit,
      windowSeconds: seconds,
      used: Math.max(0, used.get(counter) ?? 0),
      resetsAt: isoTime(start + seconds * 1_000),
    })),
  };
};
