/** Gives a user the right to see only the customers that are assigned to them, or takes it away (MA13, ADR 59). */
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import type { UserValue } from './entities.ts';
import type { CompanyStore } from './store.ts';

/**
 * @param input.by administrator who does it
 * @throws Refusal USER_NOT_FOUND
 */
export const setOwnCustomersOnly = (
  deps: { readonly companies: Pick<CompanyStore, 'findStoredUser' | 'saveUser'>; readonly clock: Clock },
  input: { readonly tenant: string; readonly userId: string; readonly ownCustomersOnly: boolean; readonly by: string },
): Promise<UserValue> => {
  const { tenant, userId, ownCustomersOnly, by } = input;
  return changeItem({
    item: `user ${userId}`,
    read: () => deps.companies.findStoredUser(tenant, userId),
    decide: (before) => {
      if (before === undefined) throw new Refusal('USER_NOT_FOUND', 'The company has no user with this id.');
      if ((before.value.ownCustomersOnly === true) === ownCustomersOnly) return { result: before.value };
      const now = deps.clock.now();
      const { ownCustomersOnly: _before, ...user } = before.value;
      const after = { ...user, ...(ownCustomersOnly ? ({ ownCustomersOnly: true } as const) : {}), updatedAt: now };
      return { write: () => deps.companies.saveUser(before, after, signedByUser(by, now)).then(() => after) };
    },
  });
};
