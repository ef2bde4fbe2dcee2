/**
 * `npm test`: every gate of the repository, one after the other, on this machine alone. Its last line says
 * `N passed, N failed`: the sum over all tests, and one for each step that is no test suite. Files of a suite that
 * fail are run once more (docs/decisions/0065). Steps that mostly wait for a system of their own run in two lanes beside
 * each other (0070); their lines begin with the step's name.
 *
 *     npm test                         everything
 *     npm test -- --only lint,tests    some steps, by name
 *     npm test -- --list               the names of the steps
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../local/build.ts';
import { turnOf } from '../test/days/days.ts';
import {
  type Count,
  countTests,
  type FileReport,
  filesToRunAgain,
  parseReport,
  withSecondRun,
} from './suite-report.ts';

const root = resolve(import.meta.dirname, '..');
const minuteMs = 60_000;

interface Step {
  readonly name: string;
  readonly what: string;
  /** Arguments for node, or a program of node_modules/.bin with its arguments. */
  readonly command: readonly [string, ...string[]];
  /** A suite of vitest is counted by its tests, any other step as one. It says how some of its files are run again. */
  readonly again?: (files: readonly string[]) => readonly [string, ...string[]];
  readonly timeoutMs: number;
  /** Steps of a lane run one after the other, beside those of the other lane. */
  readonly lane?: 'system' | 'console';
}

const sources = ['bin', 'lib', 'functions', 'shared', 'local', 'scripts', 'test', 'web'];
const steps: readonly Step[] = [
  { name: 'lint', what: 'format and lint', command: ['biome', 'ci', '--colors=off', '.'], timeoutMs: 5 * minuteMs },
  { name: 'types', what: 'types', command: ['tsc', '-p', '.'], timeoutMs: 10 * minuteMs },
  { name: 'console-types', what: 'types of the console', command: ['tsc', '-p', 'web'], timeoutMs: 10 * minuteMs },
  {
    name: 'browser-types',
    what: 'types of the browser suite',
    command: ['tsc', '-p', 'test/browser'],
    timeoutMs: 10 * minuteMs,
  },
  { name: 'dead-code', what: 'dead code', command: ['knip'], timeoutMs: 5 * minuteMs },
  {
    name: 'dependencies',
    what: 'direction of dependencies',
    command: ['depcruise', '--config', '.dependency-cruiser.mjs', ...sources],
    timeoutMs: 5 * minuteMs,
  },
  {
    name: 'generated',
    what: 'generated files are up to date',
    command: ['node', 'scripts/generate.ts', '--check'],
    timeoutMs: 2 * minuteMs,
  },
  { name: 'build', what: 'bundles of the functions', command: ['node', 'scripts/build.ts'], timeoutMs: 5 * minuteMs },
  {
    name: 'console',
    what: 'bundle of the console',
    command: ['node', 'scripts/build-console.ts'],
    timeoutMs: 5 * minuteMs,
  },
  { name: 'synth', what: 'stacks, with cdk-nag', command: ['cdk', 'synth', '--quiet'], timeoutMs: 10 * minuteMs },
  {
    name: 'templates',
    what: 'the stacks can be created in an empty account, and again after a rollback',
    command: ['node', 'scripts/check-templates.ts'],
    timeoutMs: 5 * minuteMs,
  },
  {
    name: 'tests',
    what: 'unit, infrastructure, contract, providers, local runner, model, crash, bench, documents',
    command: ['vitest', 'run'],
    again: (files) => ['vitest', 'run', ...files],
    timeoutMs: 30 * minuteMs,
  },
  {
    name: 'days',
    what: 'a part of the unit and contract suites, as if it were another day: the one whose turn it is',
    command: ['node', 'scripts/test-days.ts', '--turn'],
    again: (files) => ['node', 'scripts/test-days.ts', `--day=${turnOf(Date.now()).name}`, ...files],
    timeoutMs: 15 * minuteMs,
  },
  {
    name: 'scenario',
    what: 'the whole system, over HTTP and topics only',
    command: ['node', 'scripts/scenario.ts'],
    again: (files) => ['node', 'scripts/scenario.ts', ...files],
    timeoutMs: 40 * minuteMs,
    lane: 'system',
  },
  {
    name: 'browser',
    what: 'the console in a real browser',
    command: ['vitest', 'run', '--config', 'vitest.browser.config.ts'],
    again: (files) => ['vitest', 'run', '--config', 'vitest.browser.config.ts', ...files],
    timeoutMs: 40 * minuteMs,
    lane: 'console',
  },
  {
    name: 'demo',
    what: 'the system starts with its demo data, and the demo finds everything as it should be',
    command: ['node', 'scripts/check-demo.ts'],
    timeoutMs: 15 * minuteMs,
    lane: 'system',
  },
  {
    name: 'chaos',
    what: 'a mixed load through two kills: nothing twice, nothing lost, counts exact',
    command: ['node', 'test/chaos/chaos.ts', '--kills', '2', '--seed', '1', '--minutes', '9'],
    timeoutMs: 15 * minuteMs,
    lane: 'console',
  },
  {
    name: 'mutants',
    what: 'known wrong designs turn a test red: those whose turn it is',
    command: ['node', 'test/mutants/run.ts', '--turn'],
    timeoutMs: 20 * minuteMs,
    lane: 'console',
  },
];

