/** A system of one's own with the demo data: in a new folder, on free ports, and gone afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { freePortBase } from '../../local/ports.ts';

const root = resolve(import.meta.dirname, '..', '..');
/** Longest time until the system serves, ms: build, synthesis and demo data on a slow machine are in it. */
const startMs = 300_000;
/** Longest time for stopping, ms. */
const stopMs = 30_000;

export interface OwnSystem {
  /** File with the outputs of the stacks, as scripts take it. */
  readonly outputsFile: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Asks as Ctrl-C does, and removes the folder. @throws Error when the system does not stop, or stops with a fault */
  stop(): Promise<void>;
}

/** Starts the local runner, from port `from` on. @throws Error when it ends before it serves, or takes too long */
export const startOwnSystem = async (from: number): Promise<OwnSystem> => {
  const folder = mkdtempSync(join(tmpdir(), 'contacta-demo-'));
  const outputsFile = join(folder, 'outputs.json');
  const base = await freePortBase(from);
  const args = ['--port-base', String(base), '--data-dir', join(folder, 'data'), '--ready-file', outputsFile];
  const runner = spawn(process.execPath, ['local/start.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const kill = () => runner.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    try {
      if (runner.exitCode !== null) return;
      const ended = once(runner, 'exit');
      runner.kill('SIGINT');
      const code = await Promise.race([ended.then(([exitCode]) => exitCode), sleep(stopMs, 'late', { ref: false })]);
      if (code === 'late') kill();
      if (code !== 0) {
        throw new Error(
          code === 'late' ? 'The system did not stop.' : `The system stopped with exit code ${String(code)}.`,
        );
      }
    } finally {
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    }
  };
  try {
    for (const deadline = Date.now() + startMs; !existsSync(outputsFile); await sleep(200)) {
      if (runner.exitCode !== null) throw new Error(`The system did not start: exit code ${runner.exitCode}.`);
      if (Date.now() > deadline) throw new Error(`The system did not serve within ${startMs / 1_000} s.`);
    }
    const outputs = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(outputsFile, 'utf8')));
    return { outputsFile, outputs, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
};
