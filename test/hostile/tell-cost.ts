/** Does the work of a reader's process and tells its parent what that took. */
import { peakMemory } from '../support/peak-memory.ts';
import type { ReadingCost } from './read-apart.ts';

/** @param work returns what became of the input */
export const tellCost = async (work: () => Promise<string>): Promise<void> => {
  const before = process.cpuUsage();
  const outcome = await work();
  const { user, system } = process.cpuUsage(before);
  const cost: ReadingCost = {
    cpuMs: (user + system) / 1_000,
    peakBytes: peakMemory(),
    outcome,
  };
  process.send?.(cost, () => process.exit(0));
};
