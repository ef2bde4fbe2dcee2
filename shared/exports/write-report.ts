/**
 * Writes the report of one process, in steps that continue each other (I12, I13; reliability §5.4 Report).
 *
 * | The worker dies                      | The next one                                                          |
 * |--------------------------------------|-----------------------------------------------------------------------|
 * | before a checkpoint                  | writes the part again, with the same bytes, over the same part number |
 * | after it                             | goes on behind the part's last row                                    |
 * | around putting the parts together    | is told that the upload is gone, reads the file back, and finds it whole |
 * | before the end is recorded           | proves the file again and records it                                  |
 * | where the upload has expired         | begins anew                                                           |
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '#platform/clock.ts';
import { isoTime } from '#platform/clock.ts';
import { reasonOf } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { type LeasedProcess, LeaseLost, takeLease } from '#shared/processes/lease.ts';
import { PartBuffer } from '#shared/processes/part-buffer.ts';
import { type ProcessRecords, type StoredFiles, UploadGone } from '#shared/processes/ports.ts';
import type { ProcessJob, ProcessJobs } from '#shared/processes/process-jobs.ts';
import { type Checkpoint, firstCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { Content } from './content.ts';
import { reportManifest } from './report-manifest.ts';
import { type ProvenFile, proveFile } from './report-proof.ts';

/** Size from which a part is stored, bytes. S3 wants 5 MiB at least; larger parts mean fewer checkpoints. */
const partBytes = 8 * 1024 * 1024;
/** Smallest part that S3 takes anywhere but at the end, bytes. */
const smallestPartBytes = 5 * 1024 * 1024;
/** With less than this to live a worker hands over, ms: storing and proving the rest must fit in. */
const handOverMs = 60_000;
/** Workers in a row that may fail without a single part stored. */
const mostStarts = 5;
/** Pause before the sweep looks after a worker that failed, ms. */
const retryAfterMs = 60_000;

const csvType = 'text/csv; charset=utf-8';
const manifestType = 'application/json';

export interface ReportDeps {
  readonly processes: ProcessRecords;
  /** What the process's file holds. */
  readonly open: (process: ProcessValue) => Content;
  readonly files: StoredFiles;
  readonly jobs: ProcessJobs;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'error' | 'count'>;
  /** Default {@link partBytes}. */
  readonly partBytes?: number;
}

export interface Invocation {
  /** Id of this invocation, no other's. */
  readonly worker: string;
  /** Time that is left to it, ms. */
  remainingMs(): number;
}

/** `held`: another worker has it. `continued`: handed over to the next. `failed`: given up, the reason is recorded. */
export type ReportOutcome = 'written' | 'continued' | 'held' | 'ended' | 'failed';

const newKey = ({ tenant, processId }: ProcessValue): string =>
  `reports/${tenant}/${processId}/${randomBytes(16).toString('hex')}.csv`;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

class ReportWriter {
  readonly #deps: ReportDeps;
  readonly #leased: LeasedProcess;
  readonly #invocation: Invocation;
  #checkpoint: Checkpoint;

  constructor(deps: ReportDeps, leased: LeasedProcess, invocation: Invocation, checkpoint: Checkpoint) {
    this.#deps = deps;
    this.#leased = leased;
    this.#invocation = invocation;
    this.#checkpoint = checkpoint;
  }

  /** @returns false when time ran out: what is stored is recorded, the rest is for the next worker */
  async run(): Promise<boolean> {
    if (this.#checkpoint.allStored) {
      await this.#finish();
      return true;
    }
    const content = this.#deps.open(this.#leased.process);
    const part = new PartBuffer(this.#deps.partBytes ?? partBytes);
    if (this.#checkpoint.parts.length === 0) part.add(content.header);
    let rows = this.#checkpoint.rows;
    for await (const page of content.pages(this.#checkpoint.after)) {
      part.add(page.text);
      rows += page.rows;
      const isLast = page.after === null;
      const isLate = this.#invocation.remainingMs() < handOverMs && !isLast;
      if (isLast && this.#checkpoint.uploadId === null) {
        await this.#storeWhole(part.bytes, rows);
        return true;
      }
      if (isLast || part.isFull || (isLate && part.bytes.length >= smallestPartBytes)) {
        await this.#storePart(part.bytes, rows, page.after);
        part.clear();
      }
      if (isLate) return false;
    }
    await this.#finish();
    return true;
  }

  async #save(checkpoint: Checkpoint, change: Partial<ProcessValue> = {}): Promise<void> {
    await this.#leased.save({ ...change, checkpoint: writeCheckpoint(checkpoint) });
    this.#checkpoint = checkpoint;
  }

  /** A file that fits into one part needs no upload of its own. */
  async #storeWhole(bytes: Uint8Array, rows: number): Promise<void> {
    const { key } = this.#checkpoint;
    await this.#deps.files.put(key, csvType, bytes);
    await this.#prove([{ size: bytes.length, sha256: sha256(bytes) }], rows);
  }

  /** @param after key of the part's last row; null for the last part, which may be empty */
  async #storePart(bytes: Uint8Array, rows: number, after: Checkpoint['after']): Promise<void> {
    const { files } = this.#deps;
    const { key, parts } = this.#checkpoint;
    const uploadId = this.#checkpoint.uploadId ?? (await files.begin(key, csvType));
    const stored = [...parts];
    if (bytes.length > 0) {
      const etag = await files.putPart(key, uploadId, parts.length + 1, bytes);
      stored.push({ etag, size: bytes.length, sha256: sha256(bytes) });
    }
    const checkpoint = { key, uploadId, parts: stored, after, rows, allStored: after === null, starts: 0 };
    await this.#save(checkpoint, { rowsDone: rows });
  }

