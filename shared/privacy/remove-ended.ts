/**
 * Removes what a company has kept for long enough (Ley 21.719 art. 3, LGPD art. 15; ADR 67), by the dates of its register, in steps
 * that continue each other. Each step may be repeated: what is gone is not found again. Files go with all their versions.
 */
import type { RetentionKind } from '#contract/retention-words.ts';
import { addDays, localDay, startOfDay } from '#platform/local-time.ts';
import type { FindCompany } from '#shared/companies/find-company.ts';
import type { MessageValue } from '#shared/messaging/ledger/entities.ts';
import type { EraseMessage } from '#shared/messaging/ledger/erase-message.ts';
import { htmlKey, tokenOfMessage, unmatchedToken } from '#shared/messaging/ledger/received-content.ts';
import type { ProcessValue } from '#shared/processes/entities.ts';
import type { ProcessJob } from '#shared/processes/process-jobs.ts';
import { type Invocation, type JobDeps, type JobKind, workOnJob } from '#shared/processes/resumable-job.ts';
import { hasEnded } from '#shared/processes/rules.ts';
import type { FileVersions } from './file-versions.ts';
import type { PrivacyStore } from './privacy-store.ts';
import {
  firstRetentionCheckpoint,
  noneRemoved,
  type RetentionCheckpoint,
  RetentionCheckpointSchema,
} from './retention-checkpoint.ts';
import { type Ends, endsOf } from './retention-ends.ts';
import type { RetentionStore } from './retention-store.ts';

export interface RemoveEndedDeps extends JobDeps {
  readonly retention: RetentionStore;
  readonly privacy: Pick<PrivacyStore, 'deleteContent' | 'deleteFile' | 'listProcesses'>;
  readonly files: FileVersions;
  readonly findCompany: FindCompany;
  /** Messaging's use cases. @returns false while a worker holds the message */
  readonly eraseMessage: (message: EraseMessage) => Promise<boolean>;
  readonly dropFiles: (message: {
    readonly tenant: string;
    readonly messageId: string;
    readonly now: number;
  }) => Promise<boolean>;
  /** Conversations' use case: the row that shows the message last shows nothing any more. */
  readonly forgetLast: (message: MessageValue) => Promise<void>;
}

/** Only what the platform sends moves to another date: nothing did before its first release. */
const firstMovedDay = '2026-01-01';
/** How long a communication waits at most until it moves to the date on which it goes, days: as long as holds last. */
const mostDaysMoved = 92;
/** All dates that have anything are looked at again after this, ms: history that was imported later may be old. */
const wholeAfterMs = 30 * 86_400_000;
/** Files of processes are gone by themselves after this, ms. */
const filesAreGoneAfterMs = 65 * 86_400_000;
/** Messages, other items, processes, dates of one look. */
const pageSizes = { messages: 50, items: 50, processes: 20, days: 30 } as const;

const ofRegister = [
  'messages',
  'contents',
  'attachments',
  'recordings',
  'mails',
] as const satisfies readonly RetentionKind[];

type Removed = RetentionCheckpoint['removed'];
type Next = Partial<Omit<RetentionCheckpoint, 'removed' | 'starts'>>;

class Removal {
  readonly #deps: RemoveEndedDeps;
  readonly #process: ProcessValue;
  readonly #place: RetentionCheckpoint;
  readonly #ends: Ends;
  readonly removed: Removed = noneRemoved();

  constructor(deps: RemoveEndedDeps, process: ProcessValue, place: RetentionCheckpoint, ends: Ends) {
    this.#deps = deps;
    this.#process = process;
    this.#place = place;
    this.#ends = ends;
  }

