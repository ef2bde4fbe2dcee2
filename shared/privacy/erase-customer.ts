/**
 * Erases a person step by step (Ley 21.719 art. 7, LGPD art. 18; ADR 62). Each step may be repeated and may stop anywhere: what a
 * step needs to find the person is deleted by a later one, and beside ids there are only hashes in the checkpoint.
 *
 * 1. Files of imports and exports that name the person; files that wait for a message.
 * 2. What came in and belongs to nobody yet; events that nobody understood.
 * 3. Messages: contents, attachments, recordings, mails; the row stays under a pseudonym.
 * 4. The record with all the ways that lead to it. A refusal stays at the address' hash.
 * 5. Five minutes later all of it again: requests and workers of before have ended by then.
 */
import type { ErasureCounts } from '#contract/privacy.ts';
import { viewLists } from '#contract/views.ts';
import { isoTime } from '#platform/clock.ts';
import { addressHash, isPseudonym } from '#shared/customers/address-hash.ts';
import { familyOf } from '#shared/customers/entities.ts';
import { senderHash } from '#shared/messaging/inbound/sender-hash.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import type { PseudonymiseMessage } from '#shared/messaging/ledger/pseudonymise-message.ts';
import { htmlKey, tokenOfMessage, unmatchedToken } from '#shared/messaging/ledger/received-content.ts';
import type { RecordOptOut } from '#shared/messaging/sending/fault-effect.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import {
  type Invocation,
  type JobDeps,
  type JobKind,
  type ResumableJob,
  workOnJob,
} from '#shared/processes/resumable-job.ts';
import { hasEnded } from '#shared/processes/rules.ts';
import { type EraseFilesDeps, eraseProcessFiles } from './erase-process-files.ts';
import {
  type ErasureCheckpoint,
  ErasureCheckpointSchema,
  type ErasureStep,
  firstErasureCheckpoint,
  stageOfStep,
} from './erasure-checkpoint.ts';
import type { VersionPage } from './file-versions.ts';
import { type PersonDeps, type StoredPage, wordsOfPerson } from './person.ts';
import { marksOf, namesPerson } from './person-marks.ts';
import type { PrivacyStore } from './privacy-store.ts';
import { fileNamesPerson } from './search-file.ts';

export interface EraseCustomerDeps
  extends JobDeps,
    Omit<PersonDeps, 'privacy'>,
    Omit<EraseFilesDeps, 'processes' | 'clock'> {
  readonly privacy: PrivacyStore;
  /** Messaging's use case. @returns false while a worker holds the message */
  readonly pseudonymise: (message: PseudonymiseMessage) => Promise<boolean>;
  readonly recordOptOut: RecordOptOut;
  /** Brings lists and search in step: of a customer who is gone, takes everything out of them. */
  readonly projectCustomer: (tenant: string, customerId: string) => Promise<unknown>;
}

/** Requests end within 30 s, claims within 3 minutes, and a stream's batch comes again for a minute: then nothing of before writes. */
export const settleMs = 5 * 60_000;
/** Days for which events are kept that nobody understood (`messaging/events/entities.ts`). */
const eventDays = 400;
const dayMs = 86_400_000;
/** Processes, messages, dates of one look. */
const pageSizes = { processes: 10, messages: 20, dates: 25 } as const;
/** Processes of before this were not under way when the erasure began, ms. */
const underWayMs = 14 * dayMs;
const filesOfProcesses: readonly string[] = ['export', 'import', 'night_report', 'portability'];

type Next = Partial<Pick<ErasureCheckpoint, 'after' | 'left' | 'members' | 'marks'>> & {
  readonly step: ErasureStep;
  readonly counts?: Partial<ErasureCounts>;
  /** The step is to be done once more, later. */
  readonly waits?: boolean;
};

class Erasure {
  readonly #deps: EraseCustomerDeps;
  readonly #process: ProcessValue;
  readonly #place: ErasureCheckpoint;
  readonly #erasure: NonNullable<ProcessValue['erasure']>;

