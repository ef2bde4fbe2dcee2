/** Largest memory of this process. */
import { readFileSync } from 'node:fs';

/**
 * Largest resident set so far, bytes. Linux counts into `resourceUsage().maxRSS` of a process what its parent had when it
 * was started; `VmHWM` is its own (proc_pid_status(5)).
 */
export const peakMemory = (): number => {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1_024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error('/proc/self/status has no VmHWM.');
  return Number(kilobytes) * 1_024;
};
