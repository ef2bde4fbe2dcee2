/** Keeps the directory of users in step with the identity provider. */
import type { Clock } from '#platform/clock.ts';
import type { UserValue } from './entities.ts';
import type { CompanyStore } from './store.ts';

const isSame = (a: Omit<UserValue, 'updatedAt'>, b: Omit<UserValue, 'updatedAt'>): boolean =>
  a.name === b.name && a.email === b.email && a.roles.join() === b.roles.join();

/** Writes the user unless the directory knows it so already: most sign-ins cost one read. */
export const keepUser = async (
  deps: { companies: Pick<CompanyStore, 'findUser' | 'saveUser'>; clock: Clock },
  user: Omit<UserValue, 'updatedAt'>,
): Promise<void> => {
  const known = await deps.companies.findUser(user.tenant, user.userId);
  if (known !== undefined && isSame(known, user)) return;
  await deps.companies.saveUser({ ...user, updatedAt: deps.clock.now() });
};
