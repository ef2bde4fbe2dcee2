import type { ProcessValue } from './entities.ts';

/** What a person stopped, replaced by another request, or ended with its files; nobody works on it any more. */
export const cancelledProcess = (process: ProcessValue, cancelledBy: string, now: number): ProcessValue => ({
  ...process,
  state: 'cancelled',
  cancelledBy,
  finishedAt: now,
  checkpoint: null,
  lease: null,
  dueAt: null,
});
