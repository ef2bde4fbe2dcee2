import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RunnerError } from './errors.ts';

const locks = 'runner.lock';
const owner = 'runner.pid';

/**
 * Marks a data folder as in use by this process; two runners on one database would damage it. The mark is a lock of the
 * operating system, which goes with its process however that ends: a number would outlive it, as a zombie that nobody
 * reaps or as another program that was given the same number.
 *
 * @returns removes the mark
 * @throws RunnerError when another runner uses the folder
 */
export const lockDataDir = (dataDir: string): (() => Promise<void>) => {
  mkdirSync(dataDir, { recursive: true });
  const lock = new DatabaseSync(join(dataDir, locks));
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new RunnerError(
      `Another runner (process ${ownerOf(dataDir)}) uses ${dataDir}.`,
      'Stop it, or choose another folder with --data-dir.',
      { cause },
    );
  }
  const file = join(dataDir, owner);
  writeFileSync(file, String(process.pid));
  return async () => {
    rmSync(file, { force: true });
    lock.close();
  };
};

/** @throws RunnerError when another runner uses the folder */
export const assertUnused = async (dataDir: string): Promise<void> => {
  if (!existsSync(dataDir)) return;
  const release = lockDataDir(dataDir);
  await release();
};

/** For people: the process that said so last. */
const ownerOf = (dataDir: string): string => {
  try {
    return readFileSync(join(dataDir, owner), 'utf8');
  } catch {
    // It has the lock and has not yet said who it is.
    return 'unknown';
  }
};
