/** Gives a process back to the workers when nobody works on it: its job was lost, or its worker died (§5.4 Report). */
import type { ProcessKind } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import type { ProcessJobs } from './process-jobs.ts';
import { hasEnded, hasStalled, isNoticeDue, takeUpMs } from './rules.ts';
import type { ProcessStore } from './store.ts';

export interface ResumeDeps {
  readonly processes: Pick<ProcessStore, 'change'>;
  /** The queue of the process's kind. */
  readonly jobsOf: (kind: ProcessKind) => ProcessJobs;
  readonly clock: Clock;
}

/**
 * Idempotent: a process that has ended and of which all are told, or whose worker is alive, is left alone. A job too many does no harm, since
 * workers take a lease.
 * @returns true when a job was enqueued
 */
export const resumeStalledProcess = async (
  { processes, jobsOf, clock }: ResumeDeps,
  job: { readonly tenant: string; readonly processId: string },
): Promise<boolean> => {
  const now = clock.now();
  const resumed = await processes.change(job.tenant, job.processId, (process) => {
    if (!hasStalled(process, now) && !isNoticeDue(process, now)) return undefined;
    // A check of the integrity goes on with its own schedule, which finds that nobody holds it.
    return { ...process, lease: null, dueAt: process.kind === 'integrity_check' ? null : now + takeUpMs };
  });
  if (resumed === undefined || resumed.kind === 'integrity_check') return false;
  // The worker of exports writes the e-mails, whatever has ended.
  const kind = hasEnded(resumed) ? 'export' : resumed.kind;
  await jobsOf(kind).enqueue({ tenant: resumed.tenant, processId: resumed.processId });
  return true;
};
