import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { messageOf, RunnerError } from '../errors.ts';

/**
 * Calls the control server of the runner that uses `dataDir`.
 *
 * @returns status and parsed body of its answer
 * @throws RunnerError when no runner is there
 */
export const callControl = async (
  dataDir: string,
  path: string,
  body: unknown,
): Promise<{ status: number; body: unknown }> => {
  const file = join(dataDir, 'outputs.json');
  const remedy = 'Start it with npm start (for another folder, give --data-dir here too).';
  if (!existsSync(file)) throw new RunnerError(`No runner is active: ${file} does not exist.`, remedy);
  const { ControlUrl } = z.looseObject({ ControlUrl: z.url() }).parse(JSON.parse(readFileSync(file, 'utf8')));
  try {
    const answer = await fetch(`${ControlUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  } catch (cause) {
    throw new RunnerError(`The runner does not answer at ${ControlUrl} (${messageOf(cause)}).`, remedy, { cause });
  }
};

/** Runs a command; a failure is printed without a stack and gives exit code 1. */
export const runCommand = async (command: () => Promise<void>): Promise<void> => {
  try {
    await command();
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  }
};
