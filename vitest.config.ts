import { configDefaults, defineConfig } from 'vitest/config';

/**
 * All suites that need no running system, one project each; `npx vitest run --project contract` runs one of them. The
 * scenario suite has a configuration of its own (vitest.scenario.config.ts), since it starts a whole system first.
 */

/** Longest time of one test and of one hook, in ms: on a slow machine engines take seconds to start. */
const FAST_MS = 60_000;
const ENGINES_MS = 120_000;

/** As if it were another day (scripts/test-days.ts). */
const otherDay = process.env.TEST_DAY === undefined ? [] : ['test/days/shift-clock.ts'];

const suites: readonly { readonly name: string; readonly include: readonly string[]; readonly timeout: number }[] = [
  // Beside the files that they test.
  { name: 'unit', include: ['{shared,functions,lib,scripts,web,test/releases}/**/*.test.ts'], timeout: FAST_MS },
  { name: 'infra', include: ['test/infra/**/*.test.ts'], timeout: ENGINES_MS },
  { name: 'contract', include: ['test/contract/**/*.test.ts'], timeout: ENGINES_MS },
  { name: 'hostile', include: ['test/hostile/**/*.test.ts'], timeout: ENGINES_MS },
  { name: 'providers', include: ['test/providers/**/*.test.ts'], timeout: ENGINES_MS },
  { name: 'local', include: ['test/local/**/*.test.ts'], timeout: ENGINES_MS },
  { name: 'model', include: ['test/model/**/*.test.ts'], timeout: 300_000 },
  { name: 'crash', include: ['test/crash/**/*.test.ts'], timeout: 300_000 },
  { name: 'documents', include: ['test/documents/**/*.test.ts'], timeout: FAST_MS },
  { name: 'mutants', include: ['test/mutants/**/*.test.ts'], timeout: FAST_MS },
  { name: 'bench', include: ['test/bench/**/*.test.ts'], timeout: ENGINES_MS },
];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: suites.map(({ name, include, timeout }) => ({
      extends: true,
      test: {
        name,
        include: [...include],
        exclude: [...configDefaults.exclude, '**/fixture/**'],
        pool: 'forks',
        setupFiles: otherDay,
        testTimeout: timeout,
        hookTimeout: timeout,
        teardownTimeout: 30_000,
      },
    })),
  },
});