  async #finish(): Promise<void> {
    const { key, uploadId, parts, rows } = this.#checkpoint;
    if (uploadId === null) throw new Error('All parts are said to be stored, but there is no upload.');
    try {
      await this.#deps.files.complete(key, uploadId, parts);
    } catch (error) {
      // Put together already by a call whose answer was lost; the proof below tells. Without a file it begins anew.
      if (!(error instanceof UploadGone)) throw error;
    }
    await this.#prove(parts, rows);
  }

  async #prove(parts: readonly { size: number; sha256: string }[], rows: number): Promise<void> {
    const content = await this.#deps.files.read(this.#checkpoint.key);
    if (content === undefined) throw new UploadGone();
    const proven = await proveFile(content, { parts, rows });
    if ('fault' in proven) await this.#giveUp(`The stored file is wrong: ${proven.fault}. Ask for the report again.`);
    else await this.#record(proven);
  }

  async #record(file: ProvenFile): Promise<void> {
    const { key } = this.#checkpoint;
    const { process } = this.#leased;
    const finishedAt = this.#deps.clock.now();
    const { baseName, columns } = this.#deps.open(process);
    const name = `${baseName}.csv`;
    const manifest = reportManifest(process, { ...file, name, columns }, isoTime(finishedAt));
    const manifestKey = key.replace(/\.csv$/, '.manifest.json');
    await this.#deps.files.put(manifestKey, manifestType, manifest);
    await this.#leased.save({
      state: 'success',
      finishedAt,
      rowsDone: file.rows,
      rowsTotal: file.rows,
      files: [
        { name, key, contentType: csvType, ...file },
        {
          name: `${baseName}.manifest.json`,
          key: manifestKey,
          contentType: manifestType,
          size: manifest.length,
          rows: null,
          sha256: sha256(manifest),
        },
      ],
      checkpoint: null,
      lease: null,
      dueAt: null,
    });
  }

  async #giveUp(error: string): Promise<void> {
    const finishedAt = this.#deps.clock.now();
    await this.#leased.save({ state: 'failed', error, finishedAt, checkpoint: null, lease: null, dueAt: null });
  }

  /**
   * Counts this worker in, and gives up when too many before it have ended at the same place, however they ended.
   * Nothing is stored before: the next worker must find the same key, and see that there was one before it.
   * @returns false when the report was given up
   */
  async begin(): Promise<boolean> {
    const { starts } = this.#checkpoint;
    if (starts < mostStarts) await this.#save({ ...this.#checkpoint, starts: starts + 1 });
    else await this.#giveUp(`The report failed ${starts} times at the same place. Ask for it again later.`);
    return starts < mostStarts;
  }

  /** After a fault: free for the next worker, which begins anew where the upload is gone. */
  async release(fault: unknown): Promise<void> {
    const change = { lease: null, dueAt: this.#deps.clock.now() + retryAfterMs };
    if (fault instanceof UploadGone) {
      await this.#save(firstCheckpoint(newKey(this.#leased.process), this.#checkpoint.starts), change);
    } else {
      await this.#leased.save(change);
    }
  }

  /** Frees the process and calls the next worker; were the call lost, the sweep would make it. */
  async handOver(): Promise<void> {
    const { tenant, processId } = this.#leased.process;
    await this.#leased.save({ lease: null, dueAt: this.#deps.clock.now() + retryAfterMs });
    await this.#deps.jobs.enqueue({ tenant, processId });
  }
}

const checkpointOf = (process: ProcessValue): Checkpoint =>
  process.checkpoint === null ? firstCheckpoint(newKey(process), 0) : readCheckpoint(process.checkpoint);

/**
 * Works on the report until it is written or this invocation's time is up.
 * @throws whatever failed, after the process was freed, so that the queue counts and alarms
 */
export const writeReport = async (
  deps: ReportDeps,
  job: ProcessJob,
  invocation: Invocation,
): Promise<ReportOutcome> => {
  const { tenant, processId } = job;
  const taken = await takeLease(deps, { ...job, worker: invocation.worker, remainingMs: invocation.remainingMs() });
  if (taken.kind === 'missing') throw new Error(`No process ${processId}: the job names nothing that exists.`);
  if (taken.kind !== 'taken') return taken.kind;
  const { leased } = taken;
  const writer = new ReportWriter(deps, leased, invocation, checkpointOf(leased.process));
  try {
    if ((await writer.begin()) && !(await writer.run())) {
      await writer.handOver();
      return 'continued';
    }
  } catch (error) {
    if (error instanceof LeaseLost) return 'held';
    deps.log.error('report interrupted', { tenant, processId, reason: reasonOf(error) });
    await writer.release(error);
    throw error;
  }
  if (leased.process.state === 'success') {
    deps.log.info('report written', { tenant, processId, count: leased.process.rowsDone });
    return 'written';
  }
  deps.log.error('report given up', { tenant, processId });
  deps.log.count('ReportFailed');
  return 'failed';
};
