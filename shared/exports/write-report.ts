/**
 * Writes the report of one process, in steps that continue each other (I12, I13; reliability §5.4 Report).
 *
 * | The worker dies                      | The next one                                                          |
 * |--------------------------------------|-----------------------------------------------------------------------|
 * | before a checkpoint                  | writes the part again, with the same bytes, over the same part number |
 * | after it                             | goes on behind the part's last row                                    |
 * | around putting the parts together    | is told that the upload is gone, reads the file back, and finds it whole |
 * | before the end is recorded           | proves the file again and records it                                  |
 * | where the upload has expired         | starts over                                                           |
 */
import { createHash, randomBytes } from 'node:crypto';
import { isoTime } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { PartBuffer } from '#shared/processes/part-buffer.ts';
import { type StoredFiles, UploadGone } from '#shared/processes/ports.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import {
  type Invocation,
  type JobDeps,
  type JobKind,
  type ResumableJob,
  workOnJob,
} from '#shared/processes/resumable-job.ts';
import { StoredFile, sizeOf } from '#shared/processes/stored-file.ts';
import { firstReportCheckpoint, type ReportCheckpoint, ReportCheckpointSchema } from './checkpoint.ts';
import type { Content } from './content.ts';
import { notesType, type Presentation, present, presentedType } from './presentation.ts';
import { reportManifest } from './report-manifest.ts';
import { type ProvenFile, proveFile } from './report-proof.ts';

/** Size from which a part is stored, bytes. S3 wants 5 MiB at least; larger parts mean fewer checkpoints. */
const partBytes = 8 * 1024 * 1024;
/** Smallest part that S3 takes anywhere but at the end, bytes. */
const smallestPartBytes = 5 * 1024 * 1024;

const csvType = 'text/csv; charset=utf-8';
const manifestType = 'application/json';

export interface ReportDeps extends JobDeps {
  /** What the process's file holds. */
  readonly open: (process: ProcessValue) => Content;
  readonly files: StoredFiles;
  readonly log: Pick<Log, 'info' | 'error' | 'count'>;
  /** Default {@link partBytes}. */
  readonly partBytes?: number;
}

/** `held`: another worker has it. `continued`: handed over to the next. `failed`: given up, the reason is recorded. */
export type ReportOutcome = 'written' | 'continued' | 'held' | 'ended' | 'failed';

const newKey = ({ tenant, processId }: ProcessValue): string =>
  `reports/${tenant}/${processId}/${randomBytes(16).toString('hex')}.csv`;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

class ReportWriter {
  readonly #deps: ReportDeps;
  readonly #job: ResumableJob<ReportCheckpoint>;

  constructor(deps: ReportDeps, job: ResumableJob<ReportCheckpoint>) {
    this.#deps = deps;
    this.#job = job;
  }

