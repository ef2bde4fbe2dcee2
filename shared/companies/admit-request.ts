/**
 * Whether a request is let in at all: its user must not be disabled, and user and company must not have used up their
 * requests (B7, B8). What is known of a user and its company is remembered for half a minute by each container, so a
 * disabled user is refused everywhere within a minute, at two small reads per user, container and half minute.
 */
import { type LimitName, limitDefinitions } from '#contract/limit-words.ts';
import type { Limits } from '#contract/limits.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { isActive } from './entities.ts';
import type { Meter, TakenUse, UsageCounter } from './usage-counter.ts';
import type { UsageStore } from './usage-store.ts';

/** How long a container may work with what it knows of a user, ms. */
export const standingCacheMs = 30_000;
/** Users that one container remembers; beyond it the oldest is forgotten. */
const remembered = 5_000;

export interface UserStanding {
  readonly active: boolean;
  /** The company is being deleted: nobody is let in any more. */
  readonly closed: boolean;
  /** The user sees only the customers that are assigned to them. */
  readonly ownCustomersOnly: boolean;
  readonly limits: Limits;
}

/** Whether a user may work, and the limits that hold for the company. */
export type FindStanding = (tenant: string, userId: string) => Promise<UserStanding>;

/** @param deps.limits of the deployment */
export const createFindStanding = (deps: {
  readonly usage: Pick<UsageStore, 'findStanding'>;
  readonly clock: Clock;
  readonly limits: Limits;
}): FindStanding => {
  const known = new Map<string, { readonly standing: Promise<UserStanding>; readonly until: number }>();
  const read = async (tenant: string, userId: string): Promise<UserStanding> => {
    const { user, limits, closed } = await deps.usage.findStanding(tenant, userId);
    // Whom the directory does not know has not been disabled: it is filled at sign-in, as well as that goes.
    return {
      active: user === undefined || isActive(user),
      closed,
      ownCustomersOnly: user?.ownCustomersOnly === true,
      limits: { ...deps.limits, ...limits?.limits },
    };
  };
  return (tenant, userId) => {
    const now = deps.clock.now();
    const key = `${tenant}\n${userId}`;
    const hit = known.get(key);
    if (hit !== undefined && now < hit.until) return hit.standing;
    known.delete(key);
    const [oldest] = known.keys();
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
    const standing = read(tenant, userId);
    known.set(key, { standing, until: now + standingCacheMs });
    // A reading that failed is none: the next request asks again.
    standing.catch(() => known.delete(key));
    return standing;
  };
};

export const userDisabled = (): Refusal =>
  new Refusal('USER_DISABLED', 'Your user is disabled. Ask an administrator of your company.');

export const companyClosed = (): Refusal =>
  new Refusal(
    'COMPANY_CLOSED',
    'Your company is being deleted, as its administrators asked. Nothing can be done here any more.',
  );

/** The counter of a limit, in the same words wherever it is counted or read. */
export const meterOf = (
  name: LimitName,
  limits: Limits,
  { tenant, userId }: { tenant: string; userId: string },
): Meter => ({
  tenant,
  counter: name === 'userRequestsPerMinute' ? `${name}#${userId}` : name,
  limit: limits[name],
  seconds: limitDefinitions[name].seconds,
});

/** @param what has too many: `Requests of this company` */
export const rateLimited = (what: string, { limit, seconds, resetSeconds }: TakenUse): Refusal =>
  new Refusal('RATE_LIMITED', `${what}: at most ${limit} in ${seconds} s. Try again in ${resetSeconds} s.`, {
    retryAfter: resetSeconds,
  });

/**
 * The headers of draft-ietf-httpapi-ratelimit-headers-06: the window that is nearest to its end of what may be asked,
 * and the policies that hold.
 */
export const rateLimitHeaders = (taken: readonly TakenUse[]): Record<string, string> => {
  const [nearest] = taken.toSorted((a, b) => a.remaining / a.limit - b.remaining / b.limit);
  if (nearest === undefined) return {};
  return {
    'ratelimit-limit': String(nearest.limit),
    'ratelimit-remaining': String(nearest.remaining),
    'ratelimit-reset': String(nearest.resetSeconds),
    'ratelimit-policy': taken.map(({ limit, seconds }) => `${limit};w=${seconds}`).join(', '),
  };
};

export interface Admission {
  /** Of every answer to the request, also of a refusal. */
  readonly headers: Readonly<Record<string, string>>;
  /** Why the request is not let in. */
  readonly refusal?: Refusal;
  /** The user sees only the customers that are assigned to them. */
  readonly ownCustomersOnly?: boolean;
}

export const createAdmitRequest =
  (deps: { readonly findStanding: FindStanding; readonly counter: UsageCounter }) =>
  async (caller: { readonly tenant: string; readonly userId: string }): Promise<Admission> => {
    const { active, closed, ownCustomersOnly, limits } = await deps.findStanding(caller.tenant, caller.userId);
    if (closed) return { headers: {}, refusal: companyClosed() };
    if (!active) return { headers: {}, refusal: userDisabled() };
    const own = meterOf('userRequestsPerMinute', limits, caller);
    const user = await deps.counter.take(own, 1);
    if (!user.allowed)
      return { headers: rateLimitHeaders([user]), refusal: rateLimited('Requests of this user', user) };
    const company = await deps.counter.take(meterOf('requestsPerMinute', limits, caller), 1);
    const headers = rateLimitHeaders([user, company]);
    if (company.allowed) return { headers, ownCustomersOnly };
    deps.counter.giveBack(own, 1);
    return { headers, refusal: rateLimited('Requests of this company', company) };
  };
