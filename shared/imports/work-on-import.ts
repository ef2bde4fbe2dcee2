/**
 * Works on one import until it has ended or this worker's time is up (B33, F19, F20; reliability §5.4 Import).
 *
 * | The worker dies               | The next one                                                                 |
 * |-------------------------------|------------------------------------------------------------------------------|
 * | before the plan of a batch    | reads the batch again; nothing of it was written                             |
 * | after it, or while writing    | writes what is missing, and counts what the plan says                        |
 * | before the checkpoint         | the same; the error file's last rows are cut back to the checkpoint          |
 * | while the missing are settled | settles what of the part is left, and counts what this import has settled    |
 * | around the end                | puts the error file together again, or finds that it is                      |
 * | again and again at one place  | looks up what of the batch is there, counts that, and ends the import        |
 *
 * Rows are compared with the rows above them from memory; a worker that goes on reads the beginning of the file again
 * for that, without asking or writing anything.
 */
import { randomBytes } from 'node:crypto';
import { type ImportKind, importLimits } from '#contract/import-columns.ts';
import { issueText } from '#contract/import-issues.ts';
import type { ImportQuestion } from '#contract/import-questions.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { ImportRecord, ProcessValue } from '#shared/processes/entities.ts';
import { LeaseLost } from '#shared/processes/lease.ts';
import type { StoredFiles } from '#shared/processes/ports.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import {
  type Invocation,
  type JobDeps,
  type JobKind,
  mostStarts,
  type ResumableJob,
  workOnJob,
} from '#shared/processes/resumable-job.ts';
import { type Batch, readBatches } from './batches.ts';
import { firstImportCheckpoint, type ImportCheckpoint, ImportCheckpointSchema } from './checkpoint.ts';
import type { CsvRecord } from './csv-records.ts';
import { createErrorRows, ErrorFile, errorFormat } from './error-file.ts';
import { type ColumnMapping, columnNames, foldedTitles, type Header, readHeader } from './header.ts';
import type { ImportTurn } from './import-turn.ts';
import { FileFault, type Issue } from './issues.ts';
import {
  judgeRows,
  openRows,
  prepareRows,
  readPlan,
  readRows,
  type Settled,
  settle,
  withRefused,
  writePlan,
} from './judge-batch.ts';
import type { RowKind } from './row-kind.ts';
import { SeenRows } from './seen-rows.ts';
import { countScope, countUnfinished, type SettleWork, settleAfterRows } from './settle-after-rows.ts';
import { createCopyFile } from './source/copy-file.ts';
import type { PaddedTypes } from './source/document-census.ts';
import { inspectSource } from './source/inspect-source.ts';
import { counted, emptyTally, isWarning, withIssue } from './tally.ts';
import { UploadReplaced, type Uploads } from './upload.ts';

/** How long a file may be uploaded after the import was requested, ms. */
export const uploadWindowMs = 86_400_000;

export interface ImportDeps extends JobDeps {
  readonly uploads: Uploads;
  readonly files: StoredFiles;
  readonly turn: ImportTurn;
  readonly findCompany: FindCompany;
  /** The kind of rows that the process's file holds. */
  readonly kindOf: (process: ProcessValue, header: Header, paddedTypes: PaddedTypes) => Promise<RowKind<unknown>>;
  /** What people said that titles mean, by kind of file. */
  readonly mappings: { find(tenant: string, kind: ImportKind): Promise<ColumnMapping> };
  readonly contents: {
    find(tenant: string, sha256: string): Promise<string | undefined>;
    note(tenant: string, sha256: string, processId: string): Promise<void>;
  };
  readonly log: Pick<Log, 'info' | 'error' | 'count'>;
  /** Default 1,000. */
  readonly batchRows?: number;
}

/** `waiting`: there is no file yet, or another import of the company goes first. `asking`: a person has to answer. */
export type ImportOutcome = 'done' | 'continued' | 'waiting' | 'asking' | 'held' | 'ended' | 'failed';

const importOf = (process: ProcessValue): ImportRecord => {
  if (process.import === undefined) throw new Error(`Process ${process.processId} is no import.`);
  return process.import;
};

async function* recordsOf(batches: AsyncIterable<Batch>): AsyncGenerator<readonly CsvRecord[]> {
  for await (const { records } of batches) yield records;
}

const importJob: JobKind<ImportCheckpoint> = {
  name: 'import',
  checkpoint: ImportCheckpointSchema,
  first: ({ tenant, processId }) =>
    firstImportCheckpoint(`imports/${tenant}/${processId}/${randomBytes(16).toString('hex')}.errors`),
};

