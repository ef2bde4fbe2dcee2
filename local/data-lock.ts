import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunnerError } from './errors.ts';

/**
 * Marks a data folder as in use by this process; two runners on one database would damage it.
 *
 * @returns removes the mark
 * @throws RunnerError when another runner that is alive uses the folder
 */
export function lockDataDir(dataDir: string): () => Promise<void> {
  assertUnused(dataDir);
  const file = join(dataDir, 'runner.pid');
  writeFileSync(file, String(process.pid));
  return async () => rmSync(file, { force: true });
}

/** @throws RunnerError when a runner that is alive, other than this process, uses the folder */
export function assertUnused(dataDir: string): void {
  const file = join(dataDir, 'runner.pid');
  const owner = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
  if (Number.isInteger(owner) && owner > 0 && owner !== process.pid && isAlive(owner)) {
    throw new RunnerError(
      `Another runner (process ${owner}) uses ${dataDir}.`,
      `Stop it, or choose another folder with --data-dir. If no runner is active, delete ${file}.`,
    );
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process: the mark is left over from a run that was killed.
    return false;
  }
}