  constructor(deps: EraseCustomerDeps, process: ProcessValue, place: ErasureCheckpoint) {
    if (process.erasure === undefined) throw new Error('The process erases nobody.');
    this.#deps = deps;
    this.#process = process;
    this.#place = place;
    this.#erasure = process.erasure;
  }

  get #tenant(): string {
    return this.#process.tenant;
  }

  #names(text: string): boolean {
    return namesPerson(this.#deps.addressKey, this.#place.marks, text);
  }

  /** One look; where it ends the next one begins. */
  next(): Promise<Next> {
    const steps: Readonly<Record<ErasureStep, () => Promise<Next>>> = {
      gather: () => this.#gather(),
      files: () => this.#files('uploads'),
      uploads: () => this.#uploads(),
      inbound: () => this.#inbound(),
      events: () => this.#events(),
      messages: () => this.#messages('records'),
      records: () => this.#records('settle'),
      settle: async () => ({ step: 'filesAgain', waits: this.#deps.clock.now() < this.#process.cut + settleMs }),
      filesAgain: () => this.#files('messagesAgain'),
      messagesAgain: () => this.#messages('recordsAgain'),
      recordsAgain: () => this.#records('leftovers'),
      leftovers: () => this.#leftovers(),
      receipt: async () => ({ step: 'receipt' }),
    };
    return steps[this.#place.step]();
  }

  async #gather(): Promise<Next> {
    const page = await this.#deps.readOwnPage(this.#tenant, this.#erasure.customerId);
    const members = page === undefined ? [this.#erasure.customerId] : [...familyOf(page.customer.value)];
    const words = await wordsOfPerson(this.#deps, this.#tenant, members);
    const names = words.names.filter((name) => name !== this.#erasure.pseudonym);
    const addresses = words.addresses.filter((address) => !isPseudonym(address));
    return { step: 'files', members, marks: [...marksOf(this.#deps.addressKey, { ...words, names, addresses })] };
  }

  /**
   * A process that is being worked on may write the person yet: an import must end before anything goes, whatever else is
   * looked at the second time.
   */
  async #files(following: ErasureStep): Promise<Next> {
    const { step, after } = this.#place;
    const isFirst = step === 'files';
    const page = await this.#deps.privacy.listProcesses(this.#tenant, after ?? undefined, pageSizes.processes);
    let [fileVersions, processes] = [0, 0];
    for (const process of page.processes) {
      if (!filesOfProcesses.includes(process.kind)) continue;
      if (!isFirst && process.finishedAt !== null && process.finishedAt < this.#process.cut) continue;
      const isWorkedOn = !hasEnded(process) && process.state === 'processing';
      if (isWorkedOn && (!isFirst || process.kind === 'import')) return { step, after, waits: true };
      if (isWorkedOn) continue;
      const removed = await eraseProcessFiles(this.#deps, this.#place, process, this.#process.requestedBy);
      if (removed === undefined) continue;
      fileVersions += removed;
      processes += 1;
    }
    const oldest = page.processes.at(-1)?.createdAt ?? 0;
    const isOver = page.last === undefined || (!isFirst && oldest < this.#process.cut - underWayMs);
    const counts = { fileVersions, processes };
    return isOver ? { step: following, after: null, counts } : { step, after: page.last ?? null, counts };
  }

  /** Statements and invoices that were written for the person and taken by no message yet. */
  async #uploads(): Promise<Next> {
    const prefix = `uploads/${this.#tenant}/`;
    let [fileVersions, next]: [number, VersionPage['next']] = [0, undefined];
    do {
      const page = await this.#deps.files.list(prefix, next);
      const ids = [...new Set(page.versions.map(({ key }) => key.slice(prefix.length).split('/')[0] ?? ''))];
      const files = await this.#deps.privacy.findFiles(this.#tenant, ids);
      for (const { attachmentId, customerId } of files) {
        if (customerId === null || !this.#place.members.includes(customerId)) continue;
        fileVersions += await this.#deps.files.remove(`${prefix}${attachmentId}/`);
        await this.#deps.privacy.deleteFile(this.#tenant, attachmentId);
      }
      next = page.next;
    } while (next !== undefined);
    return { step: 'inbound', after: null, counts: { fileVersions } };
  }

  async #pages(): Promise<readonly StoredPage[]> {
    const pages = await Promise.all(
      this.#place.members.map((customerId) => this.#deps.readOwnPage(this.#tenant, customerId)),
    );
    return pages.filter((page) => page !== undefined);
  }

  /** What waits of the person's addresses, unless somebody else has them too. */
  async #inbound(): Promise<Next> {
    const { privacy, addressKey } = this.#deps;
    const tenant = this.#tenant;
    let [waiting, fileVersions] = [0, 0];
    for (const { addresses } of await this.#pages()) {
      for (const { value: address } of addresses) {
        const { channel, value, hash } = address;
        if (await privacy.isShared({ tenant, channel, hash, members: this.#place.members })) continue;
        const sender = senderHash(addressKey, channel, value);
        for (const unmatched of await privacy.listUnmatched(tenant, sender)) {
          const { id, attachments, providerId } = unmatched;
          fileVersions += await this.#removeReceived(unmatchedToken(id), unmatched.channel, providerId);
          for (const { attachmentId } of attachments) {
            fileVersions += await this.#deps.files.remove(`attachments/${tenant}/${attachmentId}/`);
            await privacy.deleteFile(tenant, attachmentId);
          }
          await privacy.deleteUnmatched(unmatched);
          waiting += 1;
        }
        await privacy.deleteNumbers(tenant, sender, addressHash(addressKey, 'whatsapp', value));
      }
    }
    return { step: 'events', after: null, counts: { waiting, fileVersions } };
  }

  /** What came with an inbound message beside its words: its formatted version, the raw mail, media on their way. */
  async #removeReceived(token: string, channel: string, providerId: string | null): Promise<number> {
    const tenant = this.#tenant;
    const { files, privacy } = this.#deps;
    await privacy.deleteContent(tenant, token);
    if (channel === 'whatsapp') return files.remove(`media/${tenant}/${token}/`);
    if (channel !== 'email') return 0;
    const formatted = await files.remove(htmlKey(tenant, token));
    return providerId === null ? formatted : formatted + (await files.remove(`mail/${providerId}`));
  }

  /** By date, the latest first; of all companies, since nobody knows whose they are. */
  async #events(): Promise<Next> {
    const { privacy, files } = this.#deps;
    const first = this.#place.after === null ? 0 : Number(this.#place.after);
    const days = Array.from({ length: Math.min(pageSizes.dates, eventDays + 2 - first) }, (_, index) => first + index);
    const dates = days.map((day) => isoTime(this.#process.cut + dayMs - day * dayMs).slice(0, 10));
    const events = (await Promise.all(dates.map((date) => privacy.listEvents(date)))).flat();
    let [waiting, fileVersions] = [0, 0];
    for (const event of events) {
      const { raw, rawKey } = event;
      const isNamed = (raw !== null && this.#names(raw)) || (rawKey !== null && (await this.#isNamedUnder(rawKey)));
      if (!isNamed) continue;
      if (rawKey !== null) fileVersions += await files.remove(rawKey);
      await privacy.deleteEvent(event);
      waiting += 1;
    }
    const counts = { waiting, fileVersions };
    const following = first + days.length;
    return following > eventDays + 1
      ? { step: 'messages', after: null, left: false, counts }
      : { step: 'events', after: String(following), counts };
  }

  async #isNamedUnder(key: string): Promise<boolean> {
    const { files, addressKey } = this.#deps;
    const { versions } = await files.list(key);
    for (const version of versions) {
      const pieces = version.isMarker ? undefined : await files.read(version);
      if (pieces !== undefined && (await fileNamesPerson(addressKey, this.#place.marks, pieces))) return true;
    }
    return false;
  }

  /** `after`: number of the member, and own part of the id of the last message. */
  async #messages(following: ErasureStep): Promise<Next> {
    const { step, after, members, left } = this.#place;
    const [number = '0', last] = (after ?? '0').split(' ');
    const customerId = members[Number(number)];
    if (customerId === undefined) {
      // What a worker held is looked at again from the beginning.
      return left ? { step, after: null, left: false, waits: true } : { step: following, after: null };
    }
    const page = await this.#deps.privacy.listMessages(this.#tenant, customerId, last, pageSizes.messages);
    let [messages, fileVersions, isLeft] = [0, 0, left];
    for (const message of page.messages) {
      fileVersions += await this.#removeFilesOf(message);
      if (message.customerName !== this.#erasure.pseudonym) messages += 1;
      if (!(await this.#pseudonymise(message))) isLeft = true;
    }
    const counts = { messages, fileVersions };
    const next = page.last === undefined ? String(Number(number) + 1) : `${number} ${page.last}`;
    return { step, after: next, left: isLeft, counts };
  }

  async #removeFilesOf(message: MessageValue): Promise<number> {
    const { messageId, direction, channel, providerId, attachments, result } = message;
    const token = direction === 'inbound' ? tokenOfMessage(messageId) : undefined;
    let removed = token === undefined ? 0 : await this.#removeReceived(token, channel, providerId);
    const recordingId = result?.recordingId ?? null;
    const taken = attachments.map(({ attachmentId }) => attachmentId);
    // A message took a copy: the bytes that somebody uploaded are there for a week more, under their own name.
    for (const attachmentId of recordingId === null ? taken : [...taken, recordingId]) {
      removed += await this.#deps.files.remove(`uploads/${this.#tenant}/${attachmentId}/`);
    }
    return removed + attachments.length;
  }

  async #pseudonymise({ messageId, channel, recipient }: MessageValue): Promise<boolean> {
    const { addressKey, privacy, clock } = this.#deps;
    const tenant = this.#tenant;
    const { members } = this.#place;
    const hash = addressHash(addressKey, channel, recipient);
    const { requestedBy: by } = this.#process;
    const { pseudonym } = this.#erasure;
    const isDone = await this.#deps.pseudonymise({ tenant, messageId, pseudonym, by, now: clock.now() });
    if (isDone) await privacy.strip({ tenant, channel, hash, members });
    return isDone;
  }

  /** Those merged into the customer first: the head of the customer itself says who they are. */
  async #records(following: ErasureStep): Promise<Next> {
    const { privacy, projectCustomer } = this.#deps;
    const tenant = this.#tenant;
    const { members } = this.#place;
    let [records, addresses] = [0, 0];
    for (const customerId of members.toReversed()) {
      const page = await this.#deps.readOwnPage(tenant, customerId);
      if (page !== undefined) addresses += await this.#keepRefusals(page);
      records += await privacy.deleteRecords(tenant, customerId, members);
      await projectCustomer(tenant, customerId);
    }
    await privacy.forgetFavorite(tenant, members);
    const views = await privacy.deleteViews(tenant, Object.keys(viewLists), (text) => this.#names(text));
    return { step: following, after: null, left: false, counts: { records, addresses, views } };
  }

  /**
   * What the customer itself refused holds for its addresses from now on: there is no customer any more for whom it could hold,
   * and whoever brings an address in again must not write to it.
   */
  async #keepRefusals({ gate, addresses }: StoredPage): Promise<number> {
    const tenant = this.#tenant;
    const { dnd, stopped } = gate.value;
    const isOwnStop = stopped !== null && stopped.at !== this.#process.cut;
    for (const { value: address } of addresses) {
      const { channel, hash } = address;
      const times = [
        ...dnd.filter((entry) => entry.channel === channel && entry.scope !== 'campaigns').map(({ at }) => at),
        ...(isOwnStop ? [stopped.at] : []),
      ];
      if (times.length > 0) {
        const at = Math.max(...times);
        await this.#deps.recordOptOut({ tenant, channel, hash, source: 'opt_out', at, messageId: null });
      }
      await this.#deps.privacy.strip({ tenant, channel, hash, members: this.#place.members });
    }
    return addresses.length;
  }

  /** Attachments whose last message went before: the bucket keeps what was deleted for 30 days. */
  async #leftovers(): Promise<Next> {
    const { files } = this.#deps;
    let [fileVersions, next]: [number, VersionPage['next']] = [0, undefined];
    do {
      const page = await files.list(`attachments/${this.#tenant}/`, next);
      for (const { key, isMarker, isLatest } of page.versions) {
        if (isMarker && isLatest) fileVersions += await files.remove(key);
      }
      next = page.next;
    } while (next !== undefined);
    return { step: 'receipt', after: null, counts: { fileVersions } };
  }
}

const summed = (counts: ErasureCounts, more: Partial<ErasureCounts> = {}): ErasureCounts => ({
  messages: counts.messages + (more.messages ?? 0),
  fileVersions: counts.fileVersions + (more.fileVersions ?? 0),
  processes: counts.processes + (more.processes ?? 0),
  waiting: counts.waiting + (more.waiting ?? 0),
  addresses: counts.addresses + (more.addresses ?? 0),
  records: counts.records + (more.records ?? 0),
  views: counts.views + (more.views ?? 0),
});

/** What the company can show: who asked for it and when, what was done, what stays. Nothing of it names the person. */
const receiptOf = ({ tenant, processId, requestedBy, createdAt, erasure }: ProcessValue, finishedAt: number) => ({
  receipt: 'customer_erasure',
  tenant,
  processId,
  customerId: erasure?.customerId,
  pseudonym: erasure?.pseudonym,
  reason: erasure?.reason,
  reference: erasure?.reference ?? null,
  requestedBy,
  requestedAt: isoTime(createdAt),
  finishedAt: isoTime(finishedAt),
  done: erasure?.counts,
  kept: {
    interactions: 'rows of the register under the pseudonym, addresses as keyed hashes: proof of contacts',
    refusals: 'at the keyed hashes of the addresses',
    backups: 'point-in-time recovery of the table ends by itself, after 35 days at most',
  },
});

const receiptName = 'supresion.json';

const writeReceipt = async (
  deps: Pick<EraseCustomerDeps, 'files' | 'clock'>,
  held: ResumableJob<ErasureCheckpoint>,
): Promise<void> => {
  const { process } = held;
  const finishedAt = deps.clock.now();
  const bytes = new TextEncoder().encode(`${JSON.stringify(receiptOf(process, finishedAt), null, 2)}\n`);
  const key = `reports/${process.tenant}/${process.processId}/receipt.json`;
  await deps.files.write(key, 'application/json', bytes);
  await held.end({
    state: 'success',
    finishedAt,
    ...(process.erasure === undefined ? {} : { erasure: { ...process.erasure, stage: 'done' as const } }),
    files: [{ name: receiptName, key, contentType: 'application/json', size: bytes.length, rows: null, sha256: null }],
    checkpoint: null,
  });
};

const erasureJob: JobKind<ErasureCheckpoint> = {
  name: 'erasure',
  checkpoint: ErasureCheckpointSchema,
  first: firstErasureCheckpoint,
};

export type ErasureOutcome = 'done' | 'continued' | 'waits' | 'held' | 'ended';

/**
 * Works on an erasure until it is done, waits, or this invocation's time is up. It is never given up: what fails alarms, and
 * comes again.
 * @throws whatever failed, after the process was freed, so that the queue counts and alarms
 */
export const eraseCustomer = (
  deps: EraseCustomerDeps,
  job: ProcessJob,
  invocation: Invocation,
): Promise<ErasureOutcome> =>
  workOnJob(deps, erasureJob, job, invocation, async (held): Promise<ErasureOutcome> => {
    for (;;) {
      if (held.checkpoint.step === 'receipt') {
        await writeReceipt(deps, held);
        return 'done';
      }
      if (held.isLate) {
        await held.handOver();
        return 'continued';
      }
      const { checkpoint, process } = held;
      const { counts: added, waits = false, ...next } = await new Erasure(deps, process, checkpoint).next();
      const counts = summed(checkpoint.counts, added);
      const place = waits ? { ...checkpoint, ...next, step: checkpoint.step } : { ...checkpoint, ...next };
      const { erasure } = process;
      await held.save(
        { ...place, counts },
        {
          rowsDone: counts.messages,
          ...(erasure === undefined ? {} : { erasure: { ...erasure, stage: stageOfStep[place.step], counts } }),
        },
      );
      if (!waits) continue;
      await held.release();
      return 'waits';
    }
  });
