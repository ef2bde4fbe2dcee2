/**
 * Works on one import until it has ended or this worker's time is up (B33, F19, F20; reliability §5.4 Import).
 *
 * | The worker dies               | The next one                                                                 |
 * |-------------------------------|------------------------------------------------------------------------------|
 * | before the plan of a batch    | reads the batch again; nothing of it was written                             |
 * | after it, or while writing    | writes what is missing, and counts what the plan says                        |
 * | before the checkpoint         | the same; the error file's last rows are cut back to the checkpoint          |
 * | around the end                | puts the error file together again, or finds that it is                      |
 *
 * Rows are compared with the rows above them from memory; a worker that goes on reads the beginning of the file again
 * for that, without asking or writing anything.
 */
import { randomBytes } from 'node:crypto';
import { importLimits } from '#contract/import-columns.ts';
import { issueText } from '#contract/import-issues.ts';
import type { Clock } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { ImportRecord, ProcessValue } from '#shared/processes/entities.ts';
import { type LeasedProcess, LeaseLost, takeLease } from '#shared/processes/lease.ts';
import type { ProcessRecords, StoredFiles } from '#shared/processes/ports.ts';
import type { ProcessJob, ProcessJobs } from '#shared/processes/process-jobs.ts';
import { readBatches } from './batches.ts';
import { type Checkpoint, firstCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { CsvRecord } from './csv-records.ts';
import { createErrorRows, ErrorFile } from './error-file.ts';
import type { Header } from './header.ts';
import { readHeader } from './header.ts';
import type { ImportTurn } from './import-turn.ts';
import { inspectFile } from './inspect-file.ts';
import { FileFault, type Issue } from './issues.ts';
import { judge, openRows, prepareRows, readPlan, readRows, writePlan } from './judge-batch.ts';
import type { RowKind } from './row-kind.ts';
import { SeenRows } from './seen-rows.ts';
import { counted, emptyTally, isWarning, withIssue } from './tally.ts';
import { UploadReplaced, type Uploads } from './upload.ts';

/** With less than this to live a worker hands over, ms: a batch and the end of the error file must fit in. */
const handOverMs = 60_000;
const mostStarts = 5;
const retryAfterMs = 60_000;
/** How long a file may be uploaded after the import was requested, ms. */
export const uploadWindowMs = 86_400_000;

export interface ImportDeps {
  readonly processes: ProcessRecords;
  readonly uploads: Uploads;
  readonly files: StoredFiles;
  readonly jobs: ProcessJobs;
  readonly turn: ImportTurn;
  readonly findCompany: FindCompany;
  /** The kind of rows that the process's file holds. */
  readonly kindOf: (process: ProcessValue, header: Header) => Promise<RowKind<unknown>>;
  readonly contents: {
    find(tenant: string, sha256: string): Promise<string | undefined>;
    note(tenant: string, sha256: string, processId: string): Promise<void>;
  };
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'error' | 'count'>;
  /** Default 1,000. */
  readonly batchRows?: number;
}

export interface Invocation {
  readonly worker: string;
  /** Time that is left to it, ms. */
  remainingMs(): number;
}

/** `waiting`: there is no file yet, or another import of the company goes first. */
export type ImportOutcome = 'done' | 'continued' | 'waiting' | 'held' | 'ended' | 'failed';

const errorFileName = 'errors.csv';

const importOf = (process: ProcessValue): ImportRecord => {
  if (process.import === undefined) throw new Error(`Process ${process.processId} is no import.`);
  return process.import;
};

const checkpointOf = (process: ProcessValue): Checkpoint =>
  process.checkpoint === null
    ? firstCheckpoint(`imports/${process.tenant}/${process.processId}/${randomBytes(16).toString('hex')}.errors.csv`)
    : readCheckpoint(process.checkpoint);

class ImportWorker {
  readonly #deps: ImportDeps;
  readonly #leased: LeasedProcess;
  readonly #invocation: Invocation;
  #checkpoint: Checkpoint;

  constructor(deps: ImportDeps, leased: LeasedProcess, invocation: Invocation) {
    this.#deps = deps;
    this.#leased = leased;
    this.#invocation = invocation;
    this.#checkpoint = checkpointOf(leased.process);
  }

  get #process(): ProcessValue {
    return this.#leased.process;
  }

  async #save(
    checkpoint: Checkpoint,
    change: Partial<ImportRecord> = {},
    more: Partial<ProcessValue> = {},
  ): Promise<void> {
    await this.#leased.save({
      ...more,
      import: { ...importOf(this.#process), ...change },
      checkpoint: writeCheckpoint(checkpoint),
    });
    this.#checkpoint = checkpoint;
  }

  async run(): Promise<ImportOutcome> {
    if (this.#process.cancelRequested === true) return this.#end('cancelled');
    if (importOf(this.#process).pinned === null && !(await this.#pinUpload())) return this.#wait();
    const isWriting = importOf(this.#process).stage === 'importing';
    if (isWriting && !(await this.#takeTurn())) return this.#wait();
    if (this.#checkpoint.starts >= mostStarts)
      return this.#fail(`The import failed ${mostStarts} times at the same place.`);
    await this.#save({ ...this.#checkpoint, starts: this.#checkpoint.starts + 1 });
    try {
      if (this.#checkpoint.header === null) await this.#inspect();
      return await this.#work(isWriting);
    } catch (error) {
      if (error instanceof FileFault) return this.#refuse(error.issue);
      if (error instanceof UploadReplaced) return this.#refuse({ code: 'FILE_REPLACED' });
      throw error;
    }
  }

  #takeTurn(): Promise<boolean> {
    const { tenant, processId } = this.#process;
    return this.#deps.turn.take(tenant, processId, this.#invocation.remainingMs());
  }

  /** @returns false while there is no file */
  async #pinUpload(): Promise<boolean> {
    const { key, options } = importOf(this.#process);
    const found = await this.#deps.uploads.look(key);
    if (found === undefined) return false;
    const { etag, versionId } = found;
    const stage = options.dryRun ? 'validating' : 'importing';
    await this.#save(this.#checkpoint, { pinned: { etag, versionId }, stage }, { cut: this.#deps.clock.now() });
    return true;
  }

  async #wait(): Promise<ImportOutcome> {
    const { createdAt } = this.#process;
    const now = this.#deps.clock.now();
    if (importOf(this.#process).pinned === null && now > createdAt + uploadWindowMs) {
      const end = {
        state: 'expired',
        finishedAt: now,
        lease: null,
        dueAt: null,
        error: 'No file was uploaded.',
      } as const;
      await this.#leased.save(end);
      return 'ended';
    }
    await this.#leased.save({ state: 'pending', startedAt: null, lease: null, dueAt: now + retryAfterMs });
    return 'waiting';
  }

  /** Once over the whole file, before anything is written. */
  async #inspect(): Promise<void> {
    const { tenant, processId } = this.#process;
    const { kind, key, pinned, issues, size } = importOf(this.#process);
    if (pinned === null) throw new Error('The upload was not looked at.');
    const found = await inspectFile(kind, await this.#deps.uploads.read(key, pinned, 0));
    const { separator, titles, notices } = found.header;
    const earlier = await this.#deps.contents.find(tenant, found.sha256);
    const told: Issue[] = [...notices];
    if (found.rows === 0) told.push({ code: 'FILE_NO_ROWS' });
    if (earlier !== undefined && earlier !== processId)
      told.push({ code: 'FILE_ALREADY_IMPORTED', details: { process: earlier } });
    const header = { separator, titles: [...titles], end: found.end, line: found.line, sha256: found.sha256 };
    await this.#save(
      { ...this.#checkpoint, header, offset: found.end, line: found.line },
      { separator, issues: told.reduce((all, issue) => withIssue(all, issue, null), issues), size },
      { rowsTotal: found.rows },
    );
  }

  async #work(isWriting: boolean): Promise<ImportOutcome> {
    const { header: place } = this.#checkpoint;
    const { kind, key, pinned, options } = importOf(this.#process);
    if (place === null || pinned === null) throw new Error('The file was not inspected.');
    const { separator, titles } = place;
    const header = readHeader(kind, titles.map((title) => `"${title.replaceAll('"', '""')}"`).join(separator));
    const company = await this.#deps.findCompany(this.#process.tenant);
    const rows = await this.#deps.kindOf(this.#process, header);
    const language = options.language ?? company.language;
    const errorRows = createErrorRows({ kind, language, separator, titles });
    const errors = await ErrorFile.open(this.#deps.files, this.#checkpoint.errors);
    const seen = new SeenRows();
    const pieces = await this.#deps.uploads.read(key, pinned, place.end);
    const goOnAt = this.#checkpoint.offset;
    for await (const { records, end } of readBatches(
      pieces,
      separator,
      { offset: place.end, line: place.line },
      this.#deps.batchRows,
    )) {
      const known = records.filter(({ offset }) => offset < goOnAt);
      readRows(rows, known, seen);
      if (known.length === records.length) continue;
      await this.#batch(rows, records.slice(known.length), { end, seen, isWriting, errors, errorRows });
      if (this.#process.cancelRequested === true) return this.#end('cancelled', errors);
      if (this.#invocation.remainingMs() < handOverMs && end < importOf(this.#process).size) return this.#handOver();
    }
    return this.#end('success', errors);
  }

  async #batch<Row>(
    kind: RowKind<Row>,
    records: readonly CsvRecord[],
    work: {
      readonly end: number;
      readonly seen: SeenRows;
      readonly isWriting: boolean;
      readonly errors: ErrorFile;
      readonly errorRows: ReturnType<typeof createErrorRows>;
    },
  ): Promise<void> {
    const read = readRows(kind, records, work.seen);
    if (work.seen.size > importLimits.interactions) {
      throw new FileFault('FILE_TOO_MANY_INTERACTIONS', { limit: importLimits.interactions });
    }
    const prepared = await prepareRows(kind, read);
    const found = prepared.decide(openRows(read));
    const { plan } = this.#checkpoint;
    const decisions = plan === null ? found : readPlan(plan, found);
    const judged = judge(read, decisions);
    if (work.isWriting) {
      const written = judged.flatMap(({ row, record }) => (row === undefined ? [] : [{ row, line: record.line }]));
      if (written.length > 0) {
        if (plan === null) await this.#save({ ...this.#checkpoint, plan: writePlan(decisions) });
        await prepared.write(written);
      }
    }
    for (const { record, outcome, issues } of judged) {
      if (outcome !== 'rejected' && !issues.some(isWarning)) continue;
      if (work.errors.state.rows === 0) work.errors.begin(work.errorRows.header);
      work.errors.add(work.errorRows.record(record, issues));
    }
    await work.errors.store();
    const rows = judged.map(({ record, outcome, issues, row }) => ({
      outcome,
      line: record.line,
      issues,
      weight: row === undefined ? 0 : kind.weightOf(row),
    }));
    await this.#save(
      { ...this.#checkpoint, offset: work.end, plan: null, errors: work.errors.state, starts: 0 },
      { ...counted(importOf(this.#process), rows), bytesDone: work.end },
      { rowsDone: this.#process.rowsDone + records.length },
    );
  }

  /** Ends the work: after a dry run the process waits for `confirm`. */
  async #end(state: 'success' | 'cancelled', open?: ErrorFile): Promise<ImportOutcome> {
    const { tenant, processId } = this.#process;
    const errors = open ?? (await ErrorFile.open(this.#deps.files, this.#checkpoint.errors));
    const file = await errors.finish();
    const { key, rows } = errors.state;
    const entry = { name: errorFileName, key, contentType: 'text/csv; charset=utf-8', rows, sha256: null };
    const isDryRun = importOf(this.#process).stage === 'validating';
    const { header } = this.#checkpoint;
    if (state === 'success' && !isDryRun && header !== null) await this.#noteContent(header.sha256);
    await this.#save(
      this.#checkpoint,
      { stage: state === 'success' && isDryRun ? 'validated' : 'done' },
      {
        state,
        finishedAt: this.#deps.clock.now(),
        files: file === undefined ? [] : [{ ...entry, size: file.size }],
        lease: null,
        dueAt: null,
      },
    );
    await this.#deps.turn.leave(tenant, processId);
    this.#deps.log.info('import ended', { tenant, processId, count: this.#process.rowsDone });
    return state === 'success' ? 'done' : 'ended';
  }

  /** The first import of these bytes is the one that later ones are told of. */
  async #noteContent(sha256: string): Promise<void> {
    const { tenant, processId } = this.#process;
    const first = await this.#deps.contents.find(tenant, sha256);
    if (first === undefined) await this.#deps.contents.note(tenant, sha256, processId);
  }

  async #refuse(issue: Issue): Promise<ImportOutcome> {
    const record = importOf(this.#process);
    const company = await this.#deps.findCompany(this.#process.tenant);
    const text = issueText(issue.code, record.options.language ?? company.language, issue.details);
    return this.#fail(`${issue.code}: ${text}`, { issues: withIssue(record.issues, issue, null) });
  }

  async #fail(error: string, change: Partial<ImportRecord> = {}): Promise<ImportOutcome> {
    const { tenant, processId } = this.#process;
    const end = { state: 'failed', error, finishedAt: this.#deps.clock.now(), lease: null, dueAt: null } as const;
    await this.#save(this.#checkpoint, { ...change, stage: 'done' }, end);
    await this.#deps.turn.leave(tenant, processId);
    this.#deps.log.info('import failed', { tenant, processId });
    return 'failed';
  }

  /** Frees the process and calls the next worker; were the call lost, the sweep would make it. */
  async #handOver(): Promise<ImportOutcome> {
    const { tenant, processId } = this.#process;
    await this.release();
    await this.#deps.turn.leave(tenant, processId);
    await this.#deps.jobs.enqueue({ tenant, processId });
    return 'continued';
  }

  async release(): Promise<void> {
    await this.#leased.save({ lease: null, dueAt: this.#deps.clock.now() + retryAfterMs });
  }
}

/**
 * @throws whatever failed, after the process was freed, so that the queue counts and alarms
 */
export const workOnImport = async (
  deps: ImportDeps,
  job: ProcessJob,
  invocation: Invocation,
): Promise<ImportOutcome> => {
  const { tenant, processId } = job;
  const taken = await takeLease(deps, { ...job, worker: invocation.worker, remainingMs: invocation.remainingMs() });
  if (taken.kind === 'missing') throw new Error(`No process ${processId}: the job names nothing that exists.`);
  if (taken.kind !== 'taken') return taken.kind;
  const worker = new ImportWorker(deps, taken.leased, invocation);
  try {
    return await worker.run();
  } catch (error) {
    if (error instanceof LeaseLost) return 'held';
    deps.log.error('import interrupted', { tenant, processId, reason: reasonOf(error) });
    await worker.release();
    throw error;
  }
};

/** What an import has found before it began, also when `confirm` begins it anew. */
export const beginningOf = (): Pick<ImportRecord, 'counts' | 'interactions' | 'warnings' | 'issues' | 'bytesDone'> => ({
  ...emptyTally(),
  bytesDone: 0,
});