  get #checkpoint(): ReportCheckpoint {
    return this.#job.checkpoint;
  }

  /** @returns false when time ran out: what is stored is recorded, the rest is for the next worker */
  async run(): Promise<boolean> {
    const end = this.#checkpoint.allStored ? 'stored' : await this.#writeParts();
    // Only now that the buffer of the parts is gone: a file for people is made in a buffer of its own.
    if (end === 'stored') await this.#finish();
    return end !== 'late';
  }

  /** @returns `whole` when all of it was one part, and is recorded; `stored` when the parts are to be put together */
  async #writeParts(): Promise<'late' | 'stored' | 'whole'> {
    const content = this.#deps.open(this.#job.process);
    const part = new PartBuffer(this.#deps.partBytes ?? partBytes);
    if (this.#checkpoint.parts.length === 0) part.add(content.header);
    let rows = this.#checkpoint.rows;
    for await (const page of content.pages(this.#checkpoint.after)) {
      part.add(page.text);
      rows += page.rows;
      const isLast = page.after === null;
      const isLate = this.#job.isLate && !isLast;
      if (isLast && this.#checkpoint.uploadId === null) {
        await this.#storeWhole(part.bytes, rows);
        return 'whole';
      }
      if (isLast || part.isFull || (isLate && part.bytes.length >= smallestPartBytes)) {
        await this.#storePart(part.bytes, rows, page.after);
        part.clear();
      }
      if (isLate) return 'late';
    }
    return 'stored';
  }

  /** A file that fits into one part needs no upload of its own. */
  async #storeWhole(bytes: Uint8Array, rows: number): Promise<void> {
    const { key } = this.#checkpoint;
    await this.#deps.files.put(key, this.#contentType, bytes);
    await this.#prove([{ size: bytes.length, sha256: sha256(bytes) }], rows);
  }

  /** @param after key of the part's last row; null for the last part, which may be empty */
  async #storePart(bytes: Uint8Array, rows: number, after: ReportCheckpoint['after']): Promise<void> {
    const { files } = this.#deps;
    const { key, parts } = this.#checkpoint;
    const uploadId = this.#checkpoint.uploadId ?? (await files.begin(key, this.#contentType));
    const stored = [...parts];
    if (bytes.length > 0) {
      const etag = await files.putPart(key, uploadId, parts.length + 1, bytes);
      stored.push({ etag, size: bytes.length, sha256: sha256(bytes) });
    }
    const checkpoint = { key, uploadId, parts: stored, after, rows, allStored: after === null, starts: 0 };
    await this.#job.save(checkpoint, { rowsDone: rows });
  }

  async #finish(): Promise<void> {
    const { key, uploadId, parts, rows } = this.#checkpoint;
    if (uploadId === null) throw new Error('All parts are said to be stored, but there is no upload.');
    try {
      await this.#deps.files.complete(key, uploadId, parts);
    } catch (error) {
      // Put together already by a call whose answer was lost; the proof below tells. Without a file it starts over.
      if (!(error instanceof UploadGone)) throw error;
    }
    await this.#prove(parts, rows);
  }

  async #prove(parts: readonly { size: number; sha256: string }[], rows: number): Promise<void> {
    const content = await this.#deps.files.read(this.#checkpoint.key);
    if (content === undefined) throw new UploadGone();
    const { presentation } = this.#deps.open(this.#job.process);
    const proven = await proveFile(content, { parts, rows, isNoted: presentation !== undefined });
    if ('fault' in proven) await this.#giveUp(`The stored file is wrong: ${proven.fault}. Ask for the report again.`);
    else if (presentation === undefined) await this.#record({ ...proven, key: this.#checkpoint.key });
    else await this.#record({ ...(await this.#present(presentation)), rows: proven.rows });
  }

  get #contentType(): string {
    return this.#deps.open(this.#job.process).presentation === undefined ? csvType : notesType;
  }

  /** Makes the file that people open from the proven notes; whoever is called after a death makes the same again. */
  async #present(presentation: Presentation): Promise<{ key: string; size: number; sha256: string }> {
    const { files } = this.#deps;
    const notes = await files.read(this.#checkpoint.key);
    if (notes === undefined) throw new UploadGone();
    const key = this.#checkpoint.key.replace(/\.csv$/, `.file.${presentation.type}`);
    const file = new StoredFile(files, key, presentedType(presentation));
    const hash = createHash('sha256');
    for await (const bytes of present(presentation, notes)) {
      hash.update(bytes);
      await file.add(bytes);
    }
    return { key, size: sizeOf(await file.finish()), sha256: hash.digest('hex') };
  }

  async #record({ key, ...file }: ProvenFile & { readonly key: string }): Promise<void> {
    const { process } = this.#job;
    const finishedAt = this.#deps.clock.now();
    const { baseName, ownName, columns, presentation } = this.#deps.open(process);
    const ending = presentation?.type ?? 'csv';
    const name = `${baseName}.${ending}`;
    const own = ownName === baseName ? {} : { downloadName: `${ownName}.${ending}` };
    const manifest = reportManifest(process, { ...file, name, columns }, isoTime(finishedAt));
    const manifestKey = this.#checkpoint.key.replace(/\.csv$/, '.manifest.json');
    await this.#deps.files.put(manifestKey, manifestType, manifest);
    await this.#job.end({
      state: 'success',
      finishedAt,
      rowsDone: file.rows,
      rowsTotal: file.rows,
      files: [
        { name, ...own, key, contentType: presentation === undefined ? csvType : presentedType(presentation), ...file },
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
    });
  }

  async #giveUp(error: string): Promise<void> {
    await this.#job.end({ state: 'failed', error, checkpoint: null });
  }

  /** @returns false when the report was given up: it has failed too often at the same place */
  async begin(): Promise<boolean> {
    const { starts } = this.#checkpoint;
    const isWornOut = this.#job.isWornOut;
    if (isWornOut) await this.#giveUp(`The report failed ${starts} times at the same place. Ask for it again later.`);
    else await this.#job.countStart();
    return !isWornOut;
  }
}

const reportJob: JobKind<ReportCheckpoint> = {
  name: 'report',
  checkpoint: ReportCheckpointSchema,
  first: (process) => firstReportCheckpoint(newKey(process), 0),
  // Without its upload the file is started over, under a key of its own.
  restart: (fault, { process, checkpoint }) =>
    fault instanceof UploadGone ? firstReportCheckpoint(newKey(process), checkpoint.starts) : undefined,
};

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
  return workOnJob(deps, reportJob, job, invocation, async (held) => {
    const writer = new ReportWriter(deps, held);
    if ((await writer.begin()) && !(await writer.run())) {
      await held.handOver();
      return 'continued';
    }
    if (held.process.state === 'success') {
      deps.log.info('report written', { tenant, processId, count: held.process.rowsDone });
      return 'written';
    }
    deps.log.error('report given up', { tenant, processId });
    deps.log.count('ReportFailed');
    return 'failed';
  });
};
