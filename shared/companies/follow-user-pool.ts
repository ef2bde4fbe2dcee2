/**
 * Keeps the directory in step with users whom somebody disabled, deleted or let in again at the user pool itself (B7,
 * ADR 46): whoever cannot sign in any more is refused everywhere, though the access token has not ended yet.
 */
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Stored } from '#platform/table/kernel.ts';
import { writeOnce } from '#platform/table/write-once.ts';
import { signedBySystem } from '#shared/audit/audit-actions.ts';
import { isActive, type UserValue } from './entities.ts';
import type { CompanyStore } from './store.ts';

/** What the pool says of its users; a user id is the `sub`. */
export interface UserPool {
  /** All users, a page of the pool after the other. @throws when the pool does not answer to the end */
  listUsers(): AsyncIterable<{ readonly userId: string; readonly enabled: boolean }>;
  /** As of this moment; false also for a user who is gone. @throws when the pool does not answer */
  isEnabled(userId: string): Promise<boolean>;
}

export interface FollowUserPoolDeps {
  readonly companies: Pick<CompanyStore, 'listTenants' | 'listUsers' | 'findStoredUser' | 'saveUser'>;
  readonly pool: UserPool;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info'>;
}

export interface Followed {
  readonly users: number;
  readonly disabled: number;
  readonly enabled: number;
}

/** What the directory is to say; undefined: it says the right thing, or somebody here decided otherwise. */
const wanted = (user: UserValue, enabled: boolean, now: number): UserValue | undefined => {
  const { disabledAt: _disabledAt, disabledAtPool, ...rest } = user;
  if (!enabled && isActive(user)) return { ...rest, disabledAt: now, disabledAtPool: true, updatedAt: now };
  // Whom an administrator disabled here stays so, whatever the pool says.
  return enabled && disabledAtPool === true ? { ...rest, updatedAt: now } : undefined;
};

/**
 * The list of the pool only says whom to look at: it may lag, and an administrator may be switching the user at this
 * moment. What counts is the pool's word on the one user, asked after the directory was read, and the directory's
 * revision, which a switch in between moves.
 */
const follow = async (
  deps: FollowUserPoolDeps,
  stored: Stored<UserValue>,
): Promise<'disabled' | 'enabled' | undefined> => {
  const now = deps.clock.now();
  const enabled = await deps.pool.isEnabled(stored.value.userId);
  const after = wanted(stored.value, enabled, now);
  if (after === undefined) return undefined;
  const isWritten = await writeOnce(
    () => deps.companies.saveUser(stored, after, signedBySystem(now)).then(() => true),
    // Switched meanwhile: the next look sees what came of it.
    () => false,
  );
  if (!isWritten) return undefined;
  const { tenant } = after;
  deps.log.info(enabled ? 'user enabled at the pool' : 'user disabled or deleted at the pool', { tenant });
  return enabled ? 'enabled' : 'disabled';
};

/** @throws when pool or table do not answer: nobody is disabled by a list that is not whole */
export const followUserPool = async (deps: FollowUserPoolDeps): Promise<Followed> => {
  const enabledInPool = new Map<string, boolean>();
  for await (const { userId, enabled } of deps.pool.listUsers()) enabledInPool.set(userId, enabled);
  const counts = { users: 0, disabled: 0, enabled: 0 };
  for await (const tenant of deps.companies.listTenants()) {
    for (const user of await deps.companies.listUsers(tenant)) {
      counts.users += 1;
      if (wanted(user, enabledInPool.get(user.userId) ?? false, 0) === undefined) continue;
      const stored = await deps.companies.findStoredUser(tenant, user.userId);
      const outcome = stored === undefined ? undefined : await follow(deps, stored);
      if (outcome !== undefined) counts[outcome] += 1;
    }
  }
  return counts;
};
