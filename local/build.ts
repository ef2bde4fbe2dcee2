import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RunnerError } from './errors.ts';

/** What the synthesized stacks are made from. */
const sourcePaths = ['bin', 'lib', 'functions', 'shared', 'scripts', 'package.json', 'package-lock.json', 'cdk.json'];

/** What the console is made from. */
const consoleSources = ['web', 'shared/contract', 'scripts/build-console.ts', 'package-lock.json'];

/**
 * Builds and synthesizes when a source is newer than the assembly, or there is none.
 *
 * @throws RunnerError with the output when that fails
 */
export const buildIfStale = async (root: string, assemblyDir: string, print: (line: string) => void): Promise<void> => {
  const isStale = (sources: readonly string[], made: string) => {
    const madeAt = newest(made);
    return sources.some((source) => newest(join(root, source)) >= madeAt);
  };
  if (isStale(sourcePaths, join(assemblyDir, 'manifest.json'))) {
    print('Building and synthesizing (the sources are newer than cdk.out) …');
    await run(root, 'synth');
  }
  if (isStale(consoleSources, join(root, 'dist/console/index.html'))) {
    print('Bundling the console …');
    await run(root, 'build:console');
  }
};

/** Time of the last change below `path`, in ms since the epoch; 0 when it does not exist. */
const newest = (path: string): number => {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
};

/** Runs an npm script to its end. */
const run = async (root: string, script: string): Promise<void> => {
  const npm = process.env.npm_execpath;
  const [command, args] = npm === undefined ? ['npm', ['run', script]] : [process.execPath, [npm, 'run', script]];
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(null);
    });
    child.once('close', resolve);
  });
  process.off('exit', endWithUs);
  if (code !== 0)
    throw new RunnerError(`npm run ${script} failed:\n${output.trim()}\n`, 'Correct that and start again.');
};
