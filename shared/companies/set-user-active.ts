/** Disables a user, or lets one in again (B7): in the directory, which every request asks, and at the identity provider. */
import { hasRole } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { changeItem } from '#platform/table/change-item.ts';
import { signedByUser } from '#shared/audit/audit-actions.ts';
import { isActive, type UserValue } from './entities.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { CompanyStore } from './store.ts';

export interface SetUserActiveDeps {
  readonly companies: Pick<CompanyStore, 'findStoredUser' | 'listUsers' | 'switchUser'>;
  readonly identity: IdentityProvider;
  readonly clock: Clock;
}

interface Input {
  readonly tenant: string;
  readonly userId: string;
  readonly active: boolean;
  /** Administrator who does it. */
  readonly by: string;
}

/** @throws Refusal LAST_ADMINISTRATOR when nobody else could let people in again */
const checkAdministrators = async (companies: SetUserActiveDeps['companies'], { tenant, userId }: Input) => {
  const users = await companies.listUsers(tenant, { consistent: true });
  const others = users.filter((user) => user.userId !== userId && isActive(user) && hasRole(user.roles, 'admin'));
  if (others.length > 0) return;
  throw new Refusal('LAST_ADMINISTRATOR', 'Make somebody else an administrator first: at least one must stay active.');
};

const switched = (
  { disabledAt: _disabledAt, disabledAtPool: _disabledAtPool, ...user }: UserValue,
  active: boolean,
  now: number,
): UserValue => ({
  ...user,
  ...(active ? {} : { disabledAt: now }),
  updatedAt: now,
});

/** Writes the state under the condition that whoever does it is not being disabled at the same moment. */
const switchUser = (deps: SetUserActiveDeps, input: Input): Promise<UserValue> => {
  const { companies, clock } = deps;
  const { tenant, userId, active, by } = input;
  return changeItem({
    item: `user ${userId}`,
    read: () => companies.findStoredUser(tenant, userId),
    decide: async (before) => {
      if (before === undefined) throw new Refusal('USER_NOT_FOUND', 'The company has no user with this id.');
      // Disabled at the pool alone, the user would come back with it: an administrator's word stays.
      const stays = active || before.value.disabledAtPool === undefined;
      if (isActive(before.value) === active && stays) return { result: before.value };
      if (!active) await checkAdministrators(companies, input);
      const actor = await companies.findStoredUser(tenant, by);
      if (actor !== undefined && !isActive(actor.value)) {
        throw new Refusal('USER_DISABLED', 'Your user is disabled. Ask an administrator of your company.');
      }
      const now = clock.now();
      const after = switched(before.value, active, now);
      const actedBy = { userId: by, revision: actor?.revision };
      return {
        write: () => companies.switchUser(before, after, actedBy, signedByUser(by, now)).then(() => after),
      };
    },
  });
};

/**
 * Disabling begins with the directory, so that the user is refused even if the provider does not answer; letting in
 * again ends with it. A repeat does again what the provider may have missed.
 *
 * @throws Refusal USER_NOT_FOUND, USER_IS_SELF, LAST_ADMINISTRATOR, PROVIDER_UNAVAILABLE
 */
export const setUserActive = async (deps: SetUserActiveDeps, input: Input): Promise<UserValue> => {
  const { tenant, userId, active, by } = input;
  if (userId === by)
    throw new Refusal('USER_IS_SELF', 'Ask another administrator: you cannot disable or enable your own user.');
  if ((await deps.companies.findStoredUser(tenant, userId)) === undefined) {
    throw new Refusal('USER_NOT_FOUND', 'The company has no user with this id.');
  }
  if (active) {
    await deps.identity.enable(userId);
    return switchUser(deps, input);
  }
  const user = await switchUser(deps, input);
  await deps.identity.disable(userId);
  return user;
};