const { values } = parseArgs({
  options: { only: { type: 'string' }, list: { type: 'boolean', default: false } },
});
const reports = mkdtempSync(join(tmpdir(), 'contacta-test-'));
const running = new Set<ChildProcess>();

const main = async (wanted: readonly Step[]): Promise<void> => {
  const rows: { readonly name: string; readonly seconds: number; readonly count: Count }[] = [];
  const twice: string[] = [];
  const take = async (step: Step): Promise<void> => {
    console.log(`\n━━━ ${wanted.indexOf(step) + 1}/${wanted.length} ${step.name}: ${step.what}\n`);
    const started = performance.now();
    const { count, unsettled } = await run(step);
    for (const name of unsettled) twice.push(`${step.name}: ${nameInside(name)}`);
    const seconds = (performance.now() - started) / 1_000;
    rows.push({ name: step.name, seconds, count });
    console.log(`\n${count.failed === 0 ? '✓' : '✗'} ${step.name}, ${seconds.toFixed(0)} s`);
  };
  for (const group of inLanes(wanted)) {
    // So that the systems of the lanes find nothing stale, and do not build at the same time.
    if (group.length > 1) await buildIfStale(root, join(root, 'cdk.out'), console.log);
    await Promise.all(
      group.map(async (lane) => {
        for (const step of lane) await take(step);
      }),
    );
  }
  console.log('\nStep           passed  failed  skipped  seconds');
  for (const { name, seconds, count } of rows) {
    const cells = [
      String(count.passed).padStart(6),
      String(count.failed).padStart(8),
      String(count.skipped).padStart(9),
      seconds.toFixed(0).padStart(9),
    ];
    console.log(`${name.padEnd(15)}${cells.join('')}`);
  }
  if (twice.length > 0) {
    console.log(
      `\nFailed at first, and passed when their files were run again. To be mended:\n  ${twice.join('\n  ')}`,
    );
  }
  const total = (key: keyof Count) => rows.reduce((sum, { count }) => sum + count[key], 0);
  process.exitCode = total('failed') === 0 && total('passed') > 0 ? 0 : 1;
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
};

/** What runs one group after the other: a single step, or the lanes of neighbouring steps that have one. */
const inLanes = (wanted: readonly Step[]): readonly (readonly (readonly Step[])[])[] => {
  const groups: Step[][] = [];
  for (const step of wanted) {
    const last = groups.at(-1);
    if (step.lane !== undefined && last?.[0]?.lane !== undefined) last.push(step);
    else groups.push([step]);
  }
  return groups.map((group) => [...Map.groupBy(group, ({ lane }) => lane).values()]);
};

