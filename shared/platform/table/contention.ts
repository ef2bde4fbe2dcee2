/** Waiting between tries: full jitter, so that those who collided do not collide again. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits after a try that failed; the first try is 1. */
export type Pause = (attempt: number) => Promise<void>;

/**
 * A pause of random length up to 2^attempt × `baseMs`; it grows no more after seven tries.
 * @param deps.random from 0 to 1, as `Math.random`
 */
export const jitteredPause =
  (
    baseMs: number,
    deps: { readonly random: () => number; readonly sleep: (ms: number) => Promise<unknown> } = {
      random: Math.random,
      sleep,
    },
  ): Pause =>
  async (attempt) => {
    await deps.sleep(deps.random() * baseMs * 2 ** Math.min(attempt, 7));
  };

/** Between tries of one item or transaction: up to 20 ms first, up to 1.3 s at last. */
export const backOff: Pause = jitteredPause(10);