  get #tenant(): string {
    return this.#process.tenant;
  }

  /** One look; where it ends the next one begins. */
  next(): Promise<Next> {
    const steps = {
      begin: () => this.#begin(),
      register: () => this.#register(),
      unassigned: () => this.#unassigned(),
      files: () => this.#files(),
      audit: () => this.#records('audit', 'processes'),
      processes: () => this.#records('processes', 'end'),
      end: async () => ({}),
    } as const;
    return steps[this.#place.step]();
  }

  async #begin(): Promise<Next> {
    const stored = await this.#deps.retention.find(this.#tenant);
    const { doneTo = {}, wholeAt = null, version = 0 } = stored?.value ?? {};
    const isWhole = wholeAt === null || this.#process.createdAt - wholeAt > wholeAfterMs;
    const done = ofRegister.map((kind) => [kind, isWhole ? undefined : doneTo[kind]] as const);
    const first = done.some(([, day]) => day === undefined) ? await this.#firstDay() : '';
    const from = Object.fromEntries(done.map(([kind, day]) => [kind, day ?? first]));
    return { step: 'register', version, isWhole, day: '', from, after: null };
  }

  /** First date that may have anything: of communications, or of where the first of them stood before it moved. */
  async #firstDay(): Promise<string> {
    const first = await this.#deps.retention.firstDay(this.#tenant);
    return addDays(first ?? localDay(this.#process.createdAt, 'UTC'), -mostDaysMoved);
  }

  async #register(): Promise<Next> {
    const { day, after } = this.#place;
    if (after !== null) return this.#page(day, after);
    // Most dates of a long time have nothing: several are asked at once.
    const days: string[] = [];
    let next = this.#dueFrom(day);
    while (next !== undefined && days.length < pageSizes.days) {
      days.push(next);
      next = this.#dueFrom(addDays(next, 1));
    }
    if (days.length === 0) return { step: 'unassigned', after: null };
    const found = await Promise.all(days.map((each) => this.#deps.retention.hasRows(this.#tenant, each)));
    const first = days[found.indexOf(true)];
    const passed = first === undefined ? days : days.slice(0, days.indexOf(first));
    await Promise.all(passed.map((each) => this.#forgetMoved(each)));
    return first === undefined ? { day: addDays(days.at(-1) ?? day, 1), after: null } : this.#page(first, null);
  }

  /** First date, from this one on, on which something of some kind has ended since it was looked at. */
  #dueFrom(day: string): string | undefined {
    const starts = ofRegister.flatMap((kind) => {
      const from = this.#place.from[kind] ?? '';
      const start = from > day ? from : day;
      return start < this.#ends[kind].day ? [start] : [];
    });
    return starts.toSorted()[0];
  }

  async #forgetMoved(day: string): Promise<void> {
    if (day >= firstMovedDay && day < this.#ends.messages.day)
      await this.#deps.retention.deleteMoved(this.#tenant, day);
  }

  /** A page of one date. */
  async #page(day: string, after: RetentionCheckpoint['after']): Promise<Next> {
    const { retention } = this.#deps;
    const page = await retention.listDay(this.#tenant, day, after, pageSizes.messages);
    for (const message of await retention.findMessages(this.#tenant, page.messageIds)) {
      // The index may lag: where the message stands now is what counts.
      if (message.day === day) await this.#message(message);
    }
    if (page.last !== undefined) return { day, after: page.last };
    await this.#forgetMoved(day);
    return { day: addDays(day, 1), after: null };
  }

  async #message(message: MessageValue): Promise<void> {
    const { day, channel } = message;
    const ends = this.#ends;
    if (day < ends.messages.day) {
      if (!(await this.#contents(message))) return;
      await this.#deps.retention.deleteMessage(message);
      this.removed.messages += 1;
    } else if (day < ends.contents.day) {
      if (message.erasedAt === undefined && (await this.#contents(message))) this.removed.contents += 1;
    } else {
      const kind = channel === 'call' ? 'recordings' : 'attachments';
      if (message.attachments.length > 0 && day < ends[kind].day) await this.#attachments(message);
      if (day < ends.mails.day) await this.#mail(message);
    }
  }

  /** @returns false while a worker holds the message: the next run over all dates finds it again */
  async #contents(message: MessageValue): Promise<boolean> {
    const tenant = this.#tenant;
    const { clock, privacy, eraseMessage, forgetLast } = this.#deps;
    const { messageId, channel, direction, attachments } = message;
    const now = clock.now();
    if (!(await eraseMessage({ tenant, messageId, by: 'system', now, reason: 'RETENTION_ENDED' }))) return false;
    const token = direction === 'inbound' ? tokenOfMessage(messageId) : undefined;
    if (token !== undefined) await privacy.deleteContent(tenant, token);
    await forgetLast(message);
    this.removed[channel === 'call' ? 'recordings' : 'attachments'] += attachments.length;
    return true;
  }

  async #attachments({ tenant, messageId, channel, attachments }: MessageValue): Promise<void> {
    if (!(await this.#deps.dropFiles({ tenant, messageId, now: this.#deps.clock.now() }))) return;
    this.removed[channel === 'call' ? 'recordings' : 'attachments'] += attachments.length;
  }

  /** The formatted version of a mail, and what it quotes. */
  async #mail({ messageId, direction, channel }: MessageValue): Promise<void> {
    const token = direction === 'inbound' && channel === 'email' ? tokenOfMessage(messageId) : undefined;
    if (token === undefined) return;
    const tenant = this.#tenant;
    const files = await this.#deps.files.remove(htmlKey(tenant, token));
    const isStripped = await this.#deps.retention.stripContent(tenant, token);
    if (files > 0 || isStripped) this.removed.mails += 1;
  }

  /** What came from unknown senders and was given to nobody. */
  async #unassigned(): Promise<Next> {
    const { retention, privacy, files } = this.#deps;
    const tenant = this.#tenant;
    const found = await retention.listUnmatched(tenant, this.#ends.contents.at, pageSizes.items);
    for (const unmatched of found) {
      const token = unmatchedToken(unmatched.id);
      await privacy.deleteContent(tenant, token);
      await files.remove(htmlKey(tenant, token));
      for (const { attachmentId } of unmatched.attachments) {
        this.removed.attachments += 1;
        await files.remove(`attachments/${tenant}/${attachmentId}/`);
        await privacy.deleteFile(tenant, attachmentId);
      }
      await retention.deleteUnmatched(unmatched);
      this.removed.contents += 1;
    }
    return found.length < pageSizes.items ? { step: 'files', after: null } : {};
  }

  /** Files of exports, reports and imports. What says that somebody was erased stays as long as the bucket has it. */
  async #files(): Promise<Next> {
    const { privacy, retention, files } = this.#deps;
    const tenant = this.#tenant;
    const page = await privacy.listProcesses(tenant, this.#place.after?.sk, pageSizes.processes);
    for (const process of page.processes) {
      const { processId, finishedAt, kind } = process;
      const isOver = hasEnded(process) && finishedAt !== null && finishedAt < this.#ends.exports.at;
      if (!isOver || kind === 'customer_erasure' || this.#isGone(process)) continue;
      let versions = 0;
      for (const folder of ['reports', 'imports']) versions += await files.remove(`${folder}/${tenant}/${processId}/`);
      await retention.expireFiles(tenant, processId);
      if (versions > 0) this.removed.exports += 1;
    }
    const oldest = page.processes.at(-1);
    if (page.last === undefined || oldest === undefined || this.#isGone(oldest)) return { step: 'audit', after: null };
    return { after: { sk: page.last } };
  }

  #isGone({ createdAt }: ProcessValue): boolean {
    return createdAt < this.#process.createdAt - filesAreGoneAfterMs;
  }

  async #records(kind: 'audit' | 'processes', following: 'processes' | 'end'): Promise<Next> {
    const { at } = this.#ends.decisions;
    const count = await this.#deps.retention.deleteRecords(this.#tenant, kind, at, pageSizes.items);
    this.removed.decisions += count;
    return count < pageSizes.items ? { step: following } : {};
  }
}

const retentionJob: JobKind<RetentionCheckpoint> = {
  name: 'retention',
  checkpoint: RetentionCheckpointSchema,
  first: firstRetentionCheckpoint,
};

const summed = (removed: Removed, more: Removed): Removed => {
  const sum = { ...removed };
  for (const kind of Object.keys(more) as RetentionKind[]) sum[kind] += more[kind];
  return sum;
};

export type RetentionOutcome = 'done' | 'continued' | 'held' | 'ended';

/**
 * Works until nothing is left that has ended, or this invocation's time is up. It is never given up: what fails alarms, and
 * comes again.
 * @throws whatever failed, after the process was freed, so that the queue counts and alarms
 */
export const removeEnded = async (
  deps: RemoveEndedDeps,
  job: ProcessJob,
  invocation: Invocation,
): Promise<RetentionOutcome> => {
  const { timeZone } = await deps.findCompany(job.tenant);
  return workOnJob(deps, retentionJob, job, invocation, async (held): Promise<RetentionOutcome> => {
    const { retention, createdAt } = held.process;
    if (retention === undefined) throw new Error('The process removes nothing.');
    const today = localDay(createdAt, timeZone);
    const ends = endsOf(retention.periods, today, (day) => startOfDay(day, timeZone));
    while (held.checkpoint.step !== 'end') {
      if (held.isLate) {
        await held.handOver();
        return 'continued';
      }
      const look = new Removal(deps, held.process, held.checkpoint, ends);
      const next = await look.next();
      const removed = summed(held.checkpoint.removed, look.removed);
      const rowsDone = Object.values(removed).reduce((sum, count) => sum + count, 0);
      await held.save(
        { ...held.checkpoint, ...next, removed, starts: 0 },
        { rowsDone, retention: { ...retention, removed } },
      );
    }
    const finishedAt = deps.clock.now();
    const { version, isWhole } = held.checkpoint;
    await deps.retention.noteRun(job.tenant, version, {
      doneTo: Object.fromEntries(ofRegister.map((kind) => [kind, ends[kind].day])),
      wholeAt: isWhole ? createdAt : undefined,
      lastRun: { processId: job.processId, finishedAt },
    });
    await held.end({ state: 'success', finishedAt, rowsTotal: held.process.rowsDone, checkpoint: null });
    return 'done';
  });
};