/** Line that follows a record; its cells may hold line ends. */
const lineBehind = (record: CsvRecord | undefined): number =>
  record === undefined ? 1 : record.line + 1 + (record.raw.match(/\r\n|\r|\n/g)?.length ?? 0);

class ImportWorker {
  readonly #deps: ImportDeps;
  readonly #job: ResumableJob<ImportCheckpoint>;

  constructor(deps: ImportDeps, job: ResumableJob<ImportCheckpoint>) {
    this.#deps = deps;
    this.#job = job;
  }

  get #process(): ProcessValue {
    return this.#job.process;
  }

  get #checkpoint(): ImportCheckpoint {
    return this.#job.checkpoint;
  }

  async #save(
    checkpoint: ImportCheckpoint,
    change: Partial<ImportRecord> = {},
    more: Partial<ProcessValue> = {},
  ): Promise<void> {
    await this.#job.save(checkpoint, { ...more, import: { ...importOf(this.#process), ...change } });
  }

  async run(): Promise<ImportOutcome> {
    const { isWornOut } = this.#job;
    const { line } = this.#checkpoint;
    const isCancelled = this.#process.cancelRequested === true;
    if (!isCancelled && importOf(this.#process).pinned === null && !(await this.#pinUpload())) return this.#wait();
    const isWriting = importOf(this.#process).stage === 'importing';
    await this.#job.countStart();
    if (isCancelled) return this.#stop('cancelled');
    if (isWornOut) {
      return this.#stop('failed', { code: 'IMPORT_STOPPED', details: { times: mostStarts, line } });
    }
    try {
      if (this.#checkpoint.header === null) await this.#inspect();
      return await this.#work(isWriting);
    } catch (error) {
      if (error instanceof FileFault) {
        const { question, issue } = error;
        return question === undefined ? this.#stop('failed', issue) : this.#ask(question);
      }
      if (error instanceof UploadReplaced) return this.#stop('failed', { code: 'FILE_REPLACED' });
      throw error;
    }
  }

  /** Waits until somebody says what the file does not: nothing of it was written. */
  async #ask(question: ImportQuestion): Promise<ImportOutcome> {
    const { tenant, processId } = this.#process;
    await this.#save(
      { ...this.#checkpoint, starts: 0 },
      { question },
      { state: 'needs_answer', lease: null, dueAt: null },
    );
    await this.#deps.turn.leave(tenant, processId);
    this.#deps.log.info('import asks', { tenant, processId, reason: question.kind });
    return 'asking';
  }

  /** Imports of one company write batch by batch in turn: none waits for the whole of another. */
  #takeTurn(): Promise<boolean> {
    const { tenant, processId } = this.#process;
    return this.#deps.turn.take(tenant, processId, this.#job.remainingMs());
  }

  #leaveTurn(): Promise<void> {
    const { tenant, processId } = this.#process;
    return this.#deps.turn.leave(tenant, processId);
  }

  /** @returns false while there is no file */
  async #pinUpload(): Promise<boolean> {
    const record = importOf(this.#process);
    const found = await this.#deps.uploads.look(record.key);
    if (found === undefined) return false;
    const { etag, versionId } = found;
    const change = { pinned: { etag, versionId }, stage: firstStage(record) };
    await this.#save(this.#checkpoint, change, { cut: this.#deps.clock.now() });
    return true;
  }

  /** It has not failed: others write. */
  async #waitForTurn(): Promise<ImportOutcome> {
    await this.#save({ ...this.#checkpoint, starts: 0 });
    return this.#wait();
  }

  async #wait(): Promise<ImportOutcome> {
    const { createdAt } = this.#process;
    const now = this.#deps.clock.now();
    if (importOf(this.#process).pinned === null && now > createdAt + uploadWindowMs) {
      await this.#job.end({ state: 'expired', finishedAt: now, error: 'No file was uploaded.' });
      return 'ended';
    }
    await this.#job.release({ state: 'pending', startedAt: null });
    return 'waiting';
  }

  /** Over the whole file before anything is written. @throws FileFault */
  async #inspect(): Promise<void> {
    const { tenant, processId } = this.#process;
    const { kind, key, pinned, issues, size, options } = importOf(this.#process);
    if (pinned === null) throw new Error('The upload was not looked at.');
    const mapping = { ...(await this.#deps.mappings.find(tenant, kind)), ...foldedTitles(options.columns ?? {}) };
    const copyKey = `${key}.copy`;
    const found = await inspectSource(
      {
        read: (offset) => this.#deps.uploads.read(key, pinned, offset),
        beginCopy: () => createCopyFile(this.#deps.files, copyKey),
      },
      { names: columnNames(kind, mapping), dateFormat: options.dateFormat },
    );
    const { separator, titles, keys, notices } = found.header;
    const earlier = await this.#deps.contents.find(tenant, found.sha256);
    const told: Issue[] = [...notices];
    if (found.rows === 0) told.push({ code: 'FILE_NO_ROWS' });
    if (earlier !== undefined && earlier !== processId)
      told.push({ code: 'FILE_ALREADY_IMPORTED', details: { process: earlier } });
    const header = {
      separator,
      titles: [...titles],
      keys: keys.map((column) => column ?? null),
      end: found.end,
      line: found.line,
      sha256: found.sha256,
      paddedTypes: found.paddedTypes,
      ...(found.isCopied ? { copy: copyKey } : {}),
    };
    const { reading } = found;
    await this.#save(
      { ...this.#checkpoint, header, offset: found.end, line: found.line },
      {
        separator: reading.format === 'csv' ? separator : null,
        reading,
        issues: told.reduce((all, issue) => withIssue(all, issue, null), [...issues, ...found.told]),
        size,
      },
      { rowsTotal: found.rows },
    );
  }

  /** The rows of the file from its first on. @throws UploadReplaced */
  async #batches() {
    const { header: place } = this.#checkpoint;
    const { key, pinned } = importOf(this.#process);
    if (place === null || pinned === null) throw new Error('The file was not inspected.');
    const { separator, end: offset, line, copy } = place;
    const pieces = copy === undefined ? await this.#deps.uploads.read(key, pinned, offset) : await this.#copy(copy);
    return readBatches(pieces, separator, { offset, line, isCopied: copy !== undefined }, this.#deps.batchRows);
  }

  /** The file from its first row on, and what reading it needs. @throws UploadReplaced */
  async #open() {
    const { header: place } = this.#checkpoint;
    const { kind, options } = importOf(this.#process);
    if (place === null) throw new Error('The file was not inspected.');
    const { separator, titles } = place;
    const known = place.keys?.map((column) => column ?? undefined);
    const header =
      known === undefined
        ? readHeader(columnNames(kind), titles, separator)
        : { separator, titles, keys: known, notices: [] };
    const company = await this.#deps.findCompany(this.#process.tenant);
    const language = options.language ?? company.language;
    return {
      rows: await this.#deps.kindOf(this.#process, header, place.paddedTypes ?? {}),
      errorRows: createErrorRows({ kind, language, separator, titles }),
      errors: await this.#openErrors(),
      seen: new SeenRows(),
      batches: await this.#batches(),
    };
  }

  async #copy(key: string): Promise<AsyncIterable<Uint8Array>> {
    const pieces = await this.#deps.files.read(key);
    if (pieces === undefined) throw new UploadReplaced();
    return pieces;
  }

  async #work(isWriting: boolean): Promise<ImportOutcome> {
    const { rows, errorRows, errors, seen, batches } = await this.#open();
    const { settlement } = rows;
    if (settlement !== undefined) await countScope(this.#settleWork(), settlement);
    const goOnAt = this.#checkpoint.offset;
    for await (const { records, end } of batches) {
      const known = records.filter(({ offset }) => offset < goOnAt);
      const above = readRows(rows, known, seen);
      // What a dry run has decided lies in no table: it is decided again for what follows.
      if (!isWriting && known.length > 0) (await prepareRows(rows, above)).decide(openRows(above));
      if (known.length === records.length) continue;
      if (isWriting && !(await this.#takeTurn())) return this.#waitForTurn();
      await this.#batch(rows, records.slice(known.length), { end, seen, isWriting, errors, errorRows });
      if (isWriting) await this.#leaveTurn();
      if (this.#process.cancelRequested === true) return this.#stop('cancelled');
      if (this.#job.isLate && end < importOf(this.#process).size) return this.#handOver();
    }
    if (settlement !== undefined) {
      const outcome = await settleAfterRows(this.#settleWork(), settlement, isWriting);
      if (outcome === 'late') return this.#handOver();
      if (outcome === 'turn') return this.#waitForTurn();
      if (outcome === 'cancelled') return this.#stop('cancelled');
      if (outcome !== 'done') return this.#ask(outcome);
    }
    return this.#end({ state: 'success', error: null, files: await this.#errorFile(errors) });
  }

  #settleWork(): SettleWork {
    const [job, deps] = [this.#job, this.#deps];
    return {
      get process() {
        return job.process;
      },
      get checkpoint() {
        return job.checkpoint;
      },
      get isLate() {
        return job.isLate;
      },
      now: () => deps.clock.now(),
      save: (checkpoint, change) => this.#save(checkpoint, change),
      takeTurn: () => this.#takeTurn(),
      leaveTurn: () => this.#leaveTurn(),
      rows: async () => recordsOf(await this.#batches()),
    };
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
    const judged = judgeRows(read, decisions);
    let settled = judged;
    if (work.isWriting) {
      const written = judged.flatMap(({ row, record }) => (row === undefined ? [] : [{ row, line: record.line }]));
      if (written.length > 0) {
        if (plan === null) await this.#save({ ...this.#checkpoint, plan: writePlan(decisions) });
        settled = withRefused(judged, await prepared.write(written));
      }
    }
    await this.#count(
      settled.map((each) => ({ ...each, weight: each.row === undefined ? 0 : kind.weightOf(each.row) })),
      work,
    );
  }

  /** Counts the rows of a batch, and puts into the error file those that were rejected or warned of. */
  async #count<Row>(
    rows: readonly Settled<Row>[],
    {
      end,
      errors,
      errorRows,
      starts = 0,
    }: {
      readonly end: number;
      readonly errors: ErrorFile;
      readonly errorRows: ReturnType<typeof createErrorRows>;
      /** Kept where the import is to end here: the next worker ends it. */
      readonly starts?: number;
    },
  ): Promise<void> {
    for (const { record, outcome, issues } of rows) {
      if (outcome !== 'rejected' && !issues.some(isWarning)) continue;
      if (errors.state.rows === 0) errors.begin(errorRows.header);
      errors.add(errorRows.record(record, issues));
    }
    await errors.store();
    const tally = counted(
      importOf(this.#process),
      rows.map(({ record, ...row }) => ({ ...row, line: record.line })),
    );
    await this.#save(
      {
        ...this.#checkpoint,
        offset: end,
        line: lineBehind(rows.at(-1)?.record),
        plan: null,
        errors: errors.state,
        starts,
      },
      { ...tally, bytesDone: end },
      { rowsDone: this.#process.rowsDone + rows.length },
    );
  }

  /**
   * Ends an import before its file has ended: what of the last batch is in the table is counted, and the error file is
   * put together. Nothing more is written to customers or interactions.
   */
  async #stop(state: 'cancelled' | 'failed', issue?: Issue): Promise<ImportOutcome> {
    const uncounted = this.#checkpoint.plan === null ? undefined : await this.#settle();
    await this.#countUnfinished();
    const issues = [issue, uncounted].flatMap((each) => each ?? []);
    const record = importOf(this.#process);
    const company = await this.#deps.findCompany(this.#process.tenant);
    const language = record.options.language ?? company.language;
    const error = issues.map(({ code, details }) => `${code}: ${issueText(code, language, details)}`).join(' ');
    const change = { issues: issues.reduce((all, each) => withIssue(all, each, null), record.issues) };
    return this.#end({ state, error: error === '' ? null : error, files: await this.#errorFile() }, change);
  }

  async #openErrors(): Promise<ErrorFile> {
    const company = await this.#deps.findCompany(this.#process.tenant);
    const separator = this.#checkpoint.header?.separator ?? ',';
    const format = errorFormat(separator, importOf(this.#process), company);
    return ErrorFile.open(this.#deps.files, this.#checkpoint.errors, format);
  }

  /** The error file, put together. @param open with what was added since the checkpoint */
  async #errorFile(open?: ErrorFile): Promise<ProcessValue['files']> {
    try {
      const errors = open ?? (await this.#openErrors());
      const { rows } = errors.state;
      return (await errors.finish()).map((file) => ({ ...file, rows, sha256: null }));
    } catch (error) {
      // An import must come to its end, also where its error file is damaged.
      if (!(await this.#endsWithout(error))) throw error;
      const { tenant, processId } = this.#process;
      this.#deps.log.error('import without its error file', { tenant, processId, reason: reasonOf(error) });
      return [];
    }
  }

  /**
   * Counts a fault of the end. One may pass, as when an engine is down for a while; after several the import ends without
   * what could not be done. Workers that die on the way are not counted: what they were at is done by the next.
   * @throws the error, where another worker has the import by now
   */
  async #endsWithout(error: unknown): Promise<boolean> {
    if (error instanceof LeaseLost) throw error;
    const endFailures = this.#checkpoint.endFailures + 1;
    await this.#save({ ...this.#checkpoint, endFailures });
    return endFailures >= mostStarts;
  }

  /**
   * Counts the batch whose writing was begun. One that cannot be looked up, again and again, is left out of the counts.
   * @returns the notice of that
   */
  async #settle(): Promise<Issue | undefined> {
    const { plan, offset: goOnAt, line, starts } = this.#checkpoint;
    try {
      const { rows, errorRows, errors, seen, batches } = await this.#open();
      for await (const { records, end } of batches) {
        const known = records.filter(({ offset }) => offset < goOnAt);
        readRows(rows, known, seen);
        if (known.length === records.length) continue;
        const read = readRows(rows, records.slice(known.length), seen);
        const prepared = await prepareRows(rows, read);
        const decisions = readPlan(plan ?? '', prepared.decide(openRows(read)));
        await this.#count(settle(judgeRows(read, decisions), prepared), { end, errors, errorRows, starts });
        break;
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof UploadReplaced) && !(await this.#endsWithout(error))) throw error;
      const { tenant, processId } = this.#process;
      this.#deps.log.error('import not counted', { tenant, processId, reason: reasonOf(error) });
      return { code: 'ROWS_UNCOUNTED', details: { count: plan?.length ?? 0, line } };
    }
  }

  /** Counts the part of a settlement in which the import ends. One that cannot be looked up is left out of the count. */
  async #countUnfinished(): Promise<void> {
    if ((this.#checkpoint.settling?.plan ?? null) === null) return;
    try {
      const { rows } = await this.#open();
      if (rows.settlement !== undefined) await countUnfinished(this.#settleWork(), rows.settlement);
    } catch (error) {
      if (!(error instanceof UploadReplaced) && !(await this.#endsWithout(error))) throw error;
      const { tenant, processId } = this.#process;
      this.#deps.log.error('settlement not counted', { tenant, processId, reason: reasonOf(error) });
    }
  }

  /** Ends the work: after a dry run the process waits for `confirm`. */
  async #end(
    end: Pick<ProcessValue, 'files' | 'error'> & { readonly state: 'success' | 'cancelled' | 'failed' },
    change: Partial<ImportRecord> = {},
  ): Promise<ImportOutcome> {
    const { tenant, processId } = this.#process;
    const isSuccess = end.state === 'success';
    const isDryRun = importOf(this.#process).stage === 'validating';
    const { header } = this.#checkpoint;
    if (isSuccess && !isDryRun && header !== null) await this.#noteContent(header.sha256);
    const stage = isSuccess && isDryRun ? 'validated' : 'done';
    await this.#job.end({ ...end, import: { ...importOf(this.#process), ...change, stage } });
    await this.#deps.turn.leave(tenant, processId);
    this.#deps.log.info('import ended', { tenant, processId, count: this.#process.rowsDone });
    if (isSuccess) return 'done';
    return end.state === 'failed' ? 'failed' : 'ended';
  }

  /** The first import of these bytes is the one that later ones are told of. */
  async #noteContent(sha256: string): Promise<void> {
    const { tenant, processId } = this.#process;
    const first = await this.#deps.contents.find(tenant, sha256);
    if (first === undefined) await this.#deps.contents.note(tenant, sha256, processId);
  }

  async #handOver(): Promise<ImportOutcome> {
    await this.#job.handOver(() => this.#leaveTurn());
    return 'continued';
  }
}

/**
 * @throws whatever failed, after the process was freed, so that the queue counts and alarms
 */
export const workOnImport = (deps: ImportDeps, job: ProcessJob, invocation: Invocation): Promise<ImportOutcome> =>
  workOnJob(deps, importJob, job, invocation, (held) => new ImportWorker(deps, held).run());

/** What is done with a file once it is there. */
export const firstStage = ({ options }: Pick<ImportRecord, 'options'>): 'validating' | 'importing' =>
  options.dryRun ? 'validating' : 'importing';

/** What an import has found before it began, also when `confirm` starts it over. */
export const beginningOf = (): Pick<ImportRecord, 'counts' | 'interactions' | 'warnings' | 'issues' | 'bytesDone'> => ({
  ...emptyTally(),
  bytesDone: 0,
});
