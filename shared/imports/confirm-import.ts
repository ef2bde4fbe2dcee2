/** The file is uploaded, or what was validated shall be imported (F19). */
import type { ImportOptions } from '#contract/import-options.ts';
import type { ImportAnswer } from '#contract/imports.ts';
import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors.ts';
import type { Action } from '#platform/table/kernel.ts';
import { auditActions, type Signature, signedByUser } from '#shared/audit/audit-actions.ts';
import type { ImportRecord, ProcessValue } from '#shared/processes/entities.ts';
import type { ProcessRecords } from '#shared/processes/ports.ts';
import type { ProcessJobs } from '#shared/processes/process-jobs.ts';
import { hasEnded, takeUpMs } from '#shared/processes/rules.ts';
import { foldedTitles } from './header.ts';
import type { ImportStore } from './store.ts';
import type { Uploads } from './upload.ts';
import { beginningOf, firstStage } from './work-on-import.ts';

export interface ConfirmDeps {
  readonly mappings: Pick<ImportStore, 'addMapping'>;
  readonly processes: Pick<ProcessRecords, 'find' | 'change'>;
  readonly uploads: Pick<Uploads, 'look'>;
  readonly jobs: ProcessJobs;
  readonly clock: Clock;
}

/**
 * The same process from its beginning: exactly the bytes that were seen, counted again.
 * @param stage `importing` after a dry run; as it was after an answer
 */
const begunAnew = (
  process: ProcessValue,
  now: number,
  change: Partial<Pick<ImportRecord, 'stage' | 'options' | 'settleAtMost'>>,
): ProcessValue => {
  const { readAt: _readAt, ...rest } = process;
  if (process.import === undefined) return process;
  const { question: _question, settlement: _settlement, ...record } = process.import;
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
    import: { ...record, ...beginningOf(), ...change },
  };
};

/** Whoever confirms a dry run has been told how many debts will be settled: no more than these are, or none. */
const settlementAsTold = ({ settlement }: ImportRecord, settle = true): Partial<Pick<ImportRecord, 'settleAtMost'>> =>
  settlement === undefined ? {} : { settleAtMost: settle ? (settlement.missing ?? 0) : 0 };

/** Who said that debts which a file does not name are settled, or are not, and how many these were. */
const settlementAudit =
  (signature: Signature, settle: boolean) =>
  ({ tenant, processId, import: record }: ProcessValue): readonly Action[] => {
    const { question, settlement, options, fileName } = record ?? {};
    const missing = question?.kind === 'settle' ? question.missing : settlement?.missing;
    if (missing === undefined || missing === null || missing === 0) return [];
    const after = { portfolio: options?.completeFor ?? null, open: settlement?.open ?? null, missing, settle };
    return auditActions(signature, {
      tenant,
      kind: 'settlement',
      subjectId: processId,
      subjectName: fileName ?? null,
      before: undefined,
      after,
    });
  };

/**
 * Idempotent: what runs already goes on running.
 * @param input.answer to what the import asks; what titles mean is remembered for the company's next files
 * @throws Refusal NOT_FOUND, UPLOAD_MISSING, IMPORT_NOT_CONFIRMABLE, IMPORT_ANSWER_MISSING
 */
