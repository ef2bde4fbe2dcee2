/**
 * Plays `npm run demo` on a system of its own, as a gate: starts the local runner with the demo data in a new folder on
 * free ports, plays the demo against it, and stops it. Fails when the system does not start, the demo finds a
 * difference, or the system does not stop.
 *
 *     node scripts/check-demo.ts
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '..');
/** Longest time until the system serves, ms: build, synthesis and demo data on a slow machine are in it. */
const startMs = 300_000;
/** Longest time for stopping, ms. */
const stopMs = 30_000;
/** TCP ports that the runner takes from its base. */
const ports = 9;

const folder = mkdtempSync(join(tmpdir(), 'contacta-demo-'));
const ready = join(folder, 'outputs.json');
const base = await freePorts(25_100);
const runner = start('local/start.ts', [
  '--port-base',
  String(base),
  '--data-dir',
  join(folder, 'data'),
  '--ready-file',
  ready,
]);
process.once('exit', () => runner.kill('SIGKILL'));
try {
  await served();
  const demo = start('scripts/demo.ts', ['--outputs', ready]);
  const [code] = await once(demo, 'exit');
  process.exitCode = code === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}

function start(script: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** @throws Error when the runner ends before it serves, or takes too long */
async function served(): Promise<void> {
  for (const deadline = Date.now() + startMs; !existsSync(ready); await sleep(200)) {
    if (runner.exitCode !== null) throw new Error(`The system did not start: exit code ${runner.exitCode}.`);
    if (Date.now() > deadline) throw new Error(`The system did not serve within ${startMs / 1_000} s.`);
  }
}

/** Asks as Ctrl-C does; what does not stop is ended and counts as a failure. */
async function stop(): Promise<void> {
  if (runner.exitCode !== null) return;
  const ended = once(runner, 'exit');
  runner.kill('SIGINT');
  const code = await Promise.race([ended.then(([exitCode]) => exitCode), sleep(stopMs, 'late', { ref: false })]);
  if (code !== 0) {
    console.error(code === 'late' ? 'The system did not stop.' : `The system stopped with ${String(code)}.`);
    process.exitCode = 1;
  }
}

/** First base from `from` on whose ports are all free. @throws Error when there is none */
async function freePorts(from: number): Promise<number> {
  for (let candidate = from; candidate < from + 50 * ports; candidate += ports) {
    const free = await Promise.all(Array.from({ length: ports }, (_, offset) => isFree(candidate + offset)));
    if (free.every(Boolean)) return candidate;
  }
  throw new Error(`No ${ports} free ports from ${from} on: close what listens there.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}
