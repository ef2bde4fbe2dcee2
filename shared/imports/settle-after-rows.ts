/**
 * The end of an import whose file is complete: what it does not name is counted, asked about where that is much, and
 * settled part by part. The plan of a part is kept before it is written, so that the count is exact after any crash. From
 * the first part on the import is not stopped any more: either nothing is settled, or all that is missing.
 */
import type { ImportQuestion } from '#contract/import-questions.ts';
import type { ImportRecord, ProcessValue } from '#shared/processes/entities.ts';
import type { ImportCheckpoint } from './checkpoint.ts';
import type { CsvRecord } from './csv-records.ts';
import type { Settlement } from './row-kind.ts';

/** Debts of one part. */
const mostOfPart = 250;
/** Where more than this part of the scope would be settled, a person has to look. */
const mostOfScope = 0.2;

/** What the worker of an import does for this. */
export interface SettleWork {
  readonly process: ProcessValue;
  readonly checkpoint: ImportCheckpoint;
  readonly isLate: boolean;
  now(): number;
  save(checkpoint: ImportCheckpoint, change?: Partial<ImportRecord>): Promise<void>;
  takeTurn(): Promise<boolean>;
  leaveTurn(): Promise<void>;
  /** The rows of the file from the first on. */
  rows(): Promise<AsyncIterable<readonly CsvRecord[]>>;
}

/** `late`: the next worker goes on. `turn`: another import of the company writes. A question: a person has to answer. */
export type SettleOutcome = 'done' | 'late' | 'turn' | 'cancelled' | ImportQuestion;

type Counts = NonNullable<ImportRecord['settlement']>;

/** True where a person has to look before anything is settled. Pure. */
export const asksFirst = ({ open, missing }: { readonly open: number; readonly missing: number }, rejected: number) =>
  missing > 0 && (rejected > 0 || missing > open * mostOfScope);

const countsOf = ({ import: record }: ProcessValue): Counts =>
  record?.settlement ?? { open: 0, missing: null, settled: 0 };

/** Counts the scope before the first row is written: the measure of what is much. */
export const countScope = async (work: SettleWork, settlement: Settlement): Promise<void> => {
  if (work.process.import?.settlement !== undefined) return;
  const open = await settlement.countOpen();
  await work.save(work.checkpoint, { settlement: { open, missing: null, settled: 0 } });
};

/** What is done about the missing: nothing, or all of it, or a person is asked. */
const decided = ({ import: record }: ProcessValue, missing: number): 'none' | 'all' | ImportQuestion => {
  const { counts, settleAtMost, settlement } = record ?? {};
  const open = settlement?.open ?? 0;
  const rejected = counts?.rejected ?? 0;
  if (missing === 0 || settleAtMost === 0) return 'none';
  const isAllowed = settleAtMost !== undefined && missing <= settleAtMost;
  return isAllowed || !asksFirst({ open, missing }, rejected) ? 'all' : { kind: 'settle', open, missing, rejected };
};

/**
 * Once all rows are in.
 * @param isWriting false in a dry run, which counts and settles nothing
 */
export const settleAfterRows = async (
  work: SettleWork,
  settlement: Settlement,
  isWriting: boolean,
): Promise<SettleOutcome> => {
  if (work.isLate) return 'late';
  await settlement.note(await work.rows());
  if (work.checkpoint.settling === null) {
    const missing = await settlement.countMissing();
    await work.save(work.checkpoint, { settlement: { ...countsOf(work.process), missing } });
    if (!isWriting) return 'done';
    const decision = decided(work.process, missing);
    if (decision === 'none') return 'done';
    if (decision !== 'all') return decision;
    await work.save({ ...work.checkpoint, settling: { after: null, plan: null } });
  }
  // Asked for before the first part was planned; whoever asks later is refused.
  if (work.process.cancelRequested === true) {
    await work.save({ ...work.checkpoint, settling: null });
    return 'cancelled';
  }
  return settleParts(work, settlement);
};

const settleParts = async (work: SettleWork, settlement: Settlement): Promise<SettleOutcome> => {
  for (;;) {
    const { settling } = work.checkpoint;
    if (settling === null) throw new Error('The settlement was not begun.');
    if (settling.plan === null) {
      const { things, last } = await settlement.nextMissing(settling.after ?? undefined, mostOfPart);
      if (things.length === 0) return 'done';
      await work.save({
        ...work.checkpoint,
        settling: { after: settling.after, plan: { at: work.now(), things: [...things], last: last ?? null } },
      });
      continue;
    }
    if (!(await work.takeTurn())) return 'turn';
    const { things, at, last } = settling.plan;
    const done = await settlement.settle(things, at);
    const counts = countsOf(work.process);
    await work.save(
      { ...work.checkpoint, settling: { after: last, plan: null }, starts: 0 },
      { settlement: { ...counts, settled: counts.settled + done } },
    );
    await work.leaveTurn();
    if (last === null) return 'done';
    if (work.isLate) return 'late';
  }
};

/** Counts the part whose writing was begun, where the import ends in it. */
export const countUnfinished = async (work: SettleWork, settlement: Settlement): Promise<void> => {
  const plan = work.checkpoint.settling?.plan ?? null;
  if (plan === null) return;
  const done = await settlement.countSettled(plan.things, plan.at);
  const counts = countsOf(work.process);
  await work.save(
    { ...work.checkpoint, settling: { after: plan.last, plan: null } },
    { settlement: { ...counts, settled: counts.settled + done } },
  );
};
