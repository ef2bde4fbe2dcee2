/** Stops all sending of the deployment, or lets it go on. */
import * as z from 'zod';
import { isoTime } from '#platform/clock.ts';
import { type Hold, isInForce } from '#shared/messaging/holds/hold.ts';
import { setDeploymentHold } from '#shared/messaging/holds/set-hold.ts';
import { holds } from '../../composition/messaging.ts';
import { type On, take } from '../../composition/part.ts';

const Input = z.strictObject({
  held: z.boolean(),
  reason: z.string().trim().min(1).max(200),
  /** Who does it, for those who see the banner. */
  by: z.string().trim().min(1).max(64),
});

const standing = (hold: Hold | undefined, now: number) =>
  hold === undefined || !isInForce(hold, now)
    ? { held: false }
    : { held: true, reason: hold.reason, by: hold.by, since: isoTime(hold.since) };

/** @throws (the function) ZodError naming the field when the input is not of the form above */
export const createHoldSending = (on: On<'table' | 'clock' | 'log'>) => {
  const deps = take(on, { holds });
  return async (event: unknown): Promise<ReturnType<typeof standing>> => {
    const isQuestion = event === null || event === undefined || Object.keys(event).length === 0;
    if (isQuestion) return standing(await deps.holds.findDeployment({ consistent: true }), deps.clock.now());
    const input = Input.parse(event);
    const answer = standing(await setDeploymentHold(deps, input), deps.clock.now());
    deps.log.warn(input.held ? 'all sending held' : 'all sending goes on', { reason: input.reason });
    return answer;
  };
};
