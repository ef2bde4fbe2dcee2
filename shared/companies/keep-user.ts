/** Keeps the directory of users in step with the identity provider. */
import type { Clock } from '#platform/clock.ts';
import { changeItem, changeLimits } from '#platform/table/change-item.ts';
import type { Signature } from '#shared/audit/audit-actions.ts';
import type { UserValue } from './entities.ts';
import type { CompanyStore } from './store.ts';

/** What the identity provider knows of a user; whether the user may work here, and with whom, is the directory's alone. */
export type KnownUser = Omit<UserValue, 'updatedAt' | 'disabledAt' | 'disabledAtPool' | 'ownCustomersOnly'>;

const isSame = (a: KnownUser, b: KnownUser): boolean =>
  a.name === b.name && a.email === b.email && a.roles.join() === b.roles.join();

/**
 * Writes the user unless the directory knows it so already: most sign-ins cost one read.
 * @param sign of a change that is written at this time, epoch ms
 * @returns the user as the directory has it now
 */
export const keepUser = (
  deps: { companies: Pick<CompanyStore, 'findStoredUser' | 'saveUser'>; clock: Clock },
  user: KnownUser,
  sign: (now: number) => Signature,
): Promise<UserValue> =>
  changeItem(
    {
      item: `user ${user.userId}`,
      read: () => deps.companies.findStoredUser(user.tenant, user.userId),
      decide: (known) => {
        if (known !== undefined && isSame(known.value, user)) return { result: known.value };
        const now = deps.clock.now();
        const after = { ...known?.value, ...user, updatedAt: now };
        return { write: () => deps.companies.saveUser(known, after, sign(now)).then(() => after) };
      },
    },
    // A sign-in waits for it.
    changeLimits.brief,
  );
