/**
 * The zips of a company's export, one after the other, and what their manifest will say: together with the place in the
 * checkpoint, so that another worker goes on behind the last part that was stored.
 */
import { randomBytes } from 'node:crypto';
import { isoTime } from '#platform/clock.ts';
import type { FileVersions } from '#shared/privacy/file-versions.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { jsonLine } from '#shared/processes/json-lines.ts';
import type { StoredFiles } from '#shared/processes/ports.ts';
import type { ResumableJob } from '#shared/processes/resumable-job.ts';
import { finishZip, firstZipPlace, listsFolder, ZipUpload } from '#shared/processes/zip-upload.ts';
import type { CompanyExportCheckpoint } from './export-checkpoint.ts';
import type { exportNames } from './export-notes.ts';

export interface ExportBounds {
  /** From which found records are put aside. */
  readonly found: number;
  /** From which a part of a zip is stored. */
  readonly part: number;
  /** From which a file of records goes on in another. */
  readonly entry: number;
  /** From which what follows stands in another zip: it is read back in one invocation. */
  readonly volume: number;
  /** Entries of a zip: what is known of each is in memory, and readers without Zip64 know no more than 65,535. */
  readonly entries: number;
}
export const standardBounds: ExportBounds = {
  found: 8 * 1024 ** 2,
  part: 8 * 1024 ** 2,
  entry: 1024 ** 3,
  volume: 2 * 1024 ** 3,
  entries: 50_000,
};

/** Folder of the process, and of what waits beside its zips. */
export const folderOf = ({ tenant, processId }: ProcessValue): string => `reports/${tenant}/${processId}/`;
export const waitingFolder = (process: ProcessValue): string => `${folderOf(process)}waiting/`;
export const pieceKey = (process: ProcessValue, name: string, number: number): string =>
  `${waitingFolder(process)}${name}/${number}.jsonl`;
/** Its last part is random, so that nobody can guess it. */
export const newZipKey = (process: ProcessValue): string =>
  `${folderOf(process)}${randomBytes(16).toString('hex')}.zip`;

export interface ExportZipsDeps {
  readonly stored: StoredFiles;
  readonly files: Pick<FileVersions, 'remove'>;
}
type ExportNames = (typeof exportNames)['es' | 'en'];

/** The zip that is written, and what is known of its entries. */
export class ExportZips {
  readonly #deps: ExportZipsDeps;
  readonly #held: ResumableJob<CompanyExportCheckpoint>;
  readonly #names: ExportNames;
  readonly #bounds: ExportBounds;
  #zip: ZipUpload | undefined;
  /** Entries that no piece of the manifest has yet. */
  #listed: string[] = [];
  place: CompanyExportCheckpoint;

  constructor(
    deps: ExportZipsDeps,
    held: ResumableJob<CompanyExportCheckpoint>,
    names: ExportNames,
    bounds: ExportBounds,
  ) {
    this.#deps = deps;
    this.#held = held;
    this.#names = names;
    this.#bounds = bounds;
    this.place = held.checkpoint;
  }

  async zip(): Promise<ZipUpload> {
    this.#zip ??= await ZipUpload.goOn(this.#deps.stored, this.place.zip, this.#bounds.part);
    return this.#zip;
  }

  /** An entry ends: it is noted for the manifest. @param records null: it is no file of records */
  async close(entry: {
    readonly size: number;
    readonly sha256: string;
    readonly records: number | null;
  }): Promise<void> {
    const zip = await this.zip();
    const name = zip.entry;
    await zip.close();
    this.#listed.push(jsonLine({ name, zip: this.zipName(this.place.volumes.length + 1), ...entry }));
  }

  /** Lines of the manifest that no piece has yet. */
  get listed(): string {
    return this.#listed.join('');
  }

  /** @param number from 1 */
  zipName(number: number): string {
    const day = isoTime(this.#held.process.createdAt).slice(0, 10);
    return `${this.#names.zip}-${day}${number === 1 ? '' : `-${number}`}.zip`;
  }

  /** Keeps the place, if a part could be stored. */
  async storeAndSave(change: Partial<CompanyExportCheckpoint>): Promise<void> {
    this.place = { ...this.place, ...change };
    const stored = await (await this.zip()).store();
    if (stored === undefined) return;
    await this.#storeManifest();
    await this.save({ zip: stored });
  }

  async save(change: Partial<CompanyExportCheckpoint>): Promise<void> {
    this.place = { ...this.place, ...change, starts: 0 };
    const { found, files, unreadable } = this.place;
    const records = Object.fromEntries(Object.entries(found).map(([file, { records: count }]) => [file, count]));
    const rowsDone = Object.values(records).reduce((sum, count) => sum + count, 0) + files;
    const { companyExport } = this.#held.process;
    if (companyExport === undefined) throw new Error('The process exports no company.');
    await this.#held.save(this.place, { rowsDone, companyExport: { ...companyExport, records, files, unreadable } });
  }

  async #storeManifest(): Promise<void> {
    if (this.#listed.length === 0) return;
    const { process } = this.#held;
    const text = Buffer.from(this.#listed.join(''));
    await this.#deps.stored.put(pieceKey(process, 'manifest', this.place.manifest), 'application/jsonl', text);
    this.place = { ...this.place, manifest: this.place.manifest + 1 };
    this.#listed = [];
  }

  /** What has been written is enough for a zip. */
  async isFull(): Promise<boolean> {
    const { size, entries } = await this.zip();
    return size >= this.#bounds.volume || entries >= this.#bounds.entries;
  }

  /** All parts of the zip are stored; what is left is to put them together. */
  async end(change: Partial<CompanyExportCheckpoint> = {}): Promise<void> {
    const zip = await this.zip();
    const stored = await zip.end();
    await this.#storeManifest();
    const volumes = [...this.place.volumes, { key: stored.key, size: 0, sha256: '' }];
    await this.save({ ...change, zip: stored, volumes });
  }

  /** Puts together the zip whose parts are stored. */
  async finish(change: Partial<CompanyExportCheckpoint> = {}): Promise<void> {
    const { zip, volumes } = this.place;
    const { key, size, sha256 } = await finishZip(this.#deps.stored, zip);
    await this.#deps.files.remove(listsFolder(key));
    this.#zip = undefined;
    const whole = volumes.map((volume) => (volume.key === key ? { ...volume, size, sha256 } : volume));
    await this.save({ volumes: whole, zip: firstZipPlace(newZipKey(this.#held.process)), ...change });
  }
}
