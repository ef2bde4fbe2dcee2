/**
 * Makes the export of everything that a company has (ADR 69): zips with a file of records for each kind, the files as they
 * lie, and a manifest. The table is walked once, in no order of kinds, so what is found waits in pieces beside the zip until
 * its file is written. A worker goes on behind the last part that was stored; whoever dies leaves nothing that counts.
 */
import { createHash } from 'node:crypto';
import { isoTime } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Item, Table } from '#platform/table/kernel.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { FileVersions } from '#shared/privacy/file-versions.ts';
import { Process, type ProcessValue } from '#shared/processes/entities.ts';
import { type StoredFiles, UploadGone } from '#shared/processes/ports.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import {
  type Invocation,
  type JobDeps,
  type JobKind,
  type ResumableJob,
  workOnJob,
} from '#shared/processes/resumable-job.ts';
import type { ExportFile } from '#shared/stored-kinds/export-files.ts';
import { isAtEnd, nextCompanyItems } from './company-items.ts';
import {
  type CompanyExportCheckpoint,
  CompanyExportCheckpointSchema,
  exportFileNames,
  firstCompanyExportCheckpoint,
} from './export-checkpoint.ts';
import { exportNames, exportNotes } from './export-notes.ts';
import {
  type ExportBounds,
  ExportZips,
  folderOf,
  newZipKey,
  pieceKey,
  standardBounds,
  waitingFolder,
} from './export-zips.ts';
import { exportedRecord } from './exported-record.ts';

export interface ExportCompanyDeps extends JobDeps {
  readonly table: Pick<Table, 'scan'>;
  readonly files: FileVersions;
  readonly stored: StoredFiles;
  readonly findCompany: FindCompany;
  readonly log: Pick<Log, 'error'>;
  /** Bytes; smaller in tests. */
  readonly bounds?: Partial<ExportBounds>;
}

/** Looks at the table after which the place is kept, whatever was found. */
const looksOfStep = 50;
/** Folders of the bucket that belong to an export. Raw mail and events of providers are there for some days only. */
const folders = ['attachments', 'html', 'imports', 'reports'] as const;

const problems = {
  erased: {
    es: 'Mientras se preparaba se suprimieron los datos de una persona. Pide la exportación otra vez.',
    en: 'The data of a person were erased meanwhile. Ask for the export again.',
  },
  worn: {
    es: 'La exportación falló varias veces en el mismo lugar. Pídela otra vez más tarde.',
    en: 'The export failed several times at the same place. Ask for it again later.',
  },
} as const;

const companyExportJob: JobKind<CompanyExportCheckpoint> = {
  name: 'company export',
  checkpoint: CompanyExportCheckpointSchema,
  first: (process) => firstCompanyExportCheckpoint(newZipKey(process), 0),
  restart: (fault, { process, checkpoint }) =>
    fault instanceof UploadGone ? firstCompanyExportCheckpoint(newZipKey(process), checkpoint.starts) : undefined,
};

/** Records that were found and not yet put aside. */
class Found {
  readonly lines = new Map<ExportFile, string[]>();
  bytes = 0;
  unreadable = 0;

  add(item: Item, now: number): void {
    const record = exportedRecord(item, now);
    if (record === undefined) return;
    const { file, line } = record;
    const lines = this.lines.get(file) ?? [];
    this.lines.set(file, lines);
    lines.push(line);
    this.bytes += line.length;
  }
}

export type CompanyExportOutcome = 'done' | 'continued' | 'failed' | 'held' | 'ended';

/** No folders of its own, and no letters that some system refuses. */
const safeName = (name: string): string => name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').replace(/^\.+$/, '_');

const lineFeed = 0x0a;
const countLines = (bytes: Uint8Array): number => {
  let lines = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) lines += 1;
  return lines;
};

/** What is known of an entry whose bytes go by. */
class Passed {
  readonly #hash = createHash('sha256');
  size = 0;
  records = 0;

