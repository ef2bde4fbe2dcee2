/** The file is uploaded, or what was validated shall be imported (F19). */
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { ProcessRecords } from '#shared/processes/ports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { hasEnded, takeUpMs } from '#shared/processes/rules.ts';
import type { Uploads } from './upload.ts';
import { beginningOf } from './work-on-import.ts';

export interface ConfirmDeps {
  readonly processes: Pick<ProcessRecords, 'find' | 'change'>;
  readonly uploads: Pick<Uploads, 'look'>;
  readonly jobs: ProcessJobs;
  readonly clock: Clock;
}

/** The same process, about to write what was validated: exactly those bytes, counted anew. */
const begunAnew = (process: ProcessValue, now: number): ProcessValue => {
  const { readAt: _readAt, ...rest } = process;
  if (process.import === undefined) return process;
  return {
    ...rest,
    state: 'pending',
    startedAt: null,
    finishedAt: null,
    rowsDone: 0,
    files: [],
    checkpoint: null,
    cut: now,
    dueAt: now + takeUpMs,
    import: { ...process.import, ...beginningOf(), stage: 'importing' },
  };
};

/**
 * Idempotent: what runs already goes on running.
 * @throws Refusal NOT_FOUND, UPLOAD_MISSING, IMPORT_NOT_CONFIRMABLE
 */
export const confirmImport = async (
  deps: ConfirmDeps,
  input: { readonly tenant: string; readonly processId: string },
): Promise<ProcessValue> => {
  const { tenant, processId } = input;
  const process = await findImport(deps.processes, tenant, processId);
  const now = deps.clock.now();
  const stage = process.import?.stage;
  if (stage === 'upload' && !hasEnded(process)) {
    const found = process.import === undefined ? undefined : await deps.uploads.look(process.import.key);
    if (found === undefined) throw new Refusal('UPLOAD_MISSING', 'Upload the file with the form first.');
    await deps.jobs.enqueue({ tenant, processId });
    return process;
  }
  if (stage === 'validated' && process.state === 'success') {
    const begun = await deps.processes.change(tenant, processId, (current) =>
      current.import?.stage === 'validated' && current.state === 'success' ? begunAnew(current, now) : undefined,
    );
    await deps.jobs.enqueue({ tenant, processId });
    return begun ?? findImport(deps.processes, tenant, processId);
  }
  if ((stage === 'importing' || stage === 'validating') && !hasEnded(process)) return process;
  throw new Refusal('IMPORT_NOT_CONFIRMABLE', `The import is ${process.state}. Upload the file as a new one.`);
};

/** @throws Refusal NOT_FOUND also for processes of other kinds and of other companies: all look the same (I17) */
export const findImport = async (
  processes: Pick<ProcessRecords, 'find'>,
  tenant: string,
  processId: string,
): Promise<ProcessValue> => {
  const process = await processes.find(tenant, processId);
  if (process?.import === undefined) throw new Refusal('NOT_FOUND', 'No import has this id.');
  return process;
};
