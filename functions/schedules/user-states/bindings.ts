/** Composes the look at the user pool: several times in the minute of a run, since schedules know no seconds (ADR 46). */
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { type Followed, followUserPool, type UserPool } from '#shared/companies/follow-user-pool.ts';
import { companies } from '../../composition/companies.ts';
import { take } from '../../composition/part.ts';
import { plannedTime } from '../planned-time.ts';

export interface UserStatesResult extends Followed {
  /** Looks to which pool or table did not answer; the next one tries again. */
  readonly failed: number;
}

const minuteMs = 60_000;

/**
 * @param deps.looks in a minute, at equal distances
 * @param deps.wait ms
 * @returns the function's code: takes `{time}`, which is the clock of its first look
 */
export const createUserStates = (deps: {
  readonly table: Table;
  readonly pool: UserPool;
  readonly looks: number;
  readonly wait: (ms: number) => Promise<unknown>;
  readonly log: Log;
}) => {
  const { pool, looks, wait, log } = deps;
  return async (event: unknown): Promise<UserStatesResult> => {
    const begun = plannedTime(event);
    let sum: UserStatesResult = { users: 0, disabled: 0, enabled: 0, failed: 0 };
    for (let look = 0; look < looks; look += 1) {
      if (look > 0) await wait(minuteMs / looks);
      const now = begun + (look * minuteMs) / looks;
      try {
        const { users, disabled, enabled } = await followUserPool({
          ...take(deps, { companies }),
          pool,
          clock: { now: () => now },
          log,
        });
        sum = { ...sum, users, disabled: sum.disabled + disabled, enabled: sum.enabled + enabled };
      } catch (error) {
        log.error('user pool not followed', { reason: reasonOf(error) });
        sum = { ...sum, failed: sum.failed + 1 };
      }
    }
    // One that failed is made up for by the next; a whole minute without an answer is a failure.
    if (sum.failed === looks) throw new Error('The user pool was not followed for a minute.');
    return sum;
  };
};
