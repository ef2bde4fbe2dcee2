import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RunnerError } from './errors.ts';

/** What the synthesized stacks are made from. */
const SOURCES = ['bin', 'lib', 'functions', 'shared', 'scripts', 'package.json', 'package-lock.json', 'cdk.json'];

/**
 * Builds and synthesizes when a source is newer than the assembly, or there is none.
 *
 * @throws RunnerError with the output when that fails
 */
export async function buildIfStale(root: string, assemblyDir: string, print: (line: string) => void): Promise<void> {
  const manifest = join(assemblyDir, 'manifest.json');
  const madeAt = existsSync(manifest) ? statSync(manifest).mtimeMs : 0;
  if (SOURCES.every((source) => newest(join(root, source)) < madeAt)) return;
  print('Building and synthesizing (the sources are newer than cdk.out) …');
  await run(root, 'synth');
}

/** Time of the last change below `path`, in ms since the epoch; 0 when it does not exist. */
function newest(path: string): number {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}

/** Runs an npm script to its end. `synth` builds the functions first. */
async function run(root: string, script: string): Promise<void> {
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
}