export const confirmImport = async (
  deps: ConfirmDeps,
  input: {
    readonly tenant: string;
    readonly processId: string;
    /** Whoever confirms or answers. */
    readonly userId: string;
    readonly answer?: ImportAnswer | undefined;
  },
): Promise<ProcessValue> => {
  const { tenant, processId, userId, answer } = input;
  const process = await findImport(deps.processes, tenant, processId);
  const now = deps.clock.now();
  const stage = process.import?.stage;
  if (stage === 'upload' && !hasEnded(process)) {
    const found = process.import === undefined ? undefined : await deps.uploads.look(process.import.key);
    if (found === undefined) throw new Refusal('UPLOAD_MISSING', 'Upload the file with the form first.');
    // Said at once, not when a worker comes to it: whoever looks meanwhile is not asked for the file again.
    const begun = await deps.processes.change(tenant, processId, (current) =>
      current.import?.stage === 'upload' && !hasEnded(current)
        ? { ...current, import: { ...current.import, stage: firstStage(current.import) } }
        : undefined,
    );
    await deps.jobs.enqueue({ tenant, processId });
    return begun ?? findImport(deps.processes, tenant, processId);
  }
  if (process.state === 'needs_answer' && process.import !== undefined) {
    return answerImport(deps, process, answer, signedByUser(userId, now));
  }
  if (stage === 'validated' && process.state === 'success') {
    const begun = await deps.processes.change(
      tenant,
      processId,
      (current) =>
        current.import?.stage === 'validated' && current.state === 'success'
          ? begunAnew(current, now, { stage: 'importing', ...settlementAsTold(current.import, answer?.settle) })
          : undefined,
      settlementAudit(signedByUser(userId, now), answer?.settle ?? true),
    );
    await deps.jobs.enqueue({ tenant, processId });
    return begun ?? findImport(deps.processes, tenant, processId);
  }
  if ((stage === 'importing' || stage === 'validating') && !hasEnded(process)) {
    // Asked again before a worker has come: the job may have been lost.
    if (process.import?.pinned === null) await deps.jobs.enqueue({ tenant, processId });
    return process;
  }
  throw new Refusal('IMPORT_NOT_CONFIRMABLE', `The import is ${process.state}. Upload the file as a new one.`);
};

/** What the question asks for, of what was sent. @throws Refusal IMPORT_ANSWER_MISSING */
const answered = (question: ImportRecord['question'], answer: ImportAnswer | undefined): Partial<ImportOptions> => {
  if (question?.kind === 'dateFormat' && answer?.dateFormat !== undefined) return { dateFormat: answer.dateFormat };
  if (question?.kind === 'columns' && answer?.columns !== undefined) return { columns: answer.columns };
  const wanted =
    question?.kind === 'columns' ? 'columns: what the titles mean' : 'dateFormat: dd/mm/yyyy or mm/dd/yyyy';
  throw new Refusal('IMPORT_ANSWER_MISSING', `The import is waiting for an answer. Send ${wanted}.`);
};

const answerImport = async (
  deps: ConfirmDeps,
  process: ProcessValue,
  answer: ImportAnswer | undefined,
  signature: Signature,
): Promise<ProcessValue> => {
  const { tenant, processId } = process;
  const question = process.import?.question;
  if (question?.kind === 'settle') return settleAnswered(deps, process, question.missing, answer?.settle, signature);
  const options = answered(question, answer);
  if (options.columns !== undefined && process.import !== undefined) {
    await deps.mappings.addMapping(tenant, process.import.kind, foldedTitles(options.columns));
  }
  const begun = await deps.processes.change(tenant, processId, (current) =>
    current.state === 'needs_answer' && current.import !== undefined
      ? begunAnew(current, signature.at, { options: { ...current.import.options, ...options } })
      : undefined,
  );
  await deps.jobs.enqueue({ tenant, processId });
  return begun ?? findImport(deps.processes, tenant, processId);
};

/**
 * All rows are in, and stay: the import goes on where it asks.
 * @throws Refusal IMPORT_ANSWER_MISSING
 */
const settleAnswered = async (
  deps: ConfirmDeps,
  { tenant, processId }: ProcessValue,
  missing: number,
  settle: boolean | undefined,
  signature: Signature,
): Promise<ProcessValue> => {
  if (settle === undefined) {
    throw new Refusal('IMPORT_ANSWER_MISSING', `Send settle: whether the ${missing} missing debts are settled.`);
  }
  const gone = await deps.processes.change(
    tenant,
    processId,
    (current) => {
      if (current.state !== 'needs_answer' || current.import?.question?.kind !== 'settle') return undefined;
      const { readAt: _readAt, ...rest } = current;
      const { question: _question, ...record } = current.import;
      const settleAtMost = settle ? missing : 0;
      return { ...rest, state: 'pending', dueAt: signature.at + takeUpMs, import: { ...record, settleAtMost } };
    },
    settlementAudit(signature, settle),
  );
  await deps.jobs.enqueue({ tenant, processId });
  return gone ?? findImport(deps.processes, tenant, processId);
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
