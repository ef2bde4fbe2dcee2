import { defineConfig } from 'vitest/config';

/**
 * The browser suite: a real Chromium against a runner of its own, started as for the scenarios, beside which it may run.
 * Files run one after another: they share the system.
 */
process.env.SCENARIO_PORT_BASE ??= '24600';

export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/scenario/global-setup.ts'],
    fileParallelism: false,
    pool: 'threads',
    // The first test may wait until Chromium is unpacked.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
