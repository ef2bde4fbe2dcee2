/** What people do with an export afterwards: cancel it, or have it written once more (F21, Q4). */
import type { ProcessState } from '#contract/vocabulary.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { cancelledProcess } from '#shared/processes/cancelled-process.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { ProcessRecords } from '#shared/processes/ports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { hasEnded, stateAt, takeUpMs } from '#shared/processes/rules.ts';

export interface ChangeExportDeps {
  readonly processes: Pick<ProcessRecords, 'change'>;
  readonly jobs: ProcessJobs;
  readonly clock: Clock;
}

interface Target {
  readonly tenant: string;
  readonly processId: string;
}

const notFound = () => new Refusal('NOT_FOUND', 'No export has this id.');

const change = async (
  deps: ChangeExportDeps,
  { tenant, processId }: Target,
  next: (process: ProcessValue) => ProcessValue,
): Promise<{ processId: string; state: ProcessState }> => {
  const changed = await deps.processes.change(tenant, processId, next);
  if (changed === undefined) throw notFound();
  return { processId, state: changed.state };
};

/**
 * A worker that writes it stops at its next step, since it holds the process no longer.
 * @throws Refusal NOT_FOUND, PROCESS_ENDED
 */
export const cancelExport = (deps: ChangeExportDeps, target: Target & { readonly userId: string }) =>
  change(deps, target, (process) => {
    if (process.kind !== 'export') throw notFound();
    if (process.state === 'cancelled') return process;
    if (hasEnded(process))
      throw new Refusal('PROCESS_ENDED', `The export is ${process.state}; there is nothing left to cancel.`);
    return cancelledProcess(process, target.userId, deps.clock.now());
  });

/**
 * By hand, so at once; the moment that the file shows stays that of the first run (I13).
 * @throws Refusal NOT_FOUND, PROCESS_NOT_FAILED
 */
export const retryExport = async (deps: ChangeExportDeps, target: Target) => {
  const now = deps.clock.now();
  const answer = await change(deps, target, (process) => {
    if (process.kind !== 'export' && process.kind !== 'night_report') throw notFound();
    const state = stateAt(process, now);
    // A repeat of the request.
    if (state === 'pending' && process.startedAt === null && (process.dueAt ?? now) <= now + takeUpMs) return process;
    if (state !== 'failed' && state !== 'expired') {
      throw new Refusal(
        'PROCESS_NOT_FAILED',
        `The process is ${state}; only a failed or expired one can be written again.`,
      );
    }
    // What is written now names no person who was erased meanwhile.
    const { filesErasedAt: _filesErasedAt, ...rest } = process;
    return {
      ...rest,
      state: 'pending',
      startedAt: null,
      finishedAt: null,
      rowsDone: 0,
      rowsTotal: null,
      files: [],
      error: null,
      checkpoint: null,
      lease: null,
      dueAt: now + takeUpMs,
    };
  });
  await deps.jobs.enqueue(target);
  return answer;
};
