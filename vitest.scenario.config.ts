import { defineConfig } from 'vitest/config';

/** The scenario suite: one system for all files, which run one after another. See scripts/scenario.ts. */
export default defineConfig({
  test: {
    include: ['test/scenario/**/*.test.ts'],
    globalSetup: ['test/scenario/global-setup.ts'],
    fileParallelism: false,
    pool: 'threads',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The first file may wait for a build and a synthesis.
    teardownTimeout: 30_000,
  },
});