  add(bytes: Uint8Array, lines = 0): void {
    this.#hash.update(bytes);
    this.size += bytes.length;
    this.records += lines;
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }
}

class CompanyExporting {
  readonly #deps: ExportCompanyDeps;
  readonly #held: ResumableJob<CompanyExportCheckpoint>;
  readonly #company: { readonly name: string; readonly language: 'es' | 'en' };
  readonly #bounds: ExportBounds;
  readonly #zips: ExportZips;
  /** Of the file of records that is open. */
  #passed: Passed | undefined;
  readonly #processes = new Map<string, ProcessValue | undefined>();

  constructor(
    deps: ExportCompanyDeps,
    held: ResumableJob<CompanyExportCheckpoint>,
    company: { readonly name: string; readonly language: 'es' | 'en' },
  ) {
    this.#deps = deps;
    this.#held = held;
    this.#company = company;
    this.#bounds = { ...standardBounds, ...deps.bounds };
    this.#zips = new ExportZips(deps, held, exportNames[company.language], this.#bounds);
  }

  async run(): Promise<CompanyExportOutcome> {
    const held = this.#held;
    if (held.isWornOut) return this.#fail('worn');
    await held.countStart();
    const zips = this.#zips;
    while (zips.place.step !== 'end' || zips.place.zip.isStored) {
      if (held.process.filesErasedAt !== undefined) return this.#fail('erased');
      if (held.isLate) {
        await held.handOver();
        return 'continued';
      }
      if (zips.place.zip.isStored) await zips.finish();
      else await this.#next();
    }
    if (await this.#wasErased()) return this.#fail('erased');
    return this.#end();
  }

  get #names(): (typeof exportNames)['es' | 'en'] {
    return exportNames[this.#company.language];
  }

  #next(): Promise<void> {
    const steps = {
      walk: () => this.#walk(),
      notes: () => this.#notes(),
      records: () => this.#records(),
      files: () => this.#files(),
      manifest: () => this.#manifest(),
      end: async () => undefined,
    } as const;
    return steps[this.#zips.place.step]();
  }

  /** Of the table, until there is enough to be put aside. */
  async #walk(): Promise<void> {
    const { table, stored, log } = this.#deps;
    const { process } = this.#held;
    const { tenant, processId, createdAt } = process;
    const { place } = this.#zips;
    const found = new Found();
    let { walk } = place;
    for (let looks = 0; looks < looksOfStep && found.bytes < this.#bounds.found && !isAtEnd(walk); looks += 1) {
      // What providers told of nobody yet is no part of an export, whoever it names.
      const look = await nextCompanyItems({ table, readFile: async () => '' }, { tenant, ours: [] }, walk);
      walk = look.place;
      for (const item of look.items) {
        if (item.type === Process.type && item.sk === processId) continue;
        try {
          found.add(item, createdAt);
        } catch {
          found.unreadable += 1;
          // What it says may be somebody's: its kind is enough to look for it.
          log.error('item left out of an export', { tenant, processId, reason: String(item.type) });
        }
      }
    }
    const after = { ...place.found };
    for (const [file, lines] of found.lines) {
      const { pieces, records } = after[file] ?? { pieces: 0, records: 0 };
      await stored.put(pieceKey(process, file, pieces), 'application/jsonl', Buffer.from(lines.join('')));
      after[file] = { pieces: pieces + 1, records: records + lines.length };
    }
    await this.#zips.save({
      walk,
      found: after,
      unreadable: place.unreadable + found.unreadable,
      step: isAtEnd(walk) ? 'notes' : 'walk',
    });
  }

  async #notes(): Promise<void> {
    const { language, name } = this.#company;
    const { processId, createdAt } = this.#held.process;
    const { found, unreadable } = this.#zips.place;
    const counts = exportFileNames.flatMap((file) => {
      const records = found[file]?.records;
      return records === undefined ? [] : [[file, records] as const];
    });
    const requestedAt = isoTime(createdAt);
    const text = exportNotes({
      language,
      company: name,
      processId,
      requestedAt,
      records: new Map(counts),
      unreadable,
    });
    await this.#whole(this.#names.notes, [Buffer.from(text)]);
    await this.#zips.storeAndSave({ step: 'records', at: 0 });
  }

  /** One piece of a file of records, or its end. */
  async #records(): Promise<void> {
    const { at, piece, entry, entryFrom, found } = this.#zips.place;
    const file = exportFileNames[at];
    if (file === undefined) return this.#zips.storeAndSave({ step: 'files', at: 0, after: null });
    const pieces = found[file]?.pieces ?? 0;
    const passed = await this.#goOn(file, entryFrom, piece);
    const isLong = passed.size >= this.#bounds.entry;
    if (passed.size > 0 && (piece >= pieces || isLong)) {
      await this.#zips.close({ size: passed.size, sha256: passed.sha256(), records: passed.records });
      this.#passed = undefined;
      const next = piece < pieces ? { entry: entry + 1, entryFrom: piece } : this.#nextFile(at);
      return this.#turn(next);
    }
    if (piece >= pieces) return this.#zips.storeAndSave(this.#nextFile(at));
    const zip = await this.#zips.zip();
    if (zip.entry === undefined) {
      await zip.open(`${this.#names.records}/${file}${entry === 1 ? '' : `-${entry}`}.jsonl`);
    }
    for await (const bytes of await this.#piece(file, piece)) {
      passed.add(bytes, countLines(bytes));
      await zip.write(bytes);
    }
    return this.#zips.storeAndSave({ piece: piece + 1 });
  }

  #nextFile(at: number): Partial<CompanyExportCheckpoint> {
    return { at: at + 1, piece: 0, entry: 1, entryFrom: 0 };
  }

  /** What has passed of the entry that is open; another worker may have written its beginning. */
  async #goOn(file: ExportFile, from: number, to: number): Promise<Passed> {
    if (this.#passed !== undefined) return this.#passed;
    const passed = new Passed();
    for (let piece = from; piece < to; piece += 1) {
      for await (const bytes of await this.#piece(file, piece)) passed.add(bytes, countLines(bytes));
    }
    this.#passed = passed;
    return passed;
  }

  /** @throws UploadGone when it went with somebody's erasure, or by its age */
  async #piece(name: string, number: number): Promise<AsyncIterable<Uint8Array>> {
    const content = await this.#deps.stored.read(pieceKey(this.#held.process, name, number));
    if (content === undefined) throw new UploadGone();
    return content;
  }

  /** An entry has ended: the place moves on, to another zip where this one has enough. */
  async #turn(change: Partial<CompanyExportCheckpoint>): Promise<void> {
    if (await this.#zips.isFull()) await this.#zips.end(change);
    else await this.#zips.storeAndSave(change);
  }

  /** An entry that is written at once. @returns what it holds */
  async #whole(name: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const zip = await this.#zips.zip();
    const passed = new Passed();
    await zip.open(name);
    for await (const bytes of pieces) {
      passed.add(bytes);
      await zip.write(bytes);
    }
    await this.#zips.close({ size: passed.size, sha256: passed.sha256(), records: null });
  }

  /** Files of a folder, until a zip is full or time is up. */
  async #files(): Promise<void> {
    const { at, after } = this.#zips.place;
    const folder = folders[at];
    if (folder === undefined) return this.#zips.storeAndSave({ step: 'manifest' });
    const { tenant } = this.#held.process;
    const page = await this.#deps.files.list(`${folder}/${tenant}/`, after === null ? undefined : { key: after });
    for (const version of page.versions) {
      const isBefore = after !== null && Buffer.compare(Buffer.from(version.key), Buffer.from(after)) <= 0;
      if (version.isMarker || !version.isLatest || isBefore) continue;
      const name = await this.#nameOf(folder, version.key);
      const content = name === undefined ? undefined : await this.#deps.files.read(version);
      if (name === undefined || content === undefined) continue;
      await this.#whole(await this.#unused(`${this.#names.files}/${folder}/${name}`), content);
      await this.#turn({ after: version.key, files: this.#zips.place.files + 1 });
      if (this.#zips.place.zip.isStored || this.#held.isLate) return;
    }
    // Versions of one key may lie on two pages; those of the next page are of later keys or no latest ones.
    await this.#zips.storeAndSave(page.next === undefined ? { at: at + 1, after: null } : { after: page.next.key });
  }

  /** Name of a file within its folder; undefined: it is no file of anybody, or of an export like this one. */
  async #nameOf(folder: (typeof folders)[number], key: string): Promise<string | undefined> {
    const [owner = '', ...rest] = key.split('/').slice(2);
    if (folder === 'attachments' || folder === 'html') return [owner, ...rest].map(safeName).join('/');
    const process = await this.#process(owner);
    if (process === undefined || process.kind === 'company_export') return undefined;
    const file = process.files.find((each) => each.key === key);
    const name = process.import?.key === key ? process.import.fileName : (file?.downloadName ?? file?.name);
    return name === undefined ? undefined : `${owner}/${safeName(name)}`;
  }

  async #process(processId: string): Promise<ProcessValue | undefined> {
    if (!this.#processes.has(processId)) {
      this.#processes.clear();
      this.#processes.set(processId, await this.#deps.processes.find(this.#held.process.tenant, processId));
    }
    return this.#processes.get(processId);
  }

  /** The name, or another where the zip has it already. */
  async #unused(name: string): Promise<string> {
    const zip = await this.#zips.zip();
    if (!zip.has(name)) return name;
    const [folder, file] = [name.slice(0, name.lastIndexOf('/') + 1), name.slice(name.lastIndexOf('/') + 1)];
    let number = 2;
    while (zip.has(`${folder}${number}-${file}`)) number += 1;
    return `${folder}${number}-${file}`;
  }

  /** All entries of all zips but itself, with what waits in memory. */
  async #manifest(): Promise<void> {
    const zip = await this.#zips.zip();
    await zip.open(this.#names.manifest);
    for (let piece = 0; piece < this.#zips.place.manifest; piece += 1) {
      for await (const bytes of await this.#piece('manifest', piece)) await zip.write(bytes);
    }
    await zip.write(Buffer.from(this.#zips.listed));
    await zip.close();
    await this.#zips.end({ step: 'end' });
  }

  async #wasErased(): Promise<boolean> {
    const { tenant, processId } = this.#held.process;
    return (await this.#deps.processes.find(tenant, processId))?.filesErasedAt !== undefined;
  }

  async #end(): Promise<CompanyExportOutcome> {
    const { process } = this.#held;
    await this.#deps.files.remove(waitingFolder(process));
    const files = this.#zips.place.volumes.map(({ key, size, sha256 }, index) => ({
      name: this.#zips.zipName(index + 1),
      key,
      contentType: 'application/zip',
      size,
      rows: null,
      sha256,
    }));
    await this.#held.end({ state: 'success', rowsTotal: process.rowsDone, files, checkpoint: null });
    return 'done';
  }

  async #fail(problem: keyof typeof problems): Promise<CompanyExportOutcome> {
    await this.#deps.files.remove(folderOf(this.#held.process));
    await this.#held.end({ state: 'failed', error: problems[problem][this.#company.language], checkpoint: null });
    return 'failed';
  }
}

/**
 * Works on the export until it is made or this invocation's time is up.
 * @throws whatever failed, after the process was freed, so that the queue counts and alarms
 */
export const exportCompany = async (
  deps: ExportCompanyDeps,
  job: ProcessJob,
  invocation: Invocation,
): Promise<CompanyExportOutcome> => {
  const { name, language } = await deps.findCompany(job.tenant);
  return workOnJob(deps, companyExportJob, job, invocation, (held) =>
    new CompanyExporting(deps, held, { name, language }).run(),
  );
};