/** @throws Error for a name that is no step: a typing error must not pass as "nothing failed". */
const chosen = (only: string | undefined): readonly Step[] => {
  if (only === undefined) return steps;
  const names = only.split(',');
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Error(`No step is called ${unknown.join(', ')}. Steps: ${steps.map(({ name }) => name).join(', ')}.`);
  }
  return steps.filter(({ name }) => names.includes(name));
};

interface Outcome {
  readonly count: Count;
  /** Names of tests that failed, and passed when their files were run again. */
  readonly unsettled: readonly string[];
}

const run = async (step: Step): Promise<Outcome> => {
  if (step.again === undefined) {
    const succeeded = await runCommand(step, step.command);
    return { count: { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 }, unsettled: [] };
  }
  const first = await runSuite(step, step.command, 'first');
  const again = filesToRunAgain(first.files);
  if (again.length === 0) return { count: countTests(first.files, first.succeeded), unsettled: [] };
  console.log(`\nRunning once more what failed:\n  ${again.map(nameInside).join('\n  ')}\n`);
  const second = await runSuite(step, step.again(again), 'second');
  const { files, unsettled } = withSecondRun(first.files, second.files);
  return { count: countTests(files, second.succeeded), unsettled };
};

/** The name of a test file within the repository, with what follows it. */
const nameInside = (name: string): string => relative(root, name);

const runSuite = async (
  step: Step,
  [program, ...args]: readonly [string, ...string[]],
  turn: 'first' | 'second',
): Promise<{ readonly files: readonly FileReport[]; readonly succeeded: boolean }> => {
  const report = join(reports, `${step.name}-${turn}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const succeeded = await runCommand(step, [program, ...args, ...reporters]);
  return { files: existsSync(report) ? parseReport(readFileSync(report, 'utf8')) : [], succeeded };
};

/** @returns whether the command ended with exit code 0 within the step's time */
const runCommand = async (step: Step, [program, ...args]: readonly [string, ...string[]]): Promise<boolean> => {
  const isNode = program === 'node';
  const child = spawn(isNode ? process.execPath : join(root, 'node_modules/.bin', program), args, {
    cwd: root,
    // No step may wait for an answer, and none may find the CI variable of somebody else.
    stdio: step.lane === undefined ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: 'true', PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}` },
    // A process group of its own, so that nothing that a step started outlives it.
    detached: true,
  });
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface(stream).on('line', (line) => console.log(`${step.name} │ ${line}`));
  }
  const timer = setTimeout(() => {
    console.error(`${step.name} ran longer than ${step.timeoutMs / minuteMs} minutes and is stopped.`);
    endGroup(child, 'SIGKILL');
  }, step.timeoutMs);
  const succeeded = await new Promise<boolean>((done) => {
    child.once('error', (error) => {
      console.error(`${step.name} could not be started: ${error.message}. Run \`npm ci\` first.`);
      done(false);
    });
    child.once('exit', (code) => done(code === 0));
  });
  clearTimeout(timer);
  // What the step started may be about to end too.
  for (let wait = 0; wait < 30 && endGroup(child, 0); wait += 1) await sleep(100);
  if (endGroup(child, 'SIGKILL')) console.error(`${step.name} left processes running; they are stopped now.`);
  running.delete(child);
  return succeeded;
};

/** Signals all processes of a step's group; signal 0 only asks. @returns whether there was any */
const endGroup = (child: ChildProcess, signal: 'SIGKILL' | 0): boolean => {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    // ESRCH: nothing is left, as it should be.
    return false;
  }
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    for (const child of running) endGroup(child, 'SIGKILL');
    rmSync(reports, { recursive: true, force: true });
    process.exit(1);
  });
}

try {
  if (values.list) for (const { name, what } of steps) console.log(`${name.padEnd(14)}${what}`);
  else await main(chosen(values.only));
} finally {
  rmSync(reports, { recursive: true, force: true });
}
