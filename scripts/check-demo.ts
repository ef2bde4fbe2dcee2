/**
 * Plays `npm run demo` on a system of its own, as a gate: starts the local runner with the demo data in a new folder on
 * free ports, plays the demo against it, and stops it. Fails when the system does not start, the demo finds a
 * difference, or the system does not stop.
 *
 *     node scripts/check-demo.ts
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { startOwnSystem } from './demo/own-system.ts';

const root = resolve(import.meta.dirname, '..');

try {
  const { outputsFile, stop } = await startOwnSystem(25_100);
  try {
    const demo = spawn(process.execPath, ['scripts/demo.ts', '--outputs', outputsFile], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = await once(demo, 'exit');
    process.exitCode = code === 0 ? 0 : 1;
  } finally {
    await stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
