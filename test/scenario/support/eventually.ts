import { vi } from 'vitest';

/** Longest wait for what the system does by itself, in ms. */
export const patienceMs = 30_000;

/** Repeats `look` until it throws no more; then gives its result. The last failure is thrown when patience ends. */
export const eventually = <Result>(look: () => Promise<Result>, timeout = patienceMs): Promise<Result> =>
  vi.waitFor(look, { timeout, interval: 150 });
