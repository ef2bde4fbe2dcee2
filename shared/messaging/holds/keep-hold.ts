/** Holds that the system makes itself: the breaker's, and those that follow from the settings. */
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { signedBySystem } from '#shared/audit/audit-actions.ts';
import { type Hold, isInForce, newHold, withHold } from './hold.ts';
import type { HoldStore } from './hold-store.ts';

export type KeepHold = (
  tenant: string,
  hold: Pick<Hold, 'scope' | 'source' | 'reason'> & { readonly until?: number },
) => Promise<void>;

/** One that stands already stays as it is, whoever made it. */
export const createKeepHold =
  (deps: {
    readonly holds: Pick<HoldStore, 'change'>;
    readonly clock: Clock;
    readonly log: Pick<Log, 'warn' | 'count'>;
  }): KeepHold =>
  async (tenant, { scope, source, reason, until = null }) => {
    const now = deps.clock.now();
    let isNew = false;
    await deps.holds.change(
      tenant,
      (holds) => {
        isNew = !holds.some((hold) => hold.scope === scope && isInForce(hold, now));
        return isNew ? withHold(holds, newHold({ scope, source, reason, by: null, since: now, until })) : holds;
      },
      signedBySystem(now),
    );
    if (!isNew || source !== 'system') return;
    deps.log.warn('sending held by the system', { tenant, reason });
    deps.log.count('SendingHeld');
  };
