import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseStartArguments, type StartArguments, usage } from './arguments.ts';
import { buildIfStale } from './build.ts';
import { publishConsole } from './console/publish.ts';
import { assertUnused } from './data-lock.ts';
import { loadDemoData } from './demo-data.ts';
import { messageOf, RunnerError } from './errors.ts';
import { migrate } from './migrate.ts';
import { type RunningSystem, startSystem } from './system.ts';
import { welcome } from './welcome.ts';

/** `npm start`: builds, synthesizes, and runs the stacks on this machine until Ctrl-C. */

// Functions run in UTC, as in AWS Lambda; worker threads take the zone of the process.
process.env.TZ = 'UTC';

const root = resolve(import.meta.dirname, '..');
const print = (line: string) => process.stdout.write(`${line}\n`);

/** Longest time for stopping, in ms; then the process ends regardless, and the engines end with it. */
const stopTimeoutMs = 15_000;

const main = async (options: StartArguments): Promise<void> => {
  const dataDir = resolve(options.dataDir);
  let system: RunningSystem | undefined;
  let stopping = false;
  const end = (code: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(code), stopTimeoutMs).unref();
    const stopped = system?.stop() ?? Promise.resolve();
    stopped.finally(() => process.exit(code));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stopping) print('\nStopping …');
      end(0);
    });
  }
  process.on('disconnect', () => end(0));
  endWithParent(() => end(0));
  const fail = (error: unknown) => {
    if (stopping) return;
    process.stderr.write(`\n${error instanceof RunnerError ? error.message : describe(error)}\n`);
    end(1);
  };
  process.on('uncaughtException', fail);

  await assertUnused(dataDir);
  if (options.build) await buildIfStale(root, resolve(options.assemblyDir), print);
  if (options.reset) rmSync(dataDir, { recursive: true, force: true });
  system = await startSystem({ ...options, dataDir, print });
  system.failed.then(fail);
  try {
    await makeReady(options, dataDir, system);
  } catch (error) {
    fail(error);
  }
};

/** Loads the demo data, then tells people and programs that everything is there. */
const makeReady = async (options: StartArguments, dataDir: string, system: RunningSystem): Promise<void> => {
  if (system.outputs.ConsoleUrl !== undefined) {
    const { outputsFile, region } = system;
    await publishConsole(root, { outputsFile, region, s3Endpoint: system.outputs.S3Endpoint ?? '', print });
  }
  // Before the demo data: what today's release writes needs no migration.
  await migrate(system.outputs.ControlUrl ?? '', print);
  if (options.seed) {
    await loadDemoData({
      demoDir: resolve(import.meta.dirname, 'demo'),
      dataDir,
      outputsFile: system.outputsFile,
      controlUrl: system.outputs.ControlUrl ?? '',
      print,
    });
  }
  if (options.readyFile !== undefined) {
    mkdirSync(dirname(resolve(options.readyFile)), { recursive: true });
    // Whoever waits for it reads it at once: it is there whole or not at all.
    writeFileSync(`${options.readyFile}.tmp`, `${JSON.stringify(system.outputs, null, 2)}\n`);
    renameSync(`${options.readyFile}.tmp`, options.readyFile);
  }
  print(welcome(system.outputs, { dataDir, accountsFile: options.accountsFile }));
};

/** Under npm, a runner whose npm was killed would stay behind unseen: it ends too. */
const endWithParent = (onEnd: () => void): void => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) onEnd();
  }, 1_000).unref();
};

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : messageOf(error);

try {
  const options = parseStartArguments(process.argv.slice(2));
  if (options === 'help') print(usage);
  else await main(options);
} catch (error) {
  process.stderr.write(`\n${error instanceof RunnerError ? error.message : describe(error)}\n`);
  process.exit(1);
}
