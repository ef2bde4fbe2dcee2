import { vi } from 'vitest';

/** Longest wait for what the system does by itself, in ms. */
export const PATIENCE_MS = 30_000;

/** Repeats `look` until it throws no more; then gives its result. The last failure is thrown when patience ends. */
export const eventually = <Result>(look: () => Promise<Result>, timeout = PATIENCE_MS): Promise<Result> =>
  vi.waitFor(look, { timeout, interval: 150 });
