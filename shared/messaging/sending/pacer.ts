/** Spaces calls to a provider's rate inside one worker: the provider's rate ÷ the workers at once (design §5). */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#platform/clock.ts';

export interface Pacer {
  /** Waits until `weight` units may go. @returns ms that the caller waited */
  take(weight: number): Promise<number>;
}

/** @param perSecond units a second, for SMS parts */
export const createPacer = (perSecond: number, clock: Clock): Pacer => {
  let free = 0;
  return {
    async take(weight) {
      const start = Math.max(free, clock.now());
      free = start + (weight * 1_000) / perSecond;
      const wait = start - clock.now();
      if (wait > 0) await sleep(wait);
      return Math.max(wait, 0);
    },
  };
};
