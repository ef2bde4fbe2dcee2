/**
 * Makes the file of all that is known of a customer (Ley 21.719 arts. 5 and 9, LGPD art. 18; ADR 67): a zip with one record
 * a line, the files of its messages, and what is in it. A worker stores it in parts and goes on behind the last one;
 * whoever dies leaves nothing that counts.
 */
import { randomBytes } from 'node:crypto';
import { isoTime } from '#platform/clock.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import { familyOf } from '#shared/customers/entities.ts';
import { fileKey } from '#shared/messaging/attachments/rules.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import { htmlKey, tokenOfMessage } from '#shared/messaging/ledger/received-content.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import { type StoredFiles, UploadGone } from '#shared/processes/ports.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import {
  type Invocation,
  type JobDeps,
  type JobKind,
  type ResumableJob,
  workOnJob,
} from '#shared/processes/resumable-job.ts';
import { finishZip, listsFolder, ZipUpload } from '#shared/processes/zip-upload.ts';
import { carriedLine } from './carried-record.ts';
import type { CarriedRecord, CarriedStore } from './carried-store.ts';
import type { FileVersions } from './file-versions.ts';
import type { ReadOwnPage } from './person.ts';
import {
  firstPortabilityCheckpoint,
  type PortabilityCheckpoint,
  PortabilityCheckpointSchema,
  portabilitySteps,
} from './portability-checkpoint.ts';
import type { PrivacyStore } from './privacy-store.ts';

export interface CarryCustomerDeps extends JobDeps {
  readonly readOwnPage: ReadOwnPage;
  readonly privacy: Pick<PrivacyStore, 'listMessages'>;
  readonly carried: CarriedStore;
  readonly files: FileVersions;
  readonly stored: StoredFiles;
  readonly findCompany: FindCompany;
  /** From which a part is stored, bytes; default 8 MiB. */
  readonly partBytes?: number;
}

/** Items, messages with their bodies, messages with their files, of one look. */
const pageSizes = { items: 100, messages: 25, files: 10 } as const;

/** Names within the zip. */
const names = {
  records: { es: 'datos.jsonl', en: 'data.jsonl' },
  files: { es: 'archivos', en: 'files' },
  mails: { es: 'correos', en: 'mails' },
  notes: { es: 'LEEME.json', en: 'README.json' },
} as const;
const explained = {
  es: 'Todo lo que la empresa guarda sobre el titular. Cada línea de datos.jsonl es un registro: kind dice de qué tipo y data su contenido; las horas están en UTC (ISO 8601) y los montos en la unidad menor de la moneda. En archivos están los adjuntos y grabaciones por su id, y en correos el formato original de los mensajes recibidos.',
  en: 'Everything that the company keeps of the person. Each line of data.jsonl is a record: kind says of what, data what it holds; times are UTC (ISO 8601), amounts in the minor unit of the currency. The folder files has attachments and recordings by their id, mails the original format of what was received.',
} as const;
const baseNames = { es: 'datos-del-cliente', en: 'customer-data' } as const;
const problems = {
  gone: {
    es: 'El cliente ya no existe o sus datos se están suprimiendo.',
    en: 'The customer is gone, or its data are being erased.',
  },
  merged: {
    es: 'El cliente se fusionó o se separó mientras se preparaba la copia. Pídela otra vez.',
    en: 'The customer was merged or taken apart meanwhile. Ask for the copy again.',
  },
  worn: {
    es: 'La copia falló varias veces en el mismo lugar. Pídela otra vez más tarde.',
    en: 'The copy failed several times at the same place. Ask for it again later.',
  },
} as const;

type Language = keyof typeof baseNames;

/** Names in a zip have no folders of their own, and no letters that some system refuses. */
const safeName = (fileName: string): string => fileName.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').slice(-100);

type Change = Partial<Pick<PortabilityCheckpoint, 'step' | 'member' | 'after' | 'counts'>>;

class Carrying {
  readonly #deps: CarryCustomerDeps;
  readonly #tenant: string;
  readonly #place: PortabilityCheckpoint;
  readonly #zip: ZipUpload;
  readonly #language: Language;

  constructor(
    deps: CarryCustomerDeps,
    { tenant }: ProcessValue,
    place: PortabilityCheckpoint,
    zip: ZipUpload,
    language: Language,
  ) {
    this.#deps = deps;
    this.#tenant = tenant;
    this.#place = place;
    this.#zip = zip;
    this.#language = language;
  }

  /** One look: writes what it finds, and says where the next one begins. */
  async next(): Promise<Change> {
    const { step, member, members } = this.#place;
    const customerId = members[member];
    if (customerId === undefined) return this.#following();
    if (step === 'person') return this.#person(customerId);
    if (step === 'addresses') return this.#addresses(customerId);
    if (step === 'messages') return this.#messages(customerId);
    return this.#files(customerId);
  }

