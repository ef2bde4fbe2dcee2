/** Stops an import (F20). What is written stays, and the error file tells of the rows that were read. */
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import { cancelledProcess } from '#shared/processes/cancelled-process.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { ProcessRecords } from '#shared/processes/ports.ts';
import { hasEnded } from '#shared/processes/rules.ts';
import { readImportCheckpoint } from './checkpoint.ts';
import { findImport } from './confirm-import.ts';

/** Nothing of the file can be in the table: no row is counted, and no batch was begun. */
const isUntouched = ({ rowsDone, checkpoint }: ProcessValue): boolean =>
  rowsDone === 0 && (checkpoint === null || readImportCheckpoint(checkpoint).plan === null);

/** All rows are in: what a complete file does not name is settled to its end. */
const isSettling = ({ checkpoint }: ProcessValue): boolean =>
  checkpoint !== null && readImportCheckpoint(checkpoint).settling !== null;

/** It stands still until somebody answers, or confirms what a dry run has shown. */
const waitsForSomebody = ({ state, import: record }: ProcessValue): boolean =>
  state === 'needs_answer' || (record?.stage === 'validated' && state === 'success');

/** An import that ends before its time, since somebody stopped it or its file is gone. */
const cancelledImport = (process: ProcessValue, by: string, now: number): ProcessValue => ({
  ...cancelledProcess(process, process.cancelledBy ?? by, now),
  ...(process.import === undefined ? {} : { import: { ...process.import, stage: 'done' } }),
});

/** One that still waits, for its file, a worker or somebody, is over with its file. */
export const importWithoutFile = (process: ProcessValue, by: string, now: number): ProcessValue =>
  process.kind === 'import' && (process.state === 'pending' || waitsForSomebody(process))
    ? cancelledImport(process, by, now)
    : process;

/**
 * An import that nobody works on ends at once; one that is being worked on ends at its worker's next step.
 * @throws Refusal NOT_FOUND, PROCESS_ENDED
 */
export const cancelImport = async (
  deps: { readonly processes: Pick<ProcessRecords, 'find' | 'change'>; readonly clock: Clock },
  input: { readonly tenant: string; readonly userId: string; readonly processId: string },
): Promise<ProcessValue> => {
  const { tenant, userId, processId } = input;
  await findImport(deps.processes, tenant, processId);
  const now = deps.clock.now();
  const changed = await deps.processes.change(tenant, processId, (process) => {
    const waits = waitsForSomebody(process);
    if (process.import === undefined || (hasEnded(process) && !waits)) return undefined;
    if (isSettling(process)) {
      throw new Refusal('PROCESS_ENDED', 'All rows are in, and what the file does not name is being settled.');
    }
    const isIdle = waits || (process.state === 'pending' && isUntouched(process));
    if (isIdle) return cancelledImport(process, userId, now);
    return { ...process, cancelRequested: true, cancelledBy: process.cancelledBy ?? userId };
  });
  if (changed !== undefined) return changed;
  throw new Refusal('PROCESS_ENDED', 'The import has ended already.');
};
