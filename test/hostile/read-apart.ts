/** Starts the process of a reader with the memory of its function and waits for what it says. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { batchOf, type ReaderName, readers } from './readers.ts';

const CostSchema = z.object({
  cpuMs: z.number(),
  /** Largest resident set of the process, bytes. */
  peakBytes: z.number(),
  outcome: z.string(),
});
export type ReadingCost = z.infer<typeof CostSchema>;

/**
 * @param count how many of it are read at once; by default as many as its function is handed
 * @throws Error when the process ends without a result: its memory was not enough
 */
export const readApart = async (
  reader: ReaderName,
  raw: Buffer,
  count: number = batchOf(reader, raw.length),
): Promise<ReadingCost> => {
  const { memoryMb, nodeOptions } = readers[reader];
  const folder = mkdtempSync(join(tmpdir(), 'contacta-hostile-'));
  const path = join(folder, 'input');
  writeFileSync(path, raw);
  try {
    const child = fork(join(import.meta.dirname, `${reader}-process.ts`), [path, String(count)], {
      execArgv: [`--max-old-space-size=${memoryMb}`, ...nodeOptions],
    });
    return await new Promise<ReadingCost>((resolve, reject) => {
      child.once('message', (message) => resolve(CostSchema.parse(message)));
      child.once('exit', (code, signal) =>
        reject(new Error(`The process ended (${code ?? signal}) without a result.`)),
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};
