/** Composes the hourly look at the companies' accounts. */
import type { Clock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { Table } from '#platform/table/kernel.ts';
import { type AskProvider, refreshAccounts } from '#shared/companies/change-account.ts';
import { companies } from '../../composition/companies.ts';
import { take } from '../../composition/part.ts';
import { plannedTime } from '../planned-time.ts';

export interface AccountStatesResult {
  readonly companies: number;
  /** Companies whose accounts could not be looked at; the log says why, the next hour tries again. */
  readonly failed: number;
}

/** @returns the function's code: takes `{time}`, which is its clock */
export const createAccountStates = (deps: {
  readonly table: Table;
  readonly askProvider: AskProvider;
  readonly log: Log;
}) => {
  return async (event: unknown): Promise<AccountStatesResult> => {
    const now = plannedTime(event);
    const clock: Clock = { now: () => now };
    let [looked, failed] = [0, 0];
    for await (const tenant of companies(deps).listTenants()) {
      looked += 1;
      try {
        await refreshAccounts({ ...take(deps, { companies }), clock }, tenant, { record: false });
      } catch (error) {
        // One company must not keep the others from being looked at.
        failed += 1;
        deps.log.error('accounts not looked at', { tenant, reason: reasonOf(error) });
      }
    }
    if (failed > 0) deps.log.count('AccountsNotLookedAt', failed);
    return { companies: looked, failed };
  };
};
