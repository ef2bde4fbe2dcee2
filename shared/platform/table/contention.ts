/** Waiting between tries: full jitter, so that those who collided do not collide again. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Pauses up to 2^attempt × 10 ms. */
export const backOff = (attempt: number): Promise<void> => sleep(Math.random() * 10 * 2 ** Math.min(attempt, 7));