  async #following(): Promise<Change> {
    const { step } = this.#place;
    if (step === 'messages' && this.#zip.entry !== undefined) await this.#zip.close();
    return { step: portabilitySteps[portabilitySteps.indexOf(step) + 1] ?? 'notes', member: 0, after: null };
  }

  async #add(records: readonly CarriedRecord[]): Promise<PortabilityCheckpoint['counts']> {
    const counts = { ...this.#place.counts };
    for (const { kind } of records) counts[kind] = (counts[kind] ?? 0) + 1;
    if (this.#zip.entry === undefined) await this.#zip.open(names.records[this.#language]);
    const lines = records.map(({ kind, value }) => carriedLine(kind, value, this.#place.members));
    await this.#zip.write(Buffer.from(lines.join('')));
    return counts;
  }

  /** The next page of the same member, or the next member. */
  #behind(last: string | undefined): Pick<Change, 'member' | 'after'> {
    return last === undefined ? { member: this.#place.member + 1, after: null } : { after: last };
  }

  async #person(customerId: string): Promise<Change> {
    const { carried } = this.#deps;
    const page = await carried.listOfCustomer(this.#tenant, customerId, this.#place.after, pageSizes.items);
    return { ...this.#behind(page.last), counts: await this.#add(page.records) };
  }

  async #addresses(customerId: string): Promise<Change> {
    const page = await this.#deps.readOwnPage(this.#tenant, customerId);
    const records: CarriedRecord[] = [];
    for (const { value } of page?.addresses ?? []) {
      records.push(...(await this.#deps.carried.listOfAddress(this.#tenant, value.channel, value.hash)));
    }
    return { ...this.#behind(undefined), counts: await this.#add(records) };
  }

  async #messages(customerId: string): Promise<Change> {
    const { privacy, carried } = this.#deps;
    const page = await privacy.listMessages(
      this.#tenant,
      customerId,
      this.#place.after ?? undefined,
      pageSizes.messages,
    );
    const own = page.messages.map((value) => ({ kind: 'message', value }));
    const belonging = await carried.listOfMessages(this.#tenant, page.messages);
    return { ...this.#behind(page.last), counts: await this.#add([...own, ...belonging]) };
  }

  async #files(customerId: string): Promise<Change> {
    const { privacy } = this.#deps;
    const page = await privacy.listMessages(this.#tenant, customerId, this.#place.after ?? undefined, pageSizes.files);
    let count = 0;
    for (const message of page.messages) count += await this.#filesOf(message);
    const counts = { ...this.#place.counts, file: (this.#place.counts.file ?? 0) + count };
    return { ...this.#behind(page.last), counts };
  }

  /** @returns how many were written; a file that several messages have is there once */
  async #filesOf({ messageId, direction, channel, attachments }: MessageValue): Promise<number> {
    const tenant = this.#tenant;
    const token = direction === 'inbound' && channel === 'email' ? tokenOfMessage(messageId) : undefined;
    const wanted = attachments.map(({ attachmentId, fileName }) => ({
      key: fileKey({ tenant, attachmentId, fileName }),
      name: `${names.files[this.#language]}/${attachmentId}-${safeName(fileName)}`,
    }));
    if (token !== undefined) {
      wanted.push({ key: htmlKey(tenant, token), name: `${names.mails[this.#language]}/${token}.html` });
    }
    let count = 0;
    for (const { key, name } of wanted) {
      if (this.#zip.has(name)) continue;
      if (await this.#copy(key, name)) count += 1;
    }
    return count;
  }

  async #copy(key: string, name: string): Promise<boolean> {
    const { versions } = await this.#deps.files.list(key);
    const version = versions.find((each) => each.key === key && each.isLatest && !each.isMarker);
    const pieces = version === undefined ? undefined : await this.#deps.files.read(version);
    if (pieces === undefined) return false;
    await this.#zip.open(name);
    for await (const bytes of pieces) await this.#zip.write(bytes);
    await this.#zip.close();
    return true;
  }
}

/** Under which the file stands; its last part is random, so that nobody can guess it. */
const newKey = ({ tenant, processId }: ProcessValue): string =>
  `reports/${tenant}/${processId}/${randomBytes(16).toString('hex')}.zip`;

const portabilityJob: JobKind<PortabilityCheckpoint> = {
  name: 'portability',
  checkpoint: PortabilityCheckpointSchema,
  first: (process) => firstPortabilityCheckpoint(newKey(process), 0),
  restart: (fault, { process, checkpoint }) =>
    fault instanceof UploadGone ? firstPortabilityCheckpoint(newKey(process), checkpoint.starts) : undefined,
};

export type PortabilityOutcome = 'done' | 'continued' | 'failed' | 'held' | 'ended';

/** The person's ids; undefined when it is gone or being erased. */
const findMembers = async (
  { readOwnPage }: Pick<CarryCustomerDeps, 'readOwnPage'>,
  { tenant, portability }: ProcessValue,
): Promise<readonly string[] | undefined> => {
  if (portability === undefined) throw new Error('The process carries nobody.');
  const head = (await readOwnPage(tenant, portability.customerId))?.customer.value;
  return head === undefined || head.erasing !== undefined || head.mergedInto !== undefined ? undefined : familyOf(head);
};

const withNotes = async (
  { clock }: Pick<CarryCustomerDeps, 'clock'>,
  { tenant, processId }: ProcessValue,
  { members, counts }: PortabilityCheckpoint,
  zip: ZipUpload,
  language: Language,
): Promise<void> => {
  const notes = {
    about: explained[language],
    company: tenant,
    processId,
    customerIds: members,
    madeAt: isoTime(clock.now()),
    records: counts,
  };
  await zip.open(names.notes[language]);
  await zip.write(Buffer.from(`${JSON.stringify(notes, null, 2)}\n`));
  await zip.close();
};

class Portability {
  readonly #deps: CarryCustomerDeps;
  readonly #held: ResumableJob<PortabilityCheckpoint>;
  readonly #language: Language;

  constructor(deps: CarryCustomerDeps, held: ResumableJob<PortabilityCheckpoint>, language: Language) {
    this.#deps = deps;
    this.#held = held;
    this.#language = language;
  }

  async run(): Promise<PortabilityOutcome> {
    const held = this.#held;
    if (held.isWornOut) return this.#fail('worn');
    await held.countStart();
    const members = await findMembers(this.#deps, held.process);
    if (members === undefined) return this.#fail('gone');
    if (!held.checkpoint.zip.isStored && !(await this.#write(members))) {
      await held.handOver();
      return 'continued';
    }
    // Whose file it is must be true when it can be taken.
    const now = await findMembers(this.#deps, held.process);
    if (now === undefined) return this.#fail('gone');
    if (now.join() !== held.checkpoint.members.join()) return this.#fail('merged');
    await this.#end();
    return 'done';
  }

  /** @returns false when time ran out */
  async #write(members: readonly string[]): Promise<boolean> {
    const held = this.#held;
    const { stored, partBytes } = this.#deps;
    const zip = await ZipUpload.goOn(stored, held.checkpoint.zip, partBytes);
    let place = held.checkpoint.members.length === 0 ? { ...held.checkpoint, members: [...members] } : held.checkpoint;
    while (place.step !== 'notes') {
      if (held.isLate) return false;
      const look = new Carrying(this.#deps, held.process, place, zip, this.#language);
      place = { ...place, ...(await look.next()) };
      const storedPlace = await zip.store();
      if (storedPlace !== undefined) await this.#save({ ...place, zip: storedPlace });
    }
    await withNotes(this.#deps, held.process, place, zip, this.#language);
    await this.#save({ ...place, zip: await zip.end() });
    return true;
  }

  async #save(place: PortabilityCheckpoint): Promise<void> {
    const rowsDone = Object.values(place.counts).reduce((sum, count) => sum + count, 0);
    await this.#held.save({ ...place, starts: 0 }, { rowsDone });
  }

  async #end(): Promise<void> {
    const { stored, files, clock } = this.#deps;
    const { process, checkpoint } = this.#held;
    const { key, size, sha256 } = await finishZip(stored, checkpoint.zip);
    await files.remove(listsFolder(key));
    const finishedAt = clock.now();
    const name = `${baseNames[this.#language]}-${isoTime(finishedAt).slice(0, 10)}.zip`;
    await this.#held.end({
      state: 'success',
      finishedAt,
      rowsTotal: process.rowsDone,
      files: [{ name, key, contentType: 'application/zip', size, rows: process.rowsDone, sha256 }],
      checkpoint: null,
    });
  }

  async #fail(problem: keyof typeof problems): Promise<PortabilityOutcome> {
    const { tenant, processId } = this.#held.process;
    await this.#deps.files.remove(`reports/${tenant}/${processId}/`);
    await this.#held.end({ state: 'failed', error: problems[problem][this.#language], checkpoint: null });
    return 'failed';
  }
}

/**
 * Works on the file until it is made or this invocation's time is up.
 * @throws whatever failed, after the process was freed, so that the queue counts and alarms
 */
export const carryCustomer = async (
  deps: CarryCustomerDeps,
  job: ProcessJob,
  invocation: Invocation,
): Promise<PortabilityOutcome> => {
  const { language } = await deps.findCompany(job.tenant);
  return workOnJob(deps, portabilityJob, job, invocation, (held) => new Portability(deps, held, language).run());
};
